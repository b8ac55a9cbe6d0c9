import { randomUUID } from 'node:crypto';
import { createQueues, type Queues } from '@grocer/chassis/queue';
import { inject } from 'vitest';

/** A queue of a test's own with its dead-letter queue. */
export interface TestQueue {
  url: string;
  dlqUrl: string;
  /** The client a deployable would use. */
  queues: Queues;
  /** Takes what lies in the queue, or in `queueUrl`, and acknowledges it; waits up to a second for the first message. */
  drain(queueUrl?: string): Promise<string[]>;
}

/** Settings of the queue; a short `visibilitySeconds` shows a redelivery soon. */
export interface TestQueueSettings {
  visibilitySeconds?: number;
  maxReceiveCount?: number;
}

/** The SQS of this run, as a deployable's configuration names it. */
export function sqsSettings(): { endpoint: string; region: string } {
  return { endpoint: inject('sqsUrl'), region: 'eu-west-2' };
}

/** Creates a queue whose name begins with `name`, and its dead-letter queue. */
export async function createTestQueue(name: string, settings: TestQueueSettings = {}): Promise<TestQueue> {
  const { visibilitySeconds = 30, maxReceiveCount = 5 } = settings;
  const unique = `${name}-${randomUUID()}`;
  const dlqUrl = await createQueue(`${unique}-dlq`, {});
  const deadLetterTargetArn = `arn:aws:sqs:eu-west-2:000000000000:${unique}-dlq`;
  const url = await createQueue(unique, {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
  });
  const queues = createQueues(sqsSettings());
  return {
    url,
    dlqUrl,
    queues,
    async drain(queueUrl = url) {
      const messages = await queues.receive(queueUrl, { maxMessages: 10, waitSeconds: 1 });
      await Promise.all(messages.map(({ receipt }) => queues.acknowledge(queueUrl, receipt)));
      return messages.map(({ body }) => body);
    },
  };
}

async function createQueue(name: string, attributes: Record<string, string>): Promise<string> {
  const response = await fetch(inject('sqsUrl'), {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.CreateQueue' },
    body: JSON.stringify({ QueueName: name, Attributes: attributes }),
  });
  const answer: unknown = await response.json();
  const isQueue = typeof answer === 'object' && answer !== null && 'QueueUrl' in answer;
  if (!isQueue || typeof answer.QueueUrl !== 'string') throw new Error(`no queue ${name}: ${JSON.stringify(answer)}`);
  return answer.QueueUrl;
}
