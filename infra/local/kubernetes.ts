import { setTimeout as delay } from 'node:timers/promises';
import { createBackOff } from './processes/back-off.ts';
import { createFirstStart } from './processes/first-start.ts';
import { forward, refuse } from './processes/http-forward.ts';
import { listenHttp } from './processes/http-listener.ts';
import { type Instance, lifeOf, probe, startInstance, statusOf, untilReady } from './processes/instance.ts';
import type { HttpPlacementOptions, Placement } from './processes/placement.ts';

/** A Deployment with a Service before it. */
export interface DeploymentOptions extends HttpPlacementOptions {
  readonly replicas: number;
  readonly maxReplicas: number;
  /** What the autoscaler aims at, per replica. */
  readonly targetRequestsPerSecond: number;
}

/** A running Deployment. */
export interface Deployment extends Placement {
  readonly url: string;
  /** Replaces every replica, one more at a time than wanted and never fewer: a rolling restart. Ends early, and tells, when a new one does not start. */
  restart(): Promise<void>;
}

const PROBE_PERIOD_MS = 1000;
const LIVENESS_FAILURES = 3;
const AUTOSCALER_PERIOD_MS = 5000;
/** How long the load must have been lower before a replica goes, so that a pause in traffic costs no replica. */
const SCALE_DOWN_AFTER_MS = 60_000;

/** Keeps `replicas` instances running: restarts what ends or stops answering, sends requests in turn to those that are ready. */
export async function startDeployment(options: DeploymentOptions): Promise<Deployment> {
  const { deployable, announce } = options;
  const replicas = new Set<Instance>();
  const firstStart = createFirstStart(deployable);
  const backOff = createBackOff();
  let wanted = options.replicas;
  let turn = 0;
  let served = 0;
  let isStopping = false;

  const ready = () => [...replicas].filter(({ state }) => state === 'ready');

  async function addReplica(): Promise<Instance> {
    const replica = await startInstance(options);
    replicas.add(replica);
    void replica.ended.then((how) => onEnd(replica, how));
    void untilReady(replica).then((isReady) => {
      if (!isReady) return;
      if (ready().length >= options.replicas) firstStart.succeed();
      void watch(replica);
    });
    return replica;
  }

  async function onEnd(replica: Instance, how: string): Promise<void> {
    replicas.delete(replica);
    if (isStopping || replicas.size >= wanted) return;
    const wait = backOff.next(lifeOf(replica));
    announce(`${replica.id} ended (${how}); restarting it in ${wait} ms`);
    firstStart.fail(how);
    await delay(wait, undefined, { ref: false });
    if (!isStopping && replicas.size < wanted) await addReplica();
  }

  /** The kubelet's probes: an unready replica gets no requests, one that is not alive is killed. */
  async function watch(replica: Instance): Promise<void> {
    let failures = 0;
    while (replicas.has(replica) && replica.state !== 'stopping') {
      await delay(PROBE_PERIOD_MS);
      const [isLive, isReady] = await Promise.all([probe(replica, 'live'), probe(replica, 'ready')]);
      if (replica.state === 'ready' || replica.state === 'unready') replica.state = isReady ? 'ready' : 'unready';
      failures = isLive ? 0 : failures + 1;
      if (failures < LIVENESS_FAILURES || !replicas.has(replica)) continue;
      announce(`${replica.id} does not answer its liveness probe; killing it`);
      return replica.kill();
    }
  }

  /** The Service: requests go to the ready replicas in turn. A replica that is gone is passed over, if the request never reached it. */
  const listener = await listenHttp(options.port, async (incoming, response) => {
    served += 1;
    for (let tries = 0; tries <= replicas.size; tries += 1) {
      const candidates = ready();
      const replica = candidates[turn++ % candidates.length];
      if (!replica) return refuse(incoming, response, 'overloaded', `no replica of ${deployable} is ready`);
      const outcome = await forward(incoming, response, replica.port);
      if (outcome === 'answered') return;
      if (outcome === 'broken') break;
    }
    refuse(incoming, response, 'bad-gateway', `${deployable} gave no answer`);
  });

  /** The horizontal autoscaler: as many replicas as the measured load needs, up at once, down after a while. */
  let lowSince = Date.now();
  const autoscaler = setInterval(() => {
    const perSecond = served / (AUTOSCALER_PERIOD_MS / 1000);
    served = 0;
    const needed = Math.ceil(perSecond / options.targetRequestsPerSecond);
    const target = Math.min(Math.max(needed, options.replicas), options.maxReplicas);
    if (target >= wanted) lowSince = Date.now();
    if (target > wanted) {
      announce(`${deployable}: ${Math.round(perSecond)} requests/s, scaling from ${wanted} to ${target} replicas`);
      for (; wanted < target; wanted += 1) void addReplica();
    } else if (target < wanted && Date.now() - lowSince > SCALE_DOWN_AFTER_MS) {
      announce(`${deployable}: ${Math.round(perSecond)} requests/s, scaling from ${wanted} to ${target} replicas`);
      wanted = target;
      for (const replica of [...replicas].slice(target)) void replica.stop();
    }
  }, AUTOSCALER_PERIOD_MS);

  for (let count = 0; count < options.replicas; count += 1) await addReplica();
  return {
    url: listener.url,
    ready: firstStart.ready,
    instances: () => [...replicas].map(statusOf),
    async restart() {
      for (const old of [...replicas]) {
        if (!(await untilReady(await addReplica()))) return announce(`${deployable}: the rolling restart has stopped`);
        await old.stop();
      }
    },
    async stop() {
      isStopping = true;
      clearInterval(autoscaler);
      await Promise.all([...replicas].map((replica) => replica.stop()));
      await listener.close();
    },
  };
}
