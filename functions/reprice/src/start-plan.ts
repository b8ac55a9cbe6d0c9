import { connectDatabase, connectQueues } from '@grocer/chassis/connections';
import type { Runtime } from '@grocer/chassis/lifecycle';
import type { Trigger } from '@grocer/chassis/trigger';
import type { Static } from 'typebox';
import type { PlanConfig } from './config.ts';
import { plan } from './plan.ts';

/** Wires the plan to its connections; which host triggers it is no matter here. */
export function startPlan(runtime: Runtime<Static<typeof PlanConfig>>) {
  const { config, log } = runtime;
  const { database } = connectDatabase(runtime);
  const queues = connectQueues(runtime);
  const shardQueue = { queues, queueUrl: config.repriceShardsQueueUrl };
  const planning = { database, shardQueue, shardSize: config.shardSize, log, clock: () => new Date() };
  return { handle: (trigger: Trigger) => plan(planning, trigger) };
}
