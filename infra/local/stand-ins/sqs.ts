import { buildApp } from 'fauxqs';
import { claimPort, LOOPBACK, portOf } from '../processes/ports.ts';
import { createStores, restoreMessages, type SqsStore } from './sqs/store.ts';
import { readingState } from './state.ts';

export interface QueueSettings {
  readonly visibilitySeconds: number;
  readonly maxReceiveCount: number;
}

export interface SqsOptions {
  readonly port: number;
  /** The address that it is bound to; by default this machine alone reaches it. */
  readonly host?: string;
  /** Where messages outlive a restart; without it they end with the process. */
  readonly stateDir?: string;
  readonly queues: Record<string, QueueSettings>;
}

export interface Sqs {
  readonly url: string;
  queueUrl(name: string): string;
  dlqUrl(name: string): string;
  stop(): Promise<void>;
}

const region = 'eu-west-2';
const account = '000000000000';

/** SQS for one machine: every queue of `queues`, each with its `<name>-dlq` behind it. */
export async function startSqs({ port, host = LOOPBACK, stateDir, queues }: SqsOptions): Promise<Sqs> {
  const stores = createStores();
  const messages = stateDir === undefined ? undefined : readingState(stateDir, () => restoreMessages(stores, stateDir));
  const app = buildApp({ logger: false, defaultRegion: region, stores });
  await claimPort(port, 'ESTATE_SQS_PORT', () => app.listen({ host, port }));
  const url = `http://localhost:${portOf(app.server)}`;
  const queueUrl = (name: string) => `${url}/${account}/${name}`;
  const dlqUrl = (name: string) => queueUrl(`${name}-dlq`);
  for (const [name, settings] of Object.entries(queues)) {
    const deadLetters = placeQueue(stores.sqsStore, `${name}-dlq`, dlqUrl(name), {});
    placeQueue(stores.sqsStore, name, queueUrl(name), {
      VisibilityTimeout: String(settings.visibilitySeconds),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: deadLetters.arn,
        maxReceiveCount: settings.maxReceiveCount,
      }),
    });
  }
  return {
    url,
    queueUrl,
    dlqUrl,
    stop: async () => {
      await app.close();
      messages?.close();
    },
  };
}

/** A restored queue follows the settings and the port of today; creating it again would delete its messages. */
function placeQueue(store: SqsStore, name: string, url: string, attributes: Record<string, string>) {
  const restored = store.getQueueByName(name);
  if (restored === undefined)
    return store.createQueue(name, url, `arn:aws:sqs:${region}:${account}:${name}`, attributes);
  restored.setAttributes(attributes);
  return Object.assign(restored, { url });
}
