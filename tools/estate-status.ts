// npm run estate:status: what runs at this moment, where, and whether it answers.
import { once } from 'node:events';
import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import type { DeployableStatus } from '@grocer/local/estate';
import { readEndpoints, readEstateFile } from './endpoints.ts';
import { runTool } from './run-tool.ts';
import { renderTable } from './table.ts';

const usage = `npm run estate:status -- [--json]

Shows every deployable with its compute model and instances, and every address with whether it answers.
A deployable without instances is at zero: that is how scale-to-zero containers and functions rest.

  --json   the same as one JSON document`;

const connectMs = 1_000;

interface Address {
  readonly name: string;
  readonly url: string;
  readonly answers: boolean;
}

async function probeAddresses(): Promise<Address[]> {
  const addresses = Object.entries(readEndpoints());
  return Promise.all(addresses.map(async ([name, url]) => ({ name, url, answers: await accepts(new URL(url)) })));
}

/** Connects and asks nothing: a request would wake what is at zero. */
async function accepts({ hostname, port }: URL): Promise<boolean> {
  const socket = connect({ host: hostname, port: Number(port) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectMs) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Each deployable's instances, without those that ended since the estate last wrote them down. */
function readDeployables(): DeployableStatus[] {
  return readEstateFile<DeployableStatus[]>('status.json').map((status) => ({
    ...status,
    instances: status.instances.filter(({ pid }) => isRunning(pid)),
  }));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user is a running one.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function deployableRow({ deployable, computeModel, instances }: DeployableStatus): string[] {
  const running = instances.map(({ pid, state }) => `${pid} ${state}`);
  return [deployable, computeModel, String(instances.length), running.join(', ')];
}

await runTool(usage, async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const addresses = await probeAddresses();
  const deployables = readDeployables();
  if (values.json) return console.log(JSON.stringify({ deployables, addresses }));
  const head = ['deployable', 'compute model', 'running', 'instances'];
  console.log(renderTable([head, ...deployables.map(deployableRow)]));
  const rows = addresses.map(({ name, url, answers }) => [name, url, answers ? 'answers' : 'does not answer']);
  console.log(`\n${renderTable([['address', '', ''], ...rows])}`);
});
