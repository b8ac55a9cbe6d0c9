import type { Estate } from '../estate.ts';

const purposes = {
  edge: "the shop's pages and the storefront API",
  observatory: 'traces of what happens',
  issuer: 'OpenID Connect issuer',
  functions: 'function host (Invoke API)',
  gateway: "card gateway (Stripe's API)",
  vault: 'Vault API',
  sqs: 'SQS API',
  appliance: 'warehouse appliance',
  postgres: 'Postgres',
} as const;

/** What `npm start` prints once an order can be placed: where everything is and what to try. */
export function describeEstate({ endpoints, cliSecret, status }: Estate, seconds: number): string {
  const addresses = Object.entries(purposes).map(([name, purpose]) => {
    const address = endpoints[name as keyof typeof purposes];
    return `  ${purpose.padEnd(40)} ${address}`;
  });
  const deployables = status().map(
    ({ deployable, computeModel, instances }) =>
      `  ${deployable.padEnd(16)} ${computeModel.padEnd(14)} ${instances.length} running`,
  );
  return `
Grocer is up after ${seconds.toFixed(1)} s.

${addresses.join('\n')}

${deployables.join('\n')}

Try, in another terminal:
  npm run order                          place an order and watch it cross the four compute models
  npm run reprice                        re-price the assortment, now
  npm run token -- --as customer-1       a bearer token for curl
  npm run estate:status                  what runs at this moment
or open ${endpoints.edge} and shop. The client grocer-cli has the secret ${cliSecret} (made for this estate, of no use elsewhere).

Ctrl-C stops everything.`;
}
