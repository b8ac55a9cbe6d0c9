import type { TestEstate } from '@grocer/test-support/estate';
import { statusOf } from './estate-parts.ts';
import { cpuOfTree } from './process-tree.ts';

/** Milliseconds of processor time per order, by process; undefined where the system has no /proc to tell. */
export type CpuPerOrder = Readonly<Record<string, number>> | undefined;

/** Adds up the processor time that an estate's processes take while work is done. */
export interface CpuMeter {
  during<T>(work: () => Promise<T>): Promise<T>;
  perOrder(orders: number): CpuPerOrder;
}

/** Meters an estate with these deployables apart, and this process, which makes the load. */
export function createCpuMeter(estate: TestEstate, deployables = ['checkout', 'catalogue']): CpuMeter {
  const spent = new Map<string, number>();
  const add = (name: string, ms: number) => spent.set(name, (spent.get(name) ?? 0) + ms);
  return {
    async during(work) {
      const nameOf = namesOf(estate, deployables);
      const before = cpuOfTree(estate.pid);
      const own = process.cpuUsage();
      const result = await work();
      const { user, system } = process.cpuUsage(own);
      add('the load itself', (user + system) / 1000);
      for (const [pid, ms] of cpuOfTree(estate.pid) ?? []) add(nameOf(pid), ms - (before?.get(pid) ?? 0));
      return result;
    },
    perOrder(orders) {
      if (!cpuOfTree(estate.pid)) return undefined;
      return Object.fromEntries(Array.from(spent, ([name, ms]) => [name, ms / orders]));
    },
  };
}

/** The deployables by their processes; the estate's own holds the stand-ins; what else there is are Postgres' sessions. */
function namesOf(estate: TestEstate, deployables: readonly string[]): (pid: number) => string {
  const names = new Map([[estate.pid, 'gateway, queue and telemetry stand-ins']]);
  for (const name of deployables) {
    for (const { pid } of statusOf(estate, name).instances) names.set(pid, name);
  }
  return (pid) => names.get(pid) ?? 'Postgres';
}
