import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestEstate, type TestEstate } from './estate.ts';

/** A secret that was issued; `kind` says of it what may be said. */
export interface IssuedSecret {
  readonly kind: string;
  readonly value: string;
}

/** An estate of which a test knows every secret. */
export interface WatchedEstate extends TestEstate {
  /** All that have been issued so far. */
  secrets(): IssuedSecret[];
  /** Removes what is left of it. */
  remove(): void;
}

const recorder = join(import.meta.dirname, 'record-secrets.ts');

/** Starts an estate that notes its secrets; its folder outlives `stop`, so that it can be searched. */
export async function startWatchedEstate(): Promise<WatchedEstate> {
  const notes = mkdtempSync(join(tmpdir(), 'grocer-secrets-'));
  const folder = mkdtempSync(join(tmpdir(), 'grocer-estate-'));
  const file = join(notes, 'issued');
  const estate = await startTestEstate({
    folder,
    env: { NODE_OPTIONS: `--import=${recorder}`, SECRETS_FILE: file },
  });
  const workloadTokens = new Set<string>();
  const noteWorkloadTokens = () => {
    for (const name of readdirSync(join(folder, 'tokens'))) {
      if (!name.endsWith('.new')) workloadTokens.add(readFileSync(join(folder, 'tokens', name), 'utf8'));
    }
  };
  noteWorkloadTokens();
  return {
    ...estate,
    secrets() {
      noteWorkloadTokens();
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      const noted: IssuedSecret[] = lines.map((line) => JSON.parse(line));
      const ofWorkloads = [...workloadTokens].map((value) => ({ kind: 'a workload token', value }));
      const operator = readFileSync(join(folder, 'state', 'vault-operator-token'), 'utf8');
      return unique([...noted, ...ofWorkloads, { kind: 'the operator token', value: operator }].flatMap(withSignature));
    },
    remove() {
      for (const path of [notes, folder]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** A JWT is as good as its signature: cut out of a log line it still must not be there. */
function withSignature({ kind, value }: IssuedSecret): IssuedSecret[] {
  const signature = /^[\w-]+\.[\w-]+\.([\w-]+)$/.exec(value)?.[1];
  return [{ kind, value }, ...(signature ? [{ kind: `the signature of ${kind}`, value: signature }] : [])];
}

function unique(secrets: readonly IssuedSecret[]): IssuedSecret[] {
  return [...new Map(secrets.map((secret) => [secret.value, secret])).values()];
}
