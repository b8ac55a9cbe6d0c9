import { readFileSync } from 'node:fs';
import { createTelegramStream } from '@grocer/contracts/telegram-stream';
import { encodeAcknowledgement, encodeRequest, telegramLimits, telegramTimes } from '@grocer/contracts/telegrams';
import { expect, test } from 'vitest';

const document = readFileSync(new URL('../PROTOCOL.md', import.meta.url), 'utf8');

const examples = blocksOf('telegrams')
  .flatMap((block) => block.split('\n'))
  .map((line) => line.replace('␂', '\x02').replace('␃', '\x03'));

function blocksOf(language: string): string[] {
  return [...document.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, 'gs'))].map(([, block = '']) => block);
}

/** The width of a type's body as its row of the table of types says it. */
function documentedWidth(type: string): number {
  const [, , row = ''] = new RegExp(`^\\| \`${type}\` \\| (\\w+) +\\|(.*?)(;|\\|$)`, 'm').exec(document) ?? [];
  return [...row.matchAll(/\((\d+)\)/g)].reduce((sum, [, width]) => sum + Number(width), 0);
}

test.each(examples)('its example %j is what the codec reads and writes', (example) => {
  const [read] = createTelegramStream().push(new TextEncoder().encode(example));
  const bytes =
    read?.kind === 'request'
      ? encodeRequest(read.request)
      : read?.kind === 'acknowledgement'
        ? encodeAcknowledgement(read.acknowledgement)
        : expect.fail(JSON.stringify(read));
  expect(new TextDecoder().decode(bytes)).toBe(example);
});

test('its bytes are those of its first example', () => {
  const [hex = ''] = blocksOf('hex');
  const bytes = Uint8Array.from(hex.split(/\s+/), (pair) => Number.parseInt(pair, 16));
  expect(new TextDecoder().decode(bytes)).toBe(examples[0]);
});

test.each(['LOGN', 'LIFE', 'PORD', 'PCAN', 'PSTA', 'PCNF', 'DISP', 'STOK'])(
  'its table of types gives %s the width that the example has',
  (type) => {
    const example = examples.find((line) => line.slice(1, 5) === type && line.slice(25, 27) === 'RQ') ?? '';
    expect(documentedWidth(type)).toBe(example.length - 2 - telegramLimits.headerLength);
  },
);

test('it names the figures of the contract', () => {
  const { acknowledgeMs, resends, lifeAfterMs, deadAfterMs } = telegramTimes;
  expect(document).toContain(`Not acknowledged in ${acknowledgeMs / 1000} s`);
  expect(document).toContain(`up to ${resends} times`);
  expect(document).toContain(`said nothing for ${lifeAfterMs / 1000} s`);
  expect(document).toContain(`heard nothing for ${deadAfterMs / 1000} s`);
  expect(document).toContain(`at most ${telegramLimits.maxLength} bytes`);
});
