// npm run issuer:rotate: the issuer's next signing key signs from now on.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ask, reach } from './ask.ts';
import { readEndpoints } from './endpoints.ts';
import { report, runTool } from './run-tool.ts';
import { signIn } from './sign-in.ts';

const usage = `npm run issuer:rotate -- [--json]

Rotates the issuer's signing keys, as an operator: the next key signs from now on, another is published as the next, and
the former stays published for as long as its tokens live. Nobody has to sign in again. Soon after the last rotation it
waits, for half a minute at most, until no verifier can have missed the key that is going to sign.

  --json   the keys as one JSON document on stdout; progress is on stderr either way`;

interface Key {
  readonly kid: string;
  readonly status: string;
  readonly publishedUntil?: string;
}

async function rotate(url: string, token: string): Promise<Key[]> {
  const question = { method: 'POST', headers: { authorization: `Bearer ${token}` } };
  const first = await reach(url, question);
  if (first.status === 409) {
    const waitSeconds = Number(first.headers.get('retry-after') ?? 1);
    report(`the next key is new; waiting ${waitSeconds} s until every verifier may know it`);
    await delay(waitSeconds * 1000);
  }
  const answer = first.ok ? first : await ask(url, question);
  const { keys }: { keys: Key[] } = await answer.json();
  return keys;
}

function tell({ kid, status, publishedUntil }: Key): string {
  return `${kid}  ${status.padEnd(8)}${publishedUntil ? `published until ${publishedUntil}` : ''}`.trimEnd();
}

await runTool(usage, async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const endpoints = readEndpoints();
  const token = await signIn(endpoints, 'operator');
  const keys = await rotate(`${endpoints.issuer}/credentials/lifecycle/keyRotate`, token);
  console.log(values.json ? JSON.stringify({ keys }) : keys.map(tell).join('\n'));
});
