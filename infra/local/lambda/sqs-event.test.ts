import { expect, test } from 'vitest';
import { sqsEvents } from './sqs-event.ts';

const mapping = { queueUrl: 'http://localhost/000000000000/goods', region: 'eu-west-2' };
const message = (id: string, body: string) => ({ id, body, receipt: `receipt of ${id}` });

test('puts all messages into one event', () => {
  const [event, ...others] = sqsEvents([message('a', 'one'), message('b', 'two')], mapping);
  expect(others).toEqual([]);
  expect(JSON.parse(event?.payload ?? '')).toMatchObject({
    Records: [
      { messageId: 'a', body: 'one', md5OfBody: 'f97c5d29941bfb1b2fdab0874906ab82', awsRegion: 'eu-west-2' },
      { messageId: 'b', eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:eu-west-2:000000000000:goods' },
    ],
  });
});

test('cuts messages that would be too large together into several events', () => {
  const large = Array.from({ length: 10 }, (_, index) => message(String(index), 'x'.repeat(1024 * 1024)));
  const events = sqsEvents(large, mapping);
  expect(events.map(({ of }) => of.length)).toEqual([5, 5]);
  for (const { payload } of events) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(6 * 1024 * 1024);
});
