import '@grocer/chassis/telemetry/register';
import { sqsHandler } from '@grocer/chassis/aws-lambda';
import { startFunction } from '@grocer/chassis/function';
import { Config } from './config.ts';
import { start } from './start.ts';

export const handler = sqsHandler(await startFunction({ name: 'fulfil', schema: Config, env: process.env, start }));
