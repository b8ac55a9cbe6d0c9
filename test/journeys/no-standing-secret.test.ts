import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Order } from '@grocer/contracts/checkout';
import { signInCustomer } from '@grocer/test-support/customer';
import { runScript, tokenOf } from '@grocer/test-support/script';
import { type IssuedSecret, startWatchedEstate, type WatchedEstate } from '@grocer/test-support/secrets-of-an-estate';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// Issue 11, Secrets 6: what was issued during a full journey is nowhere that outlives it. No failure prints a secret.
const root = join(import.meta.dirname, '../..');
const street = `${crypto.randomUUID()} Street`;

interface Text {
  readonly place: string;
  readonly content: Buffer;
}

let estate: WatchedEstate;
let secrets: IssuedSecret[];
/** Log lines, spans, audit log, and what the estate printed or keeps of itself. */
let signals: Text[];

beforeAll(async () => {
  estate = await startWatchedEstate();
  await journey();
  const spans = await fetch(`${estate.endpoints.observatory}/api/traces?limit=100`).then((answer) => answer.text());
  await estate.stop();
  secrets = estate.secrets();
  signals = [
    { place: 'the spans', content: Buffer.from(spans) },
    { place: 'the output of npm start', content: Buffer.from(withoutCliSecret(estate.output())) },
    ...readAll(estate.folder, '{logs/*,state/vault*,*.json}').filter(
      ({ place }) => place !== 'state/vault-operator-token',
    ),
  ];
});

afterAll(() => estate?.remove());

/** Everyone does what they do: two orders, one of them declined, a look by the operator, a night's prices, the books. */
async function journey(): Promise<void> {
  const customer = await signInCustomer(estate, 'customer-1');
  const draft = await customer.draftOrder();
  const order = { ...draft, deliveryAddress: { ...draft.deliveryAddress, line1: street } };
  const placed = await customer.place(order);
  const { id }: Order = await placed.json();
  const declined = await customer.place({ ...order, paymentMethod: 'pm_card_chargeDeclined' });
  expect([placed.status, declined.status]).toEqual([201, 402]);
  await vi.waitFor(async () => expect((await customer.read(id)).status).toBe('dispatched'), { timeout: 20_000 });
  const operator = await tokenOf(estate.folder, 'operator');
  await tokenOf(estate.folder, 'merchandiser');
  const headers = { authorization: `Bearer ${operator}` };
  expect((await fetch(`${estate.endpoints.edge}/checkout/v1/orders/${id}`, { headers })).status).toBe(200);
  await fetch(`${estate.endpoints.edge}/checkout/v1/orders`, { headers: { authorization: `Bearer ${operator}x` } });
  for (const script of ['reprice', 'check-ledger'])
    expect(await runScript(estate.folder, script)).toMatchObject({ code: 0 });
}

/** `npm start` prints the one secret that it may: that of the local client `grocer-cli` (contracts §4). */
function withoutCliSecret(output: string): string {
  return output.replace(/(grocer-cli has the secret )\S+/, '$1…');
}

function readAll(folder: string, pattern: string): Text[] {
  return globSync(pattern, { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ place: relative(folder, path), content: readFileSync(path) }));
}

function trackedFiles(): Text[] {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  return files.flatMap((file) => readAll(root, file));
}

/** Where secrets are, and of which kind: never what they are. */
function hitsIn(texts: readonly Text[]): string[] {
  return texts.flatMap(({ place, content }) =>
    secrets.filter(({ value }) => content.includes(value)).map(({ kind }) => `${place}: ${kind}`),
  );
}

/** The lines that have something of this shape, by their place. */
function linesWith(shape: RegExp, texts: readonly Text[]): string[] {
  return texts.flatMap(({ place, content }) =>
    content
      .toString('latin1')
      .split('\n')
      .flatMap((line, index) => (shape.test(line) ? [`${place}:${index + 1}`] : [])),
  );
}

describe('a full journey', () => {
  it('is issued secrets of every kind', () => {
    const kinds = new Set(secrets.map(({ kind }) => kind));

    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'client_token',
        'password',
        'apiKey',
        'access_token',
        'a workload token',
        'the operator token',
        'the login of vault',
        'the login of the admin',
      ]),
    );
    expect(secrets.filter(({ kind }) => kind === 'password').length).toBeGreaterThan(5);
    expect(secrets.every(({ value }) => value.length >= 16)).toBe(true);
  });

  it('leaves signals to search: logs of every deployable, spans and the audit log of Vault', () => {
    const places = signals.map(({ place }) => place);

    expect(places).toEqual(
      expect.arrayContaining(['logs/catalogue.log', 'logs/checkout.log', 'logs/fulfil.log', 'state/vault-audit.log']),
    );
    expect(signals.find(({ place }) => place === 'the spans')?.content.length).toBeGreaterThan(10_000);
  });

  it('would find each of them, and tell of it its place and kind alone', () => {
    for (const { kind, value } of secrets) {
      const hits = hitsIn([{ place: 'a log', content: Buffer.from(`{"msg":"signed in by ${value}"}`) }]);

      expect(hits).toContain(`a log: ${kind}`);
      expect(hits.some((hit) => hit.includes(value))).toBe(false);
    }
  });

  it('leaves no secret in a log line, a span, the audit log or what the estate prints', () => {
    expect(hitsIn(signals)).toEqual([]);
  });

  it('leaves no secret in the bundles', () => {
    const bundles = readAll(root, '{services,functions}/*/dist/**');

    expect(bundles.length).toBeGreaterThan(3);
    expect(hitsIn(bundles)).toEqual([]);
  });

  it('leaves no secret in the repository', () => {
    expect(hitsIn(trackedFiles())).toEqual([]);
  });

  // Contracts §9: of these no example is needed, their shape tells them.
  it.for([
    ['token of Vault', /hvs\.[\w-]{20}/],
    ['JWT', /eyJ[\w-]{10,}\.eyJ/],
    ['key of the card gateway', /\b[rs]k_(test|live)_\w{8}/],
    ['payment method', /\bpm_(card_)?\w{3}/],
    // A span's id may by chance be sixteen digits.
    ['card number', /(?<!(?:_id|Id)":"|-)\b(?:4\d{15}|5[1-5]\d{14}|3[47]\d{13})\b/],
    ['e-mail address', /[\w.+-]+@[\w-]+\.[a-z]{2,}/],
    ['postcode of an address', /\bE1(\s|%20|\+)?6AN\b/],
  ] as const)('leaves no %s in a signal', ([, shape]) => {
    expect(linesWith(shape, signals)).toEqual([]);
  });

  it('leaves no street in a signal', () => {
    expect(linesWith(new RegExp(street), signals)).toEqual([]);
  });
});
