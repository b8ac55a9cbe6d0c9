import { join } from 'node:path';
import { customerScopes, demoAccounts, workforceScopes } from '@grocer/contracts/identity';
import { expect, it } from 'vitest';
import { readEstateYaml } from './estate-yaml.ts';
import { trustLocalIssuer } from './identity.ts';

const { workforce, deployables } = readEstateYaml(join(import.meta.dirname, '../estate.yaml'));

it('trusts one issuer, which everyone of the estate has', () => {
  const url = 'http://localhost:8082';
  const issuers = trustLocalIssuer({ issuerUrl: url, discoveryUrl: `${url}/discovery`, workforce });
  expect(issuers).toMatchObject([
    { issuer: url, profile: 'grocer', grants: { everyone: customerScopes, clients: workforceScopes } },
  ]);
});

it.each(demoAccounts)('offers $subject just what the groups allow', ({ groups, scopes: offered }) => {
  const granted = groups.flatMap((group) => workforce[group] ?? []);
  const allowed = groups.includes('customers') ? customerScopes : granted;
  expect([...offered].sort()).toEqual([...allowed].sort());
});

it('lets no one invoke a function but the plan of a re-pricing', () => {
  const invocable = Object.entries(deployables).filter(([, { invokeScope }]) => invokeScope);
  expect(invocable.map(([name, { invokeScope }]) => [name, invokeScope])).toEqual([['reprice-plan', 'pricing:run']]);
});
