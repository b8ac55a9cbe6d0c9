// Loaded before an estate's host by `--import`: notes every secret that its stand-ins hand out (Vault, issuer) and that it gives
// to a task, a line each, in the file named by SECRETS_FILE. Only a test can see them all, and only this way.
import childProcess from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

const file = process.env.SECRETS_FILE ?? '';

const secretKeys = new Set([
  'client_token',
  'password',
  'apiKey',
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
]);

function note(kind: string, value: unknown): void {
  if (typeof value === 'string' && value !== '')
    appendFileSync(file, `${JSON.stringify({ kind, value })}\n`, { mode: 0o600 });
}

function noteAll(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (secretKeys.has(key)) note(key, inner);
    noteAll(inner);
  }
}

const end = ServerResponse.prototype.end;
ServerResponse.prototype.end = function (this: ServerResponse, ...given: Parameters<typeof end>) {
  const text = Buffer.isBuffer(given[0]) || typeof given[0] === 'string' ? given[0].toString() : '';
  if (text.startsWith('{')) noteAll(parse(text));
  return end.apply(this, given);
} as typeof end;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const spawn = childProcess.spawn;
childProcess.spawn = ((...given: unknown[]) => {
  for (const env of given.flatMap(environmentOf)) {
    note('the login of vault', env.VAULT_DATABASE_PASSWORD);
    if (env.ADMIN_DATABASE_URL) note('the login of the admin', new URL(env.ADMIN_DATABASE_URL).password);
  }
  return Reflect.apply(spawn, childProcess, given);
}) as typeof spawn;
syncBuiltinESMExports();

function environmentOf(argument: unknown): NodeJS.ProcessEnv[] {
  const hasEnv = typeof argument === 'object' && argument !== null && 'env' in argument;
  return hasEnv ? [argument.env as NodeJS.ProcessEnv] : [];
}
