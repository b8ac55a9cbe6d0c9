import { commonSettings, databaseSettings, queueSettings, vaultSettings } from '@grocer/chassis/config';
import { Type } from 'typebox';

const connectionSettings = { ...commonSettings, ...databaseSettings, ...vaultSettings, ...queueSettings };

/** Everything reprice-plan is told from outside. */
export const PlanConfig = Type.Object({
  ...connectionSettings,
  repriceShardsQueueUrl: Type.String({ description: 'where shards are sent', pattern: '^https?://' }),
  shardSize: Type.Integer({ description: 'SKUs in a shard', minimum: 1, maximum: 10_000 }),
});

/** Everything reprice-shard is told from outside. */
export const ShardConfig = Type.Object({
  ...connectionSettings,
  repriceShardsDlqUrl: Type.String({ description: 'where malformed and unplanned shards go', pattern: '^https?://' }),
});
