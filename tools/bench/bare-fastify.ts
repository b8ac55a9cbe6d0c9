// The limit that `npm run bench` measures against: Fastify with one route that sends a constant string.
import Fastify from 'fastify';

const { PORT = '0', PAYLOAD = '{}' } = process.env;
const app = Fastify();
app.removeContentTypeParser('text/plain');
app.all('/', async (_request, reply) => reply.type('application/json').send(PAYLOAD));
app.get('/health/ready', async () => 'ready');
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
