import type { RepriceCommand, RepriceRun } from '@grocer/contracts/pricing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followRun } from './reprice-run.ts';

const runId = '0192f3a0-0000-7000-8000-000000000001';
const report = vi.fn();

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => {
  vi.useRealTimers();
  report.mockClear();
});

function run(shardsDone: number): RepriceRun {
  return {
    ...{ runId, trigger: 'manual', businessDate: '2026-11-24', startedAt: '2026-11-24T02:00:00Z', closedAt: null },
    ...{ status: shardsDone === 2 ? 'closed' : 'open', shards: 2, shardsDone, failedShards: [], summary: null },
  };
}

/** Answers as it is told, the last answer for ever. */
function answering(...answers: (RepriceRun | Error)[]) {
  return vi.fn(async (_command: RepriceCommand) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer ?? run(0);
  });
}

/** What following comes to; its pauses pass at once. */
function follow(invoke: (command: RepriceCommand) => Promise<RepriceRun>) {
  const pause = async (ms: number) => vi.setSystemTime(Date.now() + ms);
  return followRun({ invoke, report, pause }, { trigger: 'manual' });
}

const away = new Error('Nothing answers.');

describe('following a run', () => {
  it('asks for it until it is closed', async () => {
    const invoke = answering(run(0), run(1), run(2));
    expect(await follow(invoke)).toEqual(run(2));
    expect(invoke.mock.calls).toEqual([[{ trigger: 'manual' }], [{ runId }], [{ runId }]]);
  });

  it('outlasts calls that fail, and tells of them once', async () => {
    expect(await follow(answering(run(0), away, away, away, run(1), away, run(2)))).toEqual(run(2));
    const told = report.mock.calls.flat().filter((line) => line.includes(away.message));
    expect(told).toHaveLength(2);
  });

  it('gives up after two minutes of failures, and names the run and how to go on', async () => {
    const invoke = answering(run(0), run(1), away);
    await expect(follow(invoke)).rejects.toThrow(
      `Run ${runId} could not be followed for two minutes (1 of 2 shards done). It may go on by itself: npm run reprice -- --resume ${runId} follows it, and takes it up again where it must. The last call: Nothing answers.`,
    );
    expect(invoke.mock.calls.length).toBeGreaterThan(60);
    expect(invoke.mock.calls.length).toBeLessThan(600);
  });

  it('gives up a run that does not move, and says how to go on', async () => {
    await expect(follow(answering(run(1)))).rejects.toThrow(`npm run reprice -- --resume ${runId}`);
  });

  it('does not insist on a run that could not be begun', async () => {
    const invoke = answering(away);
    await expect(follow(invoke)).rejects.toThrow(away);
    expect(invoke).toHaveBeenCalledTimes(1);
  });
});
