import type { OrderStatusEvent } from '@grocer/contracts/checkout';
import { expect, test } from 'vitest';
import { Refused, Unreachable } from './http.ts';
import { followOrder } from './order-events.ts';

const orderId = '0190163d-8694-739b-aea5-966c26f8ad91';

function message(id: number, status: string): string {
  return `event: order-status\nid: ${id}\ndata: ${JSON.stringify({ orderId, status, at: '2026-11-24T10:00:00.000Z' })}\n\n`;
}

function stream(...chunks: string[]): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
  return new Response(body);
}

/** Answers one connection after the other, and collects the statuses and what was asked. */
async function follow(answers: (() => Response)[], seen = 0) {
  const asked: string[] = [];
  const pauses: number[] = [];
  const events: OrderStatusEvent[] = [];
  const connect = async (lastEventId: string) => {
    asked.push(lastEventId);
    return answers.shift()?.() ?? new Response(null, { status: 204 });
  };
  const pause = async (ms: number) => void pauses.push(ms);
  for await (const event of followOrder({ connect, seen, pause, signal: new AbortController().signal })) {
    events.push(event);
  }
  return { statuses: events.map(({ status }) => status), asked, pauses };
}

test('reads events whatever pieces they arrive in, and takes comments for nothing', async () => {
  const text = `retry: 15000\n\n: still here\n\n${message(1, 'pending-payment')}${message(2, 'confirmed')}`;
  const { statuses } = await follow([() => stream(text.slice(0, 40), text.slice(40, 41), text.slice(41))]);
  expect(statuses).toEqual(['pending-payment', 'confirmed']);
});

test('resumes a broken stream behind the last event, after the time the server asked for', async () => {
  const { statuses, asked, pauses } = await follow(
    [() => stream('retry: 15000\n\n', message(3, 'released')), () => stream(message(4, 'picked'))],
    2,
  );
  expect(statuses).toEqual(['released', 'picked']);
  expect(asked).toEqual(['2', '3', '4']);
  expect(pauses).toEqual([15_000, 15_000]);
});

test('tries again when nothing answers, and ends at the first 204', async () => {
  const unreachable = () => {
    throw new Unreachable('no answer');
  };
  const { statuses, asked } = await follow([unreachable, () => stream(message(1, 'rejected'))]);
  expect(statuses).toEqual(['rejected']);
  expect(asked).toEqual(['0', '0', '1']);
});

test('gives up on an order that is refused', async () => {
  const problem = { type: 'about:blank', title: 'There is no such thing', status: 404, detail: '', instance: '' };
  const refused = () => {
    throw new Refused(problem);
  };
  await expect(follow([refused])).rejects.toThrow('There is no such thing');
});
