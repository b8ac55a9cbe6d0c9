import { Agent, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps, Agent as TlsAgent } from 'node:https';
import type { Attributes } from '@opentelemetry/api';
import { attributesJson } from './otlp-json.ts';

/** Where spans go (an OTLP/HTTP base address), and who speaks. */
export interface SpanSenderOptions {
  readonly endpoint: string;
  readonly resource: Attributes;
  /** The instrumentation scope that all spans have. */
  readonly scope: string;
}

/** Sends spans, each given as JSON, in batches. */
export interface SpanSender {
  add(span: string): void;
  /** Resolves when what was added has been sent, or given up. */
  flush(): Promise<void>;
}

/** A span is sent at most so late. */
const DELAY_MS = 500;
/** Spans are written into a buffer of this size, and sent before their time when it is full. */
const BATCH_BYTES = 512 * 1024;
/** A collector that is away must not fill the memory: batches beyond these are lost. */
const MOST_WAITING = 16;
const TIMEOUT_MS = 2000;
const TAIL = ']}]}]}';

/**
 * Sends spans by OTLP/HTTP as JSON. They are kept as bytes: as objects, or as text that is still in pieces, those of half a
 * second would outlive the young generation under load, and collecting them would cost more than making them.
 */
export function createSpanSender({ endpoint, resource, scope }: SpanSenderOptions): SpanSender {
  const head = Buffer.from(
    `{"resourceSpans":[{"resource":{"attributes":[${attributesJson(resource)}]},"scopeSpans":[{"scope":{"name":"${scope}"},"spans":[`,
  );
  const post = createPost(`${endpoint}/v1/traces`);
  const waiting: Buffer[] = [];
  let batch = Buffer.allocUnsafe(0);
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (size > 0) {
      size += batch.write(TAIL, size);
      if (waiting.push(batch.subarray(0, size)) > MOST_WAITING) waiting.shift();
      size = 0;
    }
    sending ??= send().finally(() => {
      sending = undefined;
    });
    return sending;
  }

  /** What is not taken stays, and is sent again with what comes next. */
  async function send(): Promise<void> {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (!(await post(next))) return;
      if (waiting[0] === next) waiting.shift();
    }
  }

  return {
    add(span) {
      // A character takes three bytes at most.
      const mostBytes = span.length * 3 + TAIL.length + 1;
      if (size + mostBytes > BATCH_BYTES) void flush();
      if (size === 0) {
        batch = Buffer.allocUnsafeSlow(Math.max(BATCH_BYTES, head.length + mostBytes));
        size = head.copy(batch);
      } else size += batch.write(',', size);
      size += batch.write(span, size);
      timer ??= setTimeout(() => void flush(), DELAY_MS).unref();
    },
    flush,
  };
}

/** Posts to an address; false when it should be tried again. */
function createPost(url: string): (body: Buffer) => Promise<boolean> {
  const isSecure = url.startsWith('https:');
  const agent = isSecure ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  return (body) => {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const outgoing = (isSecure ? overHttps : overHttp)(url, { method: 'POST', agent, headers, timeout: TIMEOUT_MS });
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => resolve(false));
    outgoing.on('response', (answer: IncomingMessage) => {
      answer.resume();
      // What the collector may take later (OTLP specification, "Retryable Response Codes").
      resolve(![429, 502, 503, 504].includes(answer.statusCode ?? 0));
    });
    outgoing.end(body);
    return promise;
  };
}
