import '@grocer/chassis/telemetry/register';
import { scheduledHandler } from '@grocer/chassis/aws-lambda';
import { startFunction } from '@grocer/chassis/function';
import { PlanConfig } from './config.ts';
import { startPlan } from './start-plan.ts';

export const handler = scheduledHandler(
  await startFunction({ name: 'reprice-plan', schema: PlanConfig, env: process.env, start: startPlan }),
);
