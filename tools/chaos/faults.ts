import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createQueues, type Queues } from '@grocer/chassis/queue';
import type { DeployableStatus } from '@grocer/local/estate';
import type { TestEstate } from '@grocer/test-support/estate';
import type { Random } from './random.ts';

/** What was done to the estate, and how often. */
export type Done = Map<string, number>;

const PAUSE_MS = { least: 400, more: 1200 };
const victims = ['checkout', 'checkout', 'fulfil', 'fulfil', 'recover', 'appliance-shim', 'catalogue'];
const queues = ['warehouse-orders', 'warehouse-events'];

/** Does one thing after the other to the estate, as the seed has it, until `signal` aborts. */
export async function causeFaults(estate: TestEstate, random: Random, signal: AbortSignal): Promise<Done> {
  const done: Done = new Map();
  const credentials = { accessKeyId: 'chaos', secretAccessKey: 'chaos' };
  const sqs = createQueues({ endpoint: estate.endpoints.sqs, region: 'eu-west-2', credentials });
  let crashes = 0;
  while (!signal.aborted) {
    await delay(PAUSE_MS.least + random.below(PAUSE_MS.more), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const draw = random.next();
    let what: string | undefined;
    if (draw < 0.6) what = killOne(estate, random);
    else if (draw < 0.9) what = await disturbQueue(estate, sqs, random);
    else if (crashes < 3) {
      crashes += 1;
      what = crashPostgres(estate);
    }
    if (what) done.set(what, (done.get(what) ?? 0) + 1);
  }
  await sqs.close();
  return done;
}

function killOne({ folder }: TestEstate, random: Random): string | undefined {
  const victim = random.pick(victims);
  const all: DeployableStatus[] = JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8'));
  const instances = all.find(({ deployable }) => deployable === victim)?.instances ?? [];
  if (instances.length === 0) return undefined;
  return kill(random.pick(instances).pid) ? `kill -9 of ${victim}` : undefined;
}

/** Takes what lies in a queue and sends each message again at once; the one taken comes back late, when its visibility ends. */
async function disturbQueue({ endpoints }: TestEstate, sqs: Queues, random: Random): Promise<string | undefined> {
  const queueUrl = `${endpoints.sqs}/000000000000/${random.pick(queues)}`;
  const messages = await sqs.receive(queueUrl, { maxMessages: 10, waitSeconds: 1 });
  for (const { body, traceparent } of messages) await sqs.send(queueUrl, JSON.parse(body), traceparent);
  return messages.length > 0 ? 'messages duplicated and delayed' : undefined;
}

/** Ends one of Postgres's own processes by force: all sessions break, the server recovers from its log and goes on. */
function crashPostgres({ endpoints }: TestEstate): string | undefined {
  const port = new URL(endpoints.postgres).port;
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const rows = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)).filter((row) => row !== null);
  const server = rows.find(
    ([, , , args = '']) => /postgres -D/.test(args) && args.includes(`-p ${port} `) && !args.startsWith('sh '),
  );
  const child = rows.find(([, , parent, args = '']) => parent === server?.[1] && /walwriter|checkpointer/.test(args));
  return child && kill(Number(child[1])) ? 'Postgres crashed and recovered' : undefined;
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false; // it has ended by itself meanwhile
  }
}
