import { setTimeout as delay } from 'node:timers/promises';
import { createFirstStart } from './processes/first-start.ts';
import { forward, refuse } from './processes/http-forward.ts';
import { listenHttp } from './processes/http-listener.ts';
import { type Instance, startInstance, statusOf, untilReady } from './processes/instance.ts';
import type { HttpPlacementOptions, Placement } from './processes/placement.ts';

/** The unit's restart policy: `Restart=always`, `RestartSec=<restartSeconds>`. */
export interface VirtualMachineOptions extends HttpPlacementOptions {
  readonly restartSeconds: number;
}

/** A virtual machine that runs one unit: whenever the process ends, it is started again. */
export async function startVirtualMachine(
  options: VirtualMachineOptions,
): Promise<Placement & { readonly url: string }> {
  const { deployable, announce } = options;
  const firstStart = createFirstStart(deployable);
  let unit: Instance;
  let isStopping = false;

  async function startUnit(): Promise<void> {
    unit = await startInstance(options);
    void unit.ended.then(restartUnit);
    void untilReady(unit).then((isReady) => isReady && firstStart.succeed());
  }

  async function restartUnit(how: string): Promise<void> {
    if (isStopping) return;
    announce(`${unit.id} ended (${how}); its unit starts it again in ${options.restartSeconds} s`);
    firstStart.fail(how);
    await delay(options.restartSeconds * 1000);
    if (!isStopping) await startUnit();
  }

  /** The machine's address stays while its process comes and goes. */
  const listener = await listenHttp(options.port, async (incoming, response) => {
    const outcome = await forward(incoming, response, unit.port);
    if (outcome !== 'answered') refuse(incoming, response, 'bad-gateway', `${deployable} gave no answer`);
  });
  await startUnit();
  return {
    url: listener.url,
    ready: firstStart.ready,
    instances: () => [statusOf(unit)],
    async stop() {
      isStopping = true;
      await unit.stop();
      await listener.close();
    },
  };
}
