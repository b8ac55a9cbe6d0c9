import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDeployment } from '../kubernetes.ts';
import { type LogFile, openLogFile } from '../processes/log-file.ts';
import type { Placement } from '../processes/placement.ts';
import { startScaleToZero } from '../scale-to-zero.ts';
import { startVirtualMachine } from '../vm.ts';

let folder: string;
let log: LogFile;
let running: Placement | undefined;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grocer-models-'));
  log = openLogFile(join(folder, 'service.log'));
  said = [];
});

afterEach(async () => {
  await running?.stop();
  await log.close();
  rmSync(folder, { recursive: true });
});

const shared = () => ({
  deployable: 'service',
  entry: join(import.meta.dirname, 'fixtures', 'service.mjs'),
  env: (instanceId: string) => ({ LABEL: instanceId }),
  memoryMb: 128,
  port: 0,
  log,
  announce: (message: string) => void said.push(message),
});

async function pidAt(url: string, path = '/'): Promise<number> {
  const response = await fetch(`${url}${path}`);
  expect(response.status).toBe(200);
  const body: unknown = await response.json();
  return typeof body === 'object' && body !== null && 'pid' in body ? Number(body.pid) : Number.NaN;
}

const pids = () => running?.instances().map(({ pid }) => pid) ?? [];
const until = (condition: () => void | Promise<void>) => vi.waitFor(condition, { timeout: 10_000, interval: 20 });

describe('a Deployment', () => {
  const start = async () => {
    const deployment = await startDeployment({
      ...shared(),
      replicas: 2,
      maxReplicas: 3,
      targetRequestsPerSecond: 1000,
    });
    running = deployment;
    await deployment.ready;
    return deployment;
  };

  it('sends requests to its replicas in turn', async () => {
    const { url } = await start();
    const answered = [await pidAt(url), await pidAt(url), await pidAt(url), await pidAt(url)];
    expect(new Set(answered).size).toBe(2);
    expect(answered[0]).toBe(answered[2]);
  });

  it('replaces a replica that is killed, and tells', async () => {
    const { url, instances } = await start();
    const [victim] = pids();
    process.kill(victim ?? 0, 'SIGKILL');
    await until(() => {
      expect(pids()).not.toContain(victim);
      expect(instances().filter(({ state }) => state === 'ready')).toHaveLength(2);
    });
    await pidAt(url);
    expect(said.join()).toContain('ended (SIGKILL); restarting it');
  });

  it('kills a replica that fails its liveness probe', async () => {
    const { url } = await start();
    const before = pids();
    await fetch(`${url}/hang`);
    await until(() => {
      expect(pids()).toHaveLength(2);
      expect(pids().filter((pid) => before.includes(pid))).toHaveLength(1);
    });
  });

  it('restarts all replicas without failing a request', async () => {
    const { url, restart } = await start();
    const before = pids();
    const restarting = restart();
    let isDone = false;
    void restarting.then(() => {
      isDone = true;
    });
    let served = 0;
    while (!isDone) {
      await pidAt(url);
      served += 1;
    }
    expect(served).toBeGreaterThan(0);
    expect(pids()).toHaveLength(2);
    expect(pids().some((pid) => before.includes(pid))).toBe(false);
  });
});

describe('a container that scales to zero', () => {
  const start = async (figures = {}) => {
    const tracer = trace.getTracer('test');
    const limits = { minInstances: 0, maxInstances: 2, concurrency: 2, idleSeconds: 1, maxHeld: 6, ...figures };
    const container = await startScaleToZero({ ...shared(), ...limits, tracer });
    running = container;
    return container;
  };

  it('is at zero until the first request, which is held while an instance starts', async () => {
    const { url } = await start();
    expect(pids()).toEqual([]);
    const pid = await pidAt(url);
    expect(pids()).toEqual([pid]);
    expect(said.join()).toMatch(/started in \d+ ms/);
  });

  it('ends an instance that is idle, though a stream is open', async () => {
    const { url } = await start();
    const stream = await fetch(`${url}/stream`);
    expect(pids()).toHaveLength(1);
    await until(() => expect(pids()).toEqual([]));
    await stream.body?.cancel().catch(() => undefined);
  });

  it('starts a second instance when the first is full, and no third', async () => {
    const { url } = await start();
    const answered = await Promise.all(Array.from({ length: 6 }, () => pidAt(url, '/?ms=200')));
    expect(new Set(answered).size).toBe(2);
  });

  it('refuses at once what exceeds the limit of held requests', async () => {
    const { url } = await start();
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const response = await fetch(`${url}/?ms=100`);
        return response.status;
      }),
    );
    expect(statuses.filter((status) => status === 503)).toHaveLength(2);
    expect(statuses.filter((status) => status === 200)).toHaveLength(6);
  });

  it('answers 502 when an instance dies at work, and starts another for the next request', async () => {
    const { url } = await start();
    const crashed = await fetch(`${url}/crash`);
    expect([crashed.status, crashed.headers.get('content-type')]).toEqual([502, 'application/problem+json']);
    await pidAt(url);
  });
});

describe('a virtual machine', () => {
  it('starts its unit again when it ends', async () => {
    const machine = await startVirtualMachine({ ...shared(), restartSeconds: 0.1 });
    running = machine;
    await machine.ready;
    const before = await pidAt(machine.url);
    await fetch(`${machine.url}/crash`);
    await until(async () => expect(await pidAt(machine.url)).not.toBe(before));
    expect(said.join()).toContain('ended (exit 7); its unit starts it again');
  });
});
