import { setTimeout as delay } from 'node:timers/promises';
import type { TestEstate } from '@grocer/test-support/estate';
import { ask } from '../ask.ts';
import { signIn } from '../sign-in.ts';
import { addressOf, statusOf } from './estate-parts.ts';
import type { Row } from './rows.ts';
import { startServer } from './server.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

const ROUNDS = 7;
const POLL_MS = 50;

/** The first answer of checkout at zero, Vault login and database login included, against a bare node:http process's. */
export async function measureColdStart(estate: TestEstate): Promise<Row[]> {
  const token = await signIn(estate.endpoints, 'customer-1');
  const url = `${addressOf(estate, 'checkout')}/checkout/v1/slots?postcode=E1+6AN`;
  const ours: number[] = [];
  const limits: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await endInstances(estate);
    const startedAt = performance.now();
    await ask(url, { token });
    ours.push(performance.now() - startedAt);
    while (statusOf(estate, 'checkout').instances.length === 0) await delay(POLL_MS); // the status is told a little late
    const bare = await startServer('bare-http.mjs');
    limits.push(bare.startMs);
    bare.stop();
  }
  return [
    {
      what: 'checkout: cold start',
      unit: 'ms',
      ours: spreadOf(ours),
      limit: spreadOf(limits),
      ratio: spreadOf(ratiosOf(ours, limits)),
      note: 'first answer at zero : bare node:http, spawn to first 200',
    },
  ];
}

/** Brings checkout to zero, as an idle instance's end does, and waits until it is there. */
async function endInstances(estate: TestEstate): Promise<void> {
  const running = () => statusOf(estate, 'checkout').instances;
  for (const { pid } of running()) process.kill(pid, 'SIGTERM');
  while (running().length > 0) await delay(POLL_MS);
}
