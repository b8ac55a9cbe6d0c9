import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Order } from '@grocer/contracts/checkout';
import { signInCustomer } from '@grocer/test-support/customer';
import { interruptTestEstate, startTestEstate, stillListening } from '@grocer/test-support/estate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grocer-estate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Every process that descends from `root`, by the system's own list. */
function descendantsOf(root: number): number[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = new Map(
    lines.map((line) => line.trim().split(/\s+/).map(Number)).map(([pid = 0, ppid = 0]) => [pid, ppid]),
  );
  const isBelow = (pid: number): boolean =>
    parents.get(pid) === root || (parents.has(pid) && isBelow(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(isBelow);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('an estate', () => {
  it('stops on SIGTERM to npm alone, leaves nothing behind, and loses no order over a restart', async () => {
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary, { mode: 0o755 });
    // npm keeps a compile cache of its own there, unless it is told not to.
    const env = { TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: '1' };
    const first = await startTestEstate({ folder, isByNpm: true, env });
    const customer = await signInCustomer(first, 'customer-1');
    const response = await customer.place(await customer.draftOrder());
    const order: Order = await response.json();
    expect(response.status).toBe(201);
    const processes = descendantsOf(first.pid);
    expect(processes.length).toBeGreaterThan(5);
    await first.stop();
    await vi.waitFor(() => expect(processes.filter(isRunning)).toEqual([]), { timeout: 15_000 });
    expect(await stillListening(first.endpoints)).toEqual([]);
    expect(readdirSync(folder)).not.toContain('endpoints.json');
    expect(readdirSync(temporary)).toEqual([]);

    const second = await startTestEstate({ folder });
    const again = await signInCustomer(second, 'customer-1');
    await vi.waitFor(async () => expect((await again.read(order.id)).status).toBe('dispatched'), {
      timeout: 90_000,
      interval: 250,
    });
    expect(await second.stop()).toBe(0);
  });

  it.each(['Grocer is starting', 'SQS is up', 'Vault is up', 'database migrated and seeded'])(
    'stops at once when it is interrupted after "%s", and leaves nothing behind',
    async (line) => {
      const { code, output, addresses } = await interruptTestEstate(folder, line);
      expect([code, output]).toEqual([0, expect.stringMatching(/stopped; nothing is left running\n$/)]);
      expect(output).not.toContain('Grocer is up');
      await vi.waitFor(async () => expect(await stillListening(addresses)).toEqual([]));
      expect(readdirSync(folder)).not.toContain('endpoints.json');
    },
  );

  it('starts Postgres again when it dies, and tells', async () => {
    const estate = await startTestEstate({ folder });
    const [postmaster = ''] = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(postmaster), 'SIGKILL');
    await vi.waitFor(() => expect(estate.output()).toContain('Postgres is up again'), { timeout: 20_000 });
    const customer = await signInCustomer(estate, 'customer-1');
    await vi.waitFor(async () => expect((await customer.place(await customer.draftOrder())).status).toBe(201), {
      timeout: 30_000,
      interval: 500,
    });
    expect(await estate.stop()).toBe(0);
  });

  it('tells of a deployable that cannot start, and ends', async () => {
    const yaml = join(folder, 'estate.yaml');
    const figures = readFileSync(join(import.meta.dirname, '../../infra/estate.yaml'), 'utf8');
    writeFileSync(yaml, figures.replace('DATABASE_POOL_MAX: 5', 'DATABASE_POOL_MAX: none'));
    const starting = startTestEstate({ folder, env: { ESTATE_YAML: yaml } });
    await expect(starting).rejects.toThrow(/catalogue does not start \(exit 1: .*DATABASE_POOL_MAX.*\): see/);
  });

  it.each(['appliance.db', 'fauxqs.db', 'gateway.db', 'issuer.db', 'vault.db'])(
    'tells in one sentence that %s cannot be read',
    async (file) => {
      mkdirSync(join(folder, 'state'));
      writeFileSync(join(folder, 'state', file), 'this is no database');
      await expect(startTestEstate({ folder })).rejects.toThrow(
        /^the estate did not start:\nGrocer is starting …\n( {2}.* is up\n)*The state in .* cannot be read \(.*\): start afresh with npm start -- --reset\.\n$/,
      );
    },
  );

  it('does not start twice in one folder, nor on a port that is taken, and says what to do', async () => {
    const estate = await startTestEstate({ folder });
    await expect(startTestEstate({ folder })).rejects.toThrow(/Grocer already runs here \(process \d+\)/);
    const other = mkdtempSync(join(tmpdir(), 'grocer-estate-'));
    const { port } = new URL(estate.endpoints.issuer);
    const taken = startTestEstate({ folder: other, env: { ESTATE_ISSUER_PORT: port } });
    await expect(taken).rejects.toThrow(`port ${port} is in use: set ESTATE_ISSUER_PORT`);
    await estate.stop();
    rmSync(other, { recursive: true });
  });

  it('tells state that it cannot read, and starts afresh with --reset', async () => {
    writeFileSync(join(folder, 'lock.db'), 'this is no database');
    await expect(startTestEstate({ folder })).rejects.toThrow('start afresh with npm start -- --reset');
    const estate = await startTestEstate({ folder, args: ['--reset'] });
    expect(await estate.stop()).toBe(0);
  });

  it.each([
    [['--place', 'checkout=mainframe'], 'checkout listens, so it can be placed as kubernetes, scale-to-zero, vm'],
    [['--place', 'chekout=vm'], 'there is no such deployable'],
    [['--rest'], "Unknown option '--rest'"],
  ])('refuses %j in one sentence', async (args, sentence) => {
    await expect(startTestEstate({ folder, args })).rejects.toThrow(sentence);
  });

  it.each(['kubernetes', 'vm'])('runs checkout as %s when it is placed there', async (model) => {
    const estate = await startTestEstate({ folder, args: ['--place', `checkout=${model}`] });
    const customer = await signInCustomer(estate, 'customer-1');
    const response = await customer.place(await customer.draftOrder());
    expect(response.status).toBe(201);
    expect(await estate.stop()).toBe(0);
  });
});
