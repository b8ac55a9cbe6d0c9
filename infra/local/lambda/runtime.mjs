// What runs in a function's process: the documented runtime API's client, loading the very bundle that is published.
// Plain JavaScript, since stripping types would cost a cold start; AWS's own client has to be compiled (DECISIONS.md).
import { Agent, request } from 'node:http';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const {
  AWS_LAMBDA_FUNCTION_NAME: functionName,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryLimitInMB,
  AWS_LAMBDA_FUNCTION_VERSION: functionVersion,
  AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
  AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
  AWS_LAMBDA_RUNTIME_API: runtimeApi,
  LAMBDA_TASK_ROOT: taskRoot,
  _HANDLER: handlerName,
} = process.env;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const handle = await loadHandler().catch(async (error) => {
  await callError('/init/error', describe(error));
  process.exit(1);
});
for (let first = true; ; first = false) {
  await serveOne(await call('GET', '/invocation/next'));
  // What the first invocation compiled is kept for the next cold start, where NODE_COMPILE_CACHE says so.
  if (first) flushCompileCache();
}

/** `main.handler` is the export `handler` of main.js in the task root. */
async function loadHandler() {
  const [file, name] = handlerName.split('.');
  const bundle = await import(pathToFileURL(join(taskRoot, `${file}.js`)).href);
  if (typeof bundle[name] !== 'function') throw new Error(`${handlerName} is undefined or not exported`);
  return bundle[name];
}

async function serveOne({ headers, body }) {
  const requestId = headers['lambda-runtime-aws-request-id'];
  try {
    const result = await handle(JSON.parse(body), contextOf(headers));
    await call('POST', `/invocation/${requestId}/response`, JSON.stringify(result ?? null) ?? 'null');
  } catch (error) {
    await callError(`/invocation/${requestId}/error`, describe(error));
  }
}

function contextOf(headers) {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  const xRayTraceId = headers['lambda-runtime-trace-id'];
  if (xRayTraceId) process.env._X_AMZN_TRACE_ID = xRayTraceId;
  else delete process.env._X_AMZN_TRACE_ID;
  return {
    functionName,
    functionVersion,
    memoryLimitInMB,
    logGroupName,
    logStreamName,
    xRayTraceId,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function callError(path, described) {
  const errorType = described.errorType.replace(/[^\x20-\x7e]/g, '?');
  return call('POST', path, JSON.stringify(described), { 'lambda-runtime-function-error-type': errorType });
}

function call(method, path, body = '', extra = {}) {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...extra };
  return new Promise((resolve, reject) => {
    const sent = request(`http://${runtimeApi}/2018-06-01/runtime${path}`, { method, headers, agent }, (response) => {
      text(response).then((answered) => resolve({ headers: response.headers, body: answered }), reject);
    });
    sent.on('error', reject).end(body);
  });
}
