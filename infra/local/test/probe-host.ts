import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVerifier } from '@grocer/chassis/identity';
import { createQueues } from '@grocer/chassis/queue';
import { sqsSettings } from '@grocer/test-support/queues';
import { startTestIssuer } from '@grocer/test-support/tokens';
import { expect, vi } from 'vitest';
import { startFunctionHost } from '../functions.ts';
import type { FunctionSettings } from '../lambda/function-settings.ts';

/** What a probe notes of its life. */
export interface Note {
  pid: number;
  at: number;
  did: 'start' | 'end' | 'stop';
  given?: Record<string, unknown>;
}

type Probe = Partial<Omit<FunctionSettings, 'name' | 'bundle' | 'env' | 'output'>> & { handler?: 'probe' | 'broken' };

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

/** Starts a function host with one function, `probe`, and all it needs; it is stopped at the end of its scope. */
export async function hostProbe({ handler = 'probe', ...figures }: Probe) {
  const folder = await mkdtemp(join(tmpdir(), 'functions-'));
  const notesFile = join(folder, 'notes');
  const { trusted, token, stop: stopIssuer } = await startTestIssuer();
  const queues = createQueues(sqsSettings());
  const output: string[] = [];
  const settings: FunctionSettings = {
    name: 'probe',
    bundle: join(import.meta.dirname, 'handlers', `${handler}.js`),
    env: () => ({ NOTES: notesFile }),
    memoryMb: 128,
    timeoutSeconds: 30,
    maxConcurrency: 1,
    idleSeconds: 60,
    invokeScope: 'pricing:run',
    output: { write: (chunk) => void output.push(String(chunk)), close: async () => undefined },
    ...figures,
  };
  const verifier = createVerifier(trusted, log);
  const host = await startFunctionHost({ port: 0, region: 'eu-west-2', functions: [settings], queues, verifier, log });
  const permitted = await token({ subject: 'grocer-cli', scopes: ['pricing:run'] });

  async function notes(did: Note['did']): Promise<Note[]> {
    const text = await readFile(notesFile, 'utf8').catch(() => '');
    const all: Note[] = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return all.filter((note) => note.did === did);
  }

  async function send(body: string, headers: Record<string, string> = {}, name = 'probe') {
    const response = await fetch(`${host.url}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${permitted}`, ...headers },
      body: Buffer.from(body), // a text would bring a content type
    });
    const text = await response.text();
    const answer: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
    return {
      status: response.status,
      functionError: response.headers.get('x-amz-function-error'),
      errorType: response.headers.get('x-amzn-errortype'),
      body: answer,
    };
  }

  return {
    token,
    notes,
    /** What Lambda would report of each invocation. */
    reports: () => output.filter((line) => line.includes('platform.report')).map((line) => JSON.parse(line).record),
    /** A figure at `/metrics`. */
    async figure(name: string): Promise<number> {
      const text = await (await fetch(`${host.url}/metrics`)).text();
      return Number(new RegExp(`^${name}\\{faas_name="probe"\\} (\\S+)$`, 'm').exec(text)?.[1]);
    },
    instances: () => host.instances().probe ?? [],
    untilNoted: (did: Note['did'], count: number) =>
      vi.waitFor(async () => expect(await notes(did)).toHaveLength(count), { timeout: 15_000, interval: 20 }),
    invoke: (event: unknown, headers: Record<string, string> = {}, name = 'probe') =>
      send(JSON.stringify(event), { 'content-type': 'application/json', ...headers }, name),
    /** Invokes with a body as it is. */
    send,
    async [Symbol.asyncDispose]() {
      await host.stop();
      await queues.close();
      await stopIssuer();
      await rm(folder, { recursive: true });
    },
  };
}
