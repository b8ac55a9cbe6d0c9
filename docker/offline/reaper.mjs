// Ryuk's protocol: a client connects, sends lines of label filters, each acknowledged, and keeps the connection. When the last
// client has been gone for ten seconds, whatever bears the labels is removed, and the reaper ends.
import { request } from 'node:http';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const GRACE_MS = 10_000;
const filters = new Set();
let clients = 0;
let timer = setTimeout(() => void reap(), 6 * GRACE_MS);

createServer((socket) => {
  clients += 1;
  clearTimeout(timer);
  createInterface({ input: socket }).on('line', (line) => {
    filters.add(line);
    socket.write('ACK\n');
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clients -= 1;
    if (clients === 0) timer = setTimeout(() => void reap(), GRACE_MS);
  });
}).listen(8080, '0.0.0.0', () => console.log('Started'));

async function reap() {
  for (const line of filters) {
    const query = `filters=${encodeURIComponent(JSON.stringify(filtersOf(line)))}`;
    for (const { Id } of await engine('GET', `/containers/json?all=1&${query}`)) {
      // The reaper bears the labels too, and has more to do.
      if (!Id.startsWith(hostname())) await engine('DELETE', `/containers/${Id}?force=1&v=1`);
    }
    for (const { Id } of await engine('GET', `/networks?${query}`)) await engine('DELETE', `/networks/${Id}`);
    const { Volumes } = await engine('GET', `/volumes?${query}`);
    for (const { Name } of Volumes ?? []) await engine('DELETE', `/volumes/${Name}?force=1`);
  }
  process.exit(0);
}

/** `label=a%3Db&label=c%3Dd` as the engine wants it: every name with its values. */
function filtersOf(line) {
  const asked = new URLSearchParams(line);
  return Object.fromEntries([...new Set(asked.keys())].map((name) => [name, asked.getAll(name)]));
}

/** Calls the engine's API by its socket; what it refuses is left behind. */
function engine(method, path) {
  const { promise, resolve } = Promise.withResolvers();
  const call = request({ socketPath: '/var/run/docker.sock', method, path }, (answer) => {
    text(answer).then(
      (body) => resolve(answer.statusCode === 200 && body ? JSON.parse(body) : []),
      () => resolve([]),
    );
  });
  call.on('error', () => resolve([]));
  call.end();
  return promise;
}
