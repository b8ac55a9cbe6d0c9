import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { handOver, scratchRoot, unprivileged } from '@grocer/local/stand-ins/postgres/binaries';
import { ToolFault } from '../run-tool.ts';

/** A connection proxy in front of a database; clients log in by the logins that the database knows. */
export interface Pgbouncer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Where the proxy stands, and how much of the database it may take. */
export interface PgbouncerOptions {
  readonly port: number;
  readonly databasePort: number;
  /** Connections of its own at most. */
  readonly connections: number;
  readonly database: string;
  /** Its own login, by which it asks for those of others. */
  readonly user: string;
  readonly password: string;
}

/** The statements that let the proxy look logins up, those too that were made a moment ago. They need the superuser. */
export function lookupStatements({
  database,
  user,
  password,
}: Pick<PgbouncerOptions, 'database' | 'user' | 'password'>) {
  return [
    `create role ${user} login password '${password}'`,
    `grant connect on database ${database} to ${user}`,
    'create schema pgbouncer',
    `create function pgbouncer.find_login(login text) returns table (name text, secret text) language sql security definer
       set search_path = pg_catalog as $$ select rolname, rolpassword from pg_authid where rolname = login and rolcanlogin $$`,
    'revoke execute on function pgbouncer.find_login from public',
    `grant usage on schema pgbouncer to ${user}`,
    `grant execute on function pgbouncer.find_login to ${user}`,
  ];
}

const START_LIMIT_MS = 5000;
const places = ['pgbouncer', '/usr/sbin/pgbouncer'];

/** The command, where it is installed. */
export function findPgbouncer(): string | undefined {
  return places.find((command) => spawnSync(command, ['--version']).status === 0);
}

/** Starts pgbouncer with transaction pooling. It passes SCRAM on, so it holds no password but its own. */
export async function startPgbouncer(command: string, options: PgbouncerOptions): Promise<Pgbouncer> {
  const { port, user, password } = options;
  const folder = mkdtempSync(join(scratchRoot(), 'grocer-pgbouncer-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    handOver(join(folder, name));
  };
  handOver(folder);
  write('users.txt', `"${user}" "${password}"\n`);
  write('pgbouncer.ini', settingsOf(options, folder));
  const child = spawn(command, [join(folder, 'pgbouncer.ini')], { ...unprivileged, cwd: folder, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (const giveUpAt = Date.now() + START_LIMIT_MS; !(await isListening(port)); await delay(20)) {
    if (child.exitCode === null && Date.now() < giveUpAt) continue;
    await stop();
    throw new ToolFault('pgbouncer does not start.');
  }
  return { port, stop };
}

function settingsOf({ port, databasePort, connections, database, user }: PgbouncerOptions, folder: string): string {
  return `[databases]
${database} = host=127.0.0.1 port=${databasePort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users.txt
auth_user = ${user}
auth_query = select name, secret from pgbouncer.find_login($1)
pool_mode = transaction
default_pool_size = ${connections}
max_db_connections = ${connections}
max_client_conn = 500
; What a driver asks at its start; a statement's time limit is the role's business behind a proxy.
ignore_startup_parameters = extra_float_digits,statement_timeout,options
`;
}

function isListening(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
