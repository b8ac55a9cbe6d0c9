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

  it('backs off from a replica that cannot start, tells why, and gives the start up', async () => {
    const env = () => ({ FAULT: 'the setting X is wrong' });
    const figures = { replicas: 1, maxReplicas: 1, targetRequestsPerSecond: 1000 };
    const deployment = await startDeployment({ ...shared(), ...figures, env });
    running = deployment;
    await expect(deployment.ready).rejects.toThrow('service does not start (exit 1: Error: the setting X is wrong)');
    expect(said.map((line) => line.match(/in (\d+) ms/)?.[1])).toEqual(['500', '1000', '2000']);
  });

  it('kills a replica that is not ready in time, and tells', async () => {
    const env = () => ({ NEVER_READY: 'true' });
    const figures = { replicas: 1, maxReplicas: 1, targetRequestsPerSecond: 1000, startLimitMs: 300 };
    running = await startDeployment({ ...shared(), ...figures, env });
    await until(() => expect(said.join()).toContain('ended (not ready after 0.3 s); restarting it'));
  });

  it('keeps the old replicas when a new one does not start', async () => {
    let fault = {};
    const figures = { replicas: 1, maxReplicas: 1, targetRequestsPerSecond: 1000 };
    const deployment = await startDeployment({ ...shared(), ...figures, env: () => ({ ...fault }) });
    running = deployment;
    await deployment.ready;
    const before = pids();
    fault = { FAULT: 'the new version is broken' };
    await deployment.restart();
    expect(pids()).toEqual(before);
    await pidAt(deployment.url);
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
    const container = await startScaleToZero({ ...shared(), tracer, ...limits });
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

  it('starts no more instances than it may have, however many requests come at once', async () => {
    const { url } = await start({ maxHeld: 200 });
    const answered = await Promise.all(Array.from({ length: 200 }, () => pidAt(url)));
    expect(new Set(answered).size).toBeLessThanOrEqual(2);
    expect(said.filter((line) => line.includes('started in')).length).toBeLessThanOrEqual(2);
  });

  it('forgets a held request whose caller has left', async () => {
    const { url } = await start({ maxHeld: 1, env: () => ({ NEVER_READY: 'true' }) });
    for (let count = 0; count < 3; count += 1) {
      const caller = new AbortController();
      const asking = fetch(url, { signal: caller.signal });
      await until(() => expect(pids()).toHaveLength(1));
      caller.abort();
      await expect(asking).rejects.toThrow('aborted');
    }
    const leaving = AbortSignal.timeout(200);
    await expect(fetch(url, { signal: leaving })).rejects.toThrow('timeout'); // held, not refused
  });

  it('answers 503 when no instance starts, tells why, and backs off', async () => {
    const { url } = await start({ env: () => ({ FAULT: 'the setting X is wrong' }) });
    const first = await fetch(url);
    expect(first.status).toBe(503);
    expect(await first.text()).toContain('no instance of service starts');
    const told = said.filter((line) => line.includes('ended (exit 1: Error: the setting X is wrong)'));
    expect(told).toHaveLength(3);
    const again = await Promise.all(Array.from({ length: 5 }, () => fetch(url)));
    expect(again.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
    expect(said).toHaveLength(3);
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
