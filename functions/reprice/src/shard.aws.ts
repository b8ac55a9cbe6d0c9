import '@grocer/chassis/telemetry/register';
import { sqsHandler } from '@grocer/chassis/aws-lambda';
import { startFunction } from '@grocer/chassis/function';
import { ShardConfig } from './config.ts';
import { startShard } from './start-shard.ts';

export const handler = sqsHandler(
  await startFunction({ name: 'reprice-shard', schema: ShardConfig, env: process.env, start: startShard }),
);
