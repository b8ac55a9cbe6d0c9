// npm run token -- --as customer-1: prints a bearer token of a demo account.
import { parseArgs } from 'node:util';
import { readEndpoints } from './endpoints.ts';
import { runTool } from './run-tool.ts';
import { signIn } from './sign-in.ts';

const usage = `npm run token -- [--as <account>]

Signs a demo account in and prints its access token, for curl:
  curl -H "authorization: Bearer $(npm run --silent token)" http://localhost:8080/checkout/v1/orders

  --as   customer-1 (the default) to customer-5, merchandiser or operator`;

await runTool(usage, async () => {
  const { values } = parseArgs({ options: { as: { type: 'string', default: 'customer-1' } } });
  console.log(await signIn(readEndpoints(), values.as));
});
