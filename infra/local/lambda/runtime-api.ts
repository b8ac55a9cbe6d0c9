import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { portOf } from '../processes/ports.ts';
import { payloadLimits } from './payload.ts';

/** One invocation, as the runtime API tells it to a function. */
export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly deadlineMs: number;
  /** X-Ray's trace header. */
  readonly traceId?: string | undefined;
  readonly payload: string;
}

/** What a function answered: the payload of its result, or of its error. */
export interface Answer {
  readonly payload: string;
  readonly failed: boolean;
}

/** The runtime API of one process of a function. */
export interface RuntimeApi {
  /** `host:port`, what `AWS_LAMBDA_RUNTIME_API` holds. */
  readonly address: string;
  /** Settles when the process asks for its first invocation, having loaded its handler. */
  readonly isReady: Promise<void>;
  /** Settles when the process cannot load its handler. */
  readonly initError: Promise<Answer>;
  /** Gives the process its next invocation, as soon as it asks for one, and waits for the answer. */
  exchange(invocation: Invocation): Promise<Answer>;
  close(): void;
}

type Deliver = (invocation: Invocation) => void;

const version = '/2018-06-01/runtime';
const noSuchInvocation = { errorType: 'InvalidRequestID', errorMessage: 'no such invocation is running' };
const answerTooLarge = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${payloadLimits.RequestResponse} bytes).`,
};
const answerPath = new RegExp(`^${version}/invocation/([^/]+)/(response|error)$`);

/** Serves Lambda's runtime API to one process, on a port of its own. */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const ready = Promise.withResolvers<void>();
  const initError = Promise.withResolvers<Answer>();
  let asked = Promise.withResolvers<Deliver>();
  let running: { requestId: string; settle: (answer: Answer) => void } | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.method === 'GET' && path === `${version}/invocation/next`) {
      ready.resolve();
      return asked.resolve((invocation) => sendInvocation(response, invocation));
    }
    const payload = await text(request);
    const [, requestId, outcome] = answerPath.exec(path) ?? [];
    if (path === `${version}/init/error`) initError.resolve({ payload, failed: true });
    else if (!running || running.requestId !== requestId) return refuse(response, 400, noSuchInvocation);
    else if (Buffer.byteLength(payload) > payloadLimits.RequestResponse) {
      running.settle({ payload: JSON.stringify(answerTooLarge), failed: true });
      return refuse(response, 413, answerTooLarge);
    } else running.settle({ payload, failed: outcome === 'error' });
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  }

  const server = await listen(serve);
  return {
    address: `127.0.0.1:${portOf(server)}`,
    isReady: ready.promise,
    initError: initError.promise,
    async exchange(invocation) {
      const deliver = await asked.promise;
      asked = Promise.withResolvers();
      const answered = Promise.withResolvers<Answer>();
      running = { requestId: invocation.requestId, settle: answered.resolve };
      deliver(invocation);
      return answered.promise;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<Server> {
  // The process holds one connection and may be silent on it for as long as an invocation takes.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 }, (request, response) => {
    // One that dies in the middle of a call leaves it broken off.
    serve(request, response).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function sendInvocation(response: ServerResponse, invocation: Invocation): void {
  const { requestId, functionArn, deadlineMs, traceId, payload } = invocation;
  response.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': requestId,
    'lambda-runtime-deadline-ms': deadlineMs,
    'lambda-runtime-invoked-function-arn': functionArn,
    ...(traceId && { 'lambda-runtime-trace-id': traceId }),
  });
  response.end(payload);
}

function refuse(response: ServerResponse, status: number, error: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(error));
}
