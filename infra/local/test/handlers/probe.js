// A function for tests of the function host: it does as its event says, and notes what it did in a file.
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

let invocations = 0;

process.once('SIGTERM', () => {
  note({ did: 'stop' });
  process.exit(0);
});

/** An event of the SQS mapping carries one order per message, any other is itself the order. */
export async function handler(event, context) {
  invocations += 1;
  if (!event.Records) return obey(event, event, context);
  const failed = await Promise.all(event.Records.map((record) => failureOf(record, context)));
  return { batchItemFailures: failed.flat() };
}

async function failureOf(record, context) {
  try {
    await obey(JSON.parse(record.body).data, record, context);
    return [];
  } catch {
    return [{ itemIdentifier: record.messageId }];
  }
}

async function obey({ order, ms = 0 }, given, context) {
  note({ did: 'start', given });
  await delay(ms);
  note({ did: 'end', given });
  if (order === 'fail') throw new TypeError('told to fail');
  if (order === 'crash') process.exit(7);
  if (order === 'reject') await rejectUnheard();
  if (order === 'hoard') await hoard();
  if (order === 'answer much') return 'x'.repeat(7 * 1024 * 1024);
  return { pid: process.pid, invocations, remainingMs: context.getRemainingTimeInMillis(), given, context };
}

async function rejectUnheard() {
  void Promise.reject(new RangeError('nobody heard'));
  await delay(60_000);
}

/** Takes more memory than any test allows, outside the heap that Node limits. */
async function hoard() {
  const hoarded = [];
  for (;;) {
    hoarded.push(Buffer.alloc(16 * 1024 * 1024, 1));
    await delay(20);
  }
}

function note(entry) {
  appendFileSync(process.env.NOTES, `${JSON.stringify({ pid: process.pid, at: Date.now(), ...entry })}\n`);
}
