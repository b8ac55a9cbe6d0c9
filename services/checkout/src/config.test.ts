import { readFileSync } from 'node:fs';
import { variableOf } from '@grocer/chassis/config';
import { expect, it } from 'vitest';
import { ConfigSchema } from './config.ts';

it('is listed in the README, each setting with its default', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` +\| (\S+) /gm)].map(([, name, value]) => `${name} ${value}`);
  const settings = Object.entries<object>(ConfigSchema.properties).map(([key, setting]) =>
    'default' in setting ? `${variableOf(key)} \`${setting.default}\`` : `${variableOf(key)} –`,
  );
  expect(rows).toEqual(settings);
});
