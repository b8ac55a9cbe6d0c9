import { execFile } from 'node:child_process';
import { globSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { BareOptions, BareOrders, BareTarget } from './bare-orders.ts';
import type { Choice } from './order-bodies.ts';
import { placeholders, type Statement, type Transaction } from './order-statements.ts';

const exec = promisify(execFile);
/** pgbench takes 128. */
const MOST_SCRIPTS = 100;

/** Where pgbench is: on the PATH or in Debian's folders. */
export function findPgbench(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'pgbench'));
  return globSync([...onPath, '/usr/lib/postgresql/*/bin/pgbench']).at(-1);
}

/** By pgbench, which speaks to Postgres as a driver does that prepares nothing. */
export function byPgbench(
  program: string,
  target: BareTarget,
  { transactions, choice, folder }: BareOptions,
): BareOrders {
  const { hostname, port, pathname } = new URL(target.url);
  const scripts = pairsOf(choice).map((pair, index) => {
    const file = join(folder, `order-${index}.pgbench`);
    writeFileSync(file, scriptOf(transactions, pair));
    return ['--file', file];
  });
  let run = 0;
  return {
    name: 'pgbench',
    async run(seconds) {
      run += 1;
      const { user, password } = target.login;
      const connection = ['--host', hostname, '--port', port, '--username', user];
      const load = ['--client', String(target.poolMax), '--jobs', '2', '--time', String(seconds), '--no-vacuum'];
      const how = ['--protocol', 'extended', '--define', 'n=0', '--define', `base=${run * 1_000_000_000}`];
      const { stdout } = await exec(program, [...connection, ...load, ...how, ...scripts.flat(), pathname.slice(1)], {
        env: { ...process.env, PGPASSWORD: password },
      });
      const rate = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
      if (!rate) throw new Error(`pgbench told no rate:\n${stdout}`);
      return Number(rate);
    },
  };
}

/** A product and a slot for each script, of which pgbench takes any: as long a statement as checkout's, and as many shelves. */
function pairsOf({ skus, slots }: Choice): { sku: string; slotId: string }[] {
  return skus.slice(0, MOST_SCRIPTS).map((sku, index) => {
    const slotId = slots[Math.floor((index * slots.length) / skus.length)]?.slotId ?? '';
    return { sku, slotId };
  });
}

/** Ids count up within a client, as UUIDs of version 7 do within a process. */
function scriptOf(transactions: readonly Transaction[], { sku, slotId }: { sku: string; slotId: string }): string {
  const head = ['\\set n :n + 1', '\\set number :base + :client_id * 10000000 + :n'];
  const id = (version: string) => `('${version}-0000-7000-8000-' || lpad((:number)::text, 12, '0'))`;
  const expressions: Record<string, string> = {
    [placeholders.orderId]: `${id('00000001')}::uuid`,
    [placeholders.eventId]: `${id('00000002')}::uuid`,
    [placeholders.key]: id('key'),
    [placeholders.intent]: id('pi'),
    [placeholders.sku]: quote(sku),
    [placeholders.slotId]: `${quote(slotId)}::uuid`,
  };
  const body = transactions.map((statements) => {
    const lines = statements.map((statement) => `${sqlOf(statement, expressions)};`);
    return lines.length > 1 ? ['begin;', ...lines, 'commit;'].join('\n') : lines.join('\n');
  });
  return [...head, ...body, ''].join('\n');
}

function sqlOf({ text, values }: Statement, expressions: Readonly<Record<string, string>>): string {
  const literal = (value: unknown): string => {
    if (value === null) return 'null';
    if (value instanceof Date) return `${quote(value.toISOString())}::timestamptz`;
    if (Buffer.isBuffer(value)) return quote(`\\x${value.toString('hex')}`);
    if (Array.isArray(value)) return `array[${value.map(literal)}]`;
    return typeof value === 'number' ? String(value) : (expressions[String(value)] ?? quote(String(value)));
  };
  return text.replaceAll(/\$(\d+)/g, (_, place) => literal(values[Number(place) - 1])).replaceAll(/\s*\n\s*/g, ' ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
