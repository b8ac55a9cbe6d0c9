import { connectDatabase, connectQueues } from '@grocer/chassis/connections';
import type { Runtime } from '@grocer/chassis/lifecycle';
import type { Delivery } from '@grocer/chassis/messages';
import { ShardPlanned } from '@grocer/contracts/events';
import type { Static } from 'typebox';
import type { ShardConfig } from './config.ts';
import { priceShard } from './shard.ts';

/** Wires the shard's handler to its connections; which host feeds it the queue is no matter here. */
export function startShard(runtime: Runtime<Static<typeof ShardConfig>>) {
  const { config, log } = runtime;
  const { database } = connectDatabase(runtime);
  const queues = connectQueues(runtime);
  const dlqUrl = config.repriceShardsDlqUrl;
  const deadLetter = (body: string, reason: string) => queues.deadLetter(dlqUrl, body, reason);
  const pricing = { database, deadLetter, log, clock: () => new Date() };
  const handle = (event: ShardPlanned, delivery: Delivery) => priceShard(pricing, event, delivery);
  return { schema: ShardPlanned, handle, queues, dlqUrl, log };
}
