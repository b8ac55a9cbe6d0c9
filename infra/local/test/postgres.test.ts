import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PortInUse } from '../processes/ports.ts';
import { type Postgres, startPostgres } from '../stand-ins/postgres.ts';

let folder: string;
let dataDir: string;
const running: Postgres[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grocer-postgres-test-'));
  // As closed as a home directory: root's own unprivileged Postgres cannot walk there.
  await chmod(folder, 0o700);
  dataDir = join(folder, 'data');
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  await rm(folder, { recursive: true });
});

async function start(options: { port?: number; dataDir?: string } = { dataDir }): Promise<Postgres> {
  const postgres = await startPostgres({ port: 0, ...options });
  running.push(postgres);
  return postgres;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Starts Postgres from a process of its own and kills that without warning. */
async function startAndKillParent(options: object, temporary = tmpdir()): Promise<string> {
  const module = fileURLToPath(new URL('../stand-ins/postgres.ts', import.meta.url));
  const script = `
    import { startPostgres } from ${JSON.stringify(module)};
    const { url } = await startPostgres(${JSON.stringify({ port: 0, ...options })});
    console.log(url);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(parent.stdout.setEncoding('utf8'), 'data');
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  return String(url).trim();
}

test('keeps its data and its password over a restart', async () => {
  const first = await start();
  await query(first.url, 'create table kept (id int)');
  await running.splice(0)[0]?.stop();

  const second = await start();

  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  expect(await query(second.url, 'select count(*)::int as count from kept')).toEqual([{ count: 0 }]);
  expect((await stat(`${dataDir}.password`)).mode & 0o777).toBe(0o600);
});

test('lets nobody in without the password', async () => {
  const { port } = await start();

  await expect(query(`postgres://postgres:guess@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toThrow(
    'password authentication failed',
  );
});

test('takes a port below those that the system hands out', async () => {
  const { port } = await start();

  expect(port).toBeLessThan(32_768);
});

test('names a port that is in use', async () => {
  const { port } = await start();

  await expect(start({ port })).rejects.toThrow(PortInUse);
});

test('ends when the process that started it is killed, and leaves no folder behind', async () => {
  await chmod(folder, 0o777);
  const url = await startAndKillParent({}, folder);
  expect(await readdir(folder)).toHaveLength(1);

  await vi.waitFor(async () => expect(await readdir(folder)).toEqual([]), { timeout: 10_000 });

  await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

test('starts again at once after the process that started it was killed', async () => {
  const url = await startAndKillParent({ dataDir });

  const again = await start();

  expect(new URL(again.url).password).toBe(new URL(url).password);
  expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('tells when it ends by itself', async () => {
  const postgres = await start();

  const [row] = await query(postgres.url, `select pg_read_file('postmaster.pid') as lock`);
  process.kill(Number.parseInt(String(row?.lock), 10), 'SIGINT');

  await postgres.exited;
});

test.for([
  ['a damaged database', () => truncate(join(dataDir, 'global', 'pg_control'), 8)],
  ['a database of another release', () => writeFile(join(dataDir, 'PG_VERSION'), '12\n')],
  ['a database whose password is lost', () => rm(`${dataDir}.password`)],
] as const)('says what to do about %s', async ([, damage]) => {
  await start();
  await running.splice(0)[0]?.stop();
  await damage();

  await expect(start()).rejects.toThrow(/cannot be used \(.+\): run npm start -- --reset/);
});

test('leaves a folder that is no database alone', async () => {
  await mkdir(dataDir);
  await writeFile(join(dataDir, 'letter.txt'), 'dear');

  await expect(start()).rejects.toThrow(/cannot be used .* --reset/);
  expect(existsSync(join(dataDir, 'letter.txt'))).toBe(true);
});
