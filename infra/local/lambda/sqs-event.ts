import { createHash } from 'node:crypto';
import type { ReceivedMessage } from '@grocer/chassis/queue';
import { arnOf } from './arn.ts';
import { payloadLimits } from './payload.ts';

/** The payload of one invocation, and the messages it carries. */
export interface SqsInvocation {
  readonly payload: string;
  readonly of: readonly ReceivedMessage[];
}

const ENVELOPE_BYTES = Buffer.byteLength('{"Records":[]}');

/** Messages as Lambda hands them over: one event of them all, or several where one would be too large to invoke with. */
export function sqsEvents(
  messages: readonly ReceivedMessage[],
  { queueUrl, region }: { queueUrl: string; region: string },
): SqsInvocation[] {
  const queueArn = arnOf('sqs', region, queueUrl.slice(queueUrl.lastIndexOf('/') + 1));
  const events: { records: string[]; of: ReceivedMessage[]; bytes: number }[] = [];
  for (const message of messages) {
    const record = JSON.stringify(recordOf(message, queueArn, region));
    const bytes = Buffer.byteLength(record) + 1;
    const last = events.at(-1);
    if (last && last.bytes + bytes <= payloadLimits.RequestResponse) {
      last.records.push(record);
      last.of.push(message);
      last.bytes += bytes;
    } else events.push({ records: [record], of: [message], bytes: ENVELOPE_BYTES + bytes });
  }
  return events.map(({ records, of }) => ({ payload: `{"Records":[${records.join(',')}]}`, of }));
}

function recordOf({ id, receipt, body, traceparent }: ReceivedMessage, queueArn: string, region: string) {
  const messageAttributes = traceparent === undefined ? {} : { traceparent: textAttribute(traceparent) };
  return {
    messageId: id,
    receiptHandle: receipt,
    body,
    md5OfBody: createHash('md5').update(body).digest('hex'),
    messageAttributes,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function textAttribute(stringValue: string) {
  return { stringValue, dataType: 'String', stringListValues: [], binaryListValues: [] };
}
