import '@grocer/chassis/telemetry/register';
import { scheduledHandler } from '@grocer/chassis/aws-lambda';
import { startFunction } from '@grocer/chassis/function';
import { Config } from './config.ts';
import { start } from './start.ts';

export const handler = scheduledHandler(
  await startFunction({ name: 'recover', schema: Config, env: process.env, start }),
);
