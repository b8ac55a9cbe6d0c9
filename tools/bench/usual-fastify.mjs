// The bare route with OpenTelemetry as its own guides set it up: it patches http and Fastify when they are required.
import { createRequire } from 'node:module';
import { FastifyOtelInstrumentation } from '@fastify/otel';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { NodeSDK } from '@opentelemetry/sdk-node';

new NodeSDK({
  instrumentations: [new HttpInstrumentation(), new FastifyOtelInstrumentation({ registerOnInitialization: true })],
}).start();

const require = createRequire(import.meta.url);
require('node:http');
const { fastify } = require('fastify');

const { PORT = '0', PAYLOAD = '{}' } = process.env;
const app = fastify();
app.removeContentTypeParser('text/plain');
app.all('/', async (_request, reply) => reply.type('application/json').send(PAYLOAD));
app.get('/health/ready', async () => 'ready');
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
