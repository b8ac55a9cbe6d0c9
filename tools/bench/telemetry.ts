import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { runSlice } from './load.ts';
import { cpuOfTree } from './process-tree.ts';
import type { Row } from './rows.ts';
import { type BareServer, startServer } from './server.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

const PAYLOAD = 'x'.repeat(600);
const load = { connections: 16, sliceMs: 800 };
const ROUNDS = 5;
/** What is not yet compiled is no one's figure. */
const WARM_UP_ROUNDS = 2;
/** Spans go out half a second late; what they cost belongs to the slice. */
const SPANS_SENT_MS = 600;

const tenth = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' };
const setups = {
  'telemetry: ours, all sampled': { file: 'traced-fastify.ts', env: {} },
  'telemetry: ours, a tenth': { file: 'traced-fastify.ts', env: tenth },
  'telemetry: the usual, all sampled': { file: 'usual-fastify.mjs', env: {} },
  'telemetry: the usual, a tenth': { file: 'usual-fastify.mjs', env: tenth },
} as const;

/** Requests for each second of processor time that a bare route answers with telemetry, against those without. */
export async function measureTelemetry(collector: string): Promise<Row[]> {
  const otel = { PAYLOAD, OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_SERVICE_NAME: 'bench' };
  const servers = new Map<string, BareServer>([['bare', await startServer('bare-fastify.ts', { PAYLOAD })]]);
  for (const [what, { file, env }] of Object.entries(setups)) {
    servers.set(what, await startServer(file, { ...otel, ...env }));
  }
  const figures = new Map<string, number[]>(Array.from(servers.keys(), (name) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const [name, server] of servers) {
      const figure = await requestsPerCpuSecond(name, server);
      if (round >= 0) figures.get(name)?.push(figure);
    }
  }
  for (const server of servers.values()) server.stop();
  const limits = figures.get('bare') ?? [];
  return Object.keys(setups).map((what) => {
    const ours = figures.get(what) ?? [];
    return {
      what,
      unit: 'requests/CPU s',
      ours: spreadOf(ours),
      limit: spreadOf(limits),
      ratio: spreadOf(ratiosOf(ours, limits)),
      note: 'a bare route with it : without',
    };
  });
}

async function requestsPerCpuSecond(name: string, { origin, pid }: BareServer): Promise<number> {
  const pool = new Pool(origin, { connections: load.connections });
  const before = cpuOfTree(pid)?.get(pid) ?? Number.NaN;
  const { latenciesMs } = await runSlice(pool, { name, request: () => ({ path: '/' }) }, load);
  await delay(SPANS_SENT_MS);
  const after = cpuOfTree(pid)?.get(pid) ?? Number.NaN;
  await pool.close();
  return latenciesMs.length / ((after - before) / 1000);
}
