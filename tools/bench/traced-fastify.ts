// The bare route with our telemetry: one span per request, exported to OTEL_EXPORTER_OTLP_ENDPOINT.
import '@grocer/chassis/telemetry/register';
import { traceRequests } from '@grocer/chassis/http-tracing';
import Fastify from 'fastify';

const { PORT = '0', PAYLOAD = '{}' } = process.env;
const app = Fastify();
app.removeContentTypeParser('text/plain');
traceRequests(app);
app.all('/', async (_request, reply) => reply.type('application/json').send(PAYLOAD));
app.get('/health/ready', { config: { isProbe: true } }, async () => 'ready');
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
