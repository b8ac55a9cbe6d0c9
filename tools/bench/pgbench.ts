import { execFile } from 'node:child_process';
import { globSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Database, inTransaction } from '@grocer/chassis/postgres';
import type { CheckoutEstate } from './checkout-estate.ts';
import type { Choice } from './order-bodies.ts';
import { placeholders, type Statement, type Transaction } from './order-statements.ts';

/** Places orders by their SQL alone, on as many connections as checkout has. */
export interface BareOrders {
  /** `pgbench`, or the loop that stands in where it is missing. */
  readonly name: string;
  /** Orders per second over so many whole seconds. */
  run(seconds: number): Promise<number>;
}

/** What the bare orders are: their transactions, and what they choose from. */
export interface BareOptions {
  readonly transactions: readonly Transaction[];
  readonly choice: Choice;
  readonly folder: string;
}

/** pgbench from the PATH or from Debian's folders; else a loop over our own driver. */
export function createBareOrders(estate: CheckoutEstate, options: BareOptions): BareOrders {
  const program = findPgbench();
  return program ? byPgbench(program, estate, options) : byLoop(estate, options);
}

function findPgbench(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'pgbench'));
  return globSync([...onPath, '/usr/lib/postgresql/*/bin/pgbench']).at(-1);
}

const exec = promisify(execFile);

function byPgbench(program: string, estate: CheckoutEstate, { transactions, choice, folder }: BareOptions): BareOrders {
  const { hostname, port, pathname } = new URL(estate.endpoints.postgres);
  const script = join(folder, 'order.pgbench');
  writeFileSync(script, scriptOf(transactions, choice));
  let run = 0;
  return {
    name: 'pgbench',
    async run(seconds) {
      run += 1;
      const { user, password } = estate.login;
      const connection = ['--host', hostname, '--port', port, '--username', user];
      const load = ['--client', String(estate.poolMax), '--jobs', '2', '--time', String(seconds), '--no-vacuum'];
      const how = [
        '--protocol',
        'extended',
        '--define',
        'n=0',
        '--define',
        `base=${run * 1_000_000_000}`,
        '--file',
        script,
      ];
      const { stdout } = await exec(program, [...connection, ...load, ...how, pathname.slice(1)], {
        env: { ...process.env, PGPASSWORD: password },
      });
      const rate = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
      if (!rate) throw new Error(`pgbench told no rate:\n${stdout}`);
      return Number(rate);
    },
  };
}

/** Ids count up within a client, as UUIDs of version 7 do within a process. */
function scriptOf(transactions: readonly Transaction[], { skus, slots }: Choice): string {
  const head = [
    '\\set n :n + 1',
    '\\set number :base + :client_id * 10000000 + :n',
    `\\set sku random(1, ${skus.length})`,
    `\\set slot random(1, ${slots.length})`,
  ];
  const id = (version: string) => `('${version}-0000-7000-8000-' || lpad((:number)::text, 12, '0'))`;
  const expressions: Record<string, string> = {
    [placeholders.orderId]: `${id('00000001')}::uuid`,
    [placeholders.eventId]: `${id('00000002')}::uuid`,
    [placeholders.key]: id('key'),
    [placeholders.intent]: id('pi'),
    [placeholders.sku]: `(array[${skus.map(quote)}])[:sku]`,
    [placeholders.slotId]: `((array[${slots.map(({ slotId }) => quote(slotId))}])[:slot])::uuid`,
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

function byLoop({ database, poolMax }: CheckoutEstate, { transactions, choice }: BareOptions): BareOrders {
  return {
    name: 'a bare pg loop',
    async run(seconds) {
      const startedAt = performance.now();
      const endsAt = startedAt + seconds * 1000;
      let done = 0;
      async function loop(): Promise<void> {
        while (performance.now() < endsAt) {
          await placeBare(database, transactions, choice, done);
          done += 1;
        }
      }
      await Promise.all(Array.from({ length: poolMax }, loop));
      return done / ((performance.now() - startedAt) / 1000);
    },
  };
}

async function placeBare(
  database: Database,
  transactions: readonly Transaction[],
  { skus, slots }: Choice,
  turn: number,
): Promise<void> {
  const values = new Map<unknown, unknown>([
    ...Object.values(placeholders).map((name): [string, string] => [name, crypto.randomUUID()]),
    [placeholders.sku, skus[turn % skus.length]],
    [placeholders.slotId, slots[turn % slots.length]?.slotId],
  ]);
  const fill = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(fill) : values.has(value) ? values.get(value) : value;
  for (const [first, ...others] of transactions) {
    if (!first) continue;
    if (others.length === 0) await database.query(first.text, first.values.map(fill));
    else
      await inTransaction(database, async (tx) => {
        for (const { text, values: given } of [first, ...others]) await tx.query(text, given.map(fill));
      });
  }
}
