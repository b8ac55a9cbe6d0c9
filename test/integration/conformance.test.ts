import { setTimeout as delay } from 'node:timers/promises';
import { signInCustomer } from '@grocer/test-support/customer';
import { Wait } from 'testcontainers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ownImage } from '../../docker/images.ts';
import { everythingSaid, tellLastWords } from './container-log.ts';
import { type ContainerEstate, type Service, startContainerEstate } from './containers.ts';
import { inspect, runToEnd, terminate } from './engine.ts';

tellLastWords();
let estate: ContainerEstate;
beforeAll(async () => {
  estate = await startContainerEstate();
});
afterEach(() => estate?.stopServices());
afterAll(() => estate?.stop());

const PORT = 8080;
const alive = () => Wait.forHttp('/health/live', PORT);
const GRACE_SECONDS = 10;

/** What a process of the image knows of itself. */
const confession = `
  const { readFileSync, writeFileSync } = fs;
  const refused = (path) => { try { writeFileSync(path, ''); return 'written'; } catch ({ code }) { return code; } };
  const status = readFileSync('/proc/self/status', 'utf8');
  JSON.stringify({ uid: process.getuid(), capabilities: /CapEff:\\s*(\\w+)/.exec(status)[1], root: refused('/x'), app: refused('/app/x') })`;

describe.each<[Service, string]>([
  ['catalogue', '/catalogue/v1/products'],
  ['checkout', '/checkout/v1/slots?postcode=E1+6AN'],
  ['appliance-shim', '/nothing'],
])('the image of %s', (name, path) => {
  it('refuses a wrong configuration with one message, and exits with 1', async () => {
    const { code, said } = await runToEnd(ownImage(name), {
      ...estate.environmentOf(name),
      DATABASE_POOL_MAX: 'many',
      VAULT_ADDR: '',
    });
    expect(code).toBe(1);
    expect(said.trim().split(/\r?\n/)).toEqual([
      `${name} cannot start, its configuration is wrong:`,
      expect.stringMatching(/^VAULT_ADDR |^DATABASE_POOL_MAX /),
      expect.stringMatching(/^VAULT_ADDR |^DATABASE_POOL_MAX /),
    ]);
  });

  it('lives without its database, and is not ready', async () => {
    const container = await estate.startService(name, { DATABASE_URL: 'postgres://nowhere:5432/grocer' }, alive());
    const origin = `http://localhost:${container.getMappedPort(PORT)}`;
    expect((await fetch(`${origin}/health/live`)).status).toBe(200);
    expect((await fetch(`${origin}/health/ready`)).status).toBe(503);
  });

  it('is ready within its memory limit, without root, capability or anything to write to', async () => {
    const container = await estate.startService(name);
    const { output } = await container.exec(['node', '-p', confession]);
    expect(JSON.parse(output)).toEqual({ uid: 1000, capabilities: '0000000000000000', root: 'EROFS', app: 'EROFS' });
    const { HostConfig, Config, State } = await inspect(container);
    expect([HostConfig.ReadonlyRootfs, Config.User, State.OOMKilled]).toEqual([true, '1000:1000', false]);
    expect(Config.Entrypoint).toEqual(['node', '/app/main.js']);
    expect(JSON.stringify(Config.Env)).not.toMatch(/password|sk_test_/i);
  });

  it('answers by problem+json, and carries the trace of its caller', async () => {
    const container = await estate.startService(name);
    const traceId = crypto.randomUUID().replaceAll('-', '');
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    const answer = await fetch(`http://localhost:${container.getMappedPort(PORT)}/nowhere`, { headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(await answer.json()).toMatchObject({ type: 'https://grocer.example/problems/not-found', status: 404 });
    const trace = () => fetch(`${estate.endpoints.observatory}/api/traces/${traceId}`).then((found) => found.status);
    await expect.poll(trace, { timeout: 5000 }).toBe(200);
  });

  it('ends what it has in work when it is told to stop, and exits with 0', async () => {
    const container = await estate.startService(name);
    const url = `http://localhost:${container.getMappedPort(PORT)}${path}`;
    const statuses = new Map<number | string, number>();
    let isOver = false;
    const asking = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        const status = await fetch(url).then(
          async (answer) =>
            answer.text().then(
              () => answer.status,
              () => 'cut off',
            ),
          ({ cause }) => cause?.code ?? 'failed',
        );
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 'ECONNREFUSED') return;
        await delay(1);
      }
    });
    await expect.poll(() => statuses.size).toBeGreaterThan(0);
    const startedAt = Date.now();
    expect(await terminate(container, GRACE_SECONDS)).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(GRACE_SECONDS * 1000);
    isOver = true;
    await Promise.all(asking);
    expect(statuses.get('cut off')).toBeUndefined();
  });
});

it('has told no secret to any log', async () => {
  await estate.startService('catalogue');
  await estate.startService('checkout');
  await estate.startService('appliance-shim');
  const customer = await signInCustomer(estate, 'customer-2');
  const placed = await customer.place(await customer.draftOrder());
  expect(placed.status).toBe(201);
  const said = everythingSaid();
  expect(said.length).toBeGreaterThan(1000);
  for (const secret of estate.secrets) expect(said).not.toContain(secret);
  expect(said).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\.eyJ/);
  expect(said).not.toMatch(/hvs\./);
});
