import { readFileSync } from 'node:fs';
import { variableOf } from '@grocer/chassis/config';
import { expect, test } from 'vitest';
import { PlanConfig, ShardConfig } from './config.ts';

test('is listed in the README, each setting of either function with its default', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` +\| (\S+) /gm)].map(([, name, value]) => `${name} ${value}`);
  const settings = Object.entries<object>({ ...PlanConfig.properties, ...ShardConfig.properties });
  const listed = settings.map(([key, setting]) =>
    'default' in setting ? `${variableOf(key)} \`${setting.default}\`` : `${variableOf(key)} –`,
  );
  expect(rows).toEqual(listed);
});
