import { createVerifier } from '@grocer/chassis/identity';
import { createLog } from '@grocer/chassis/log';
import { createTestDatabase } from '@grocer/test-support/database';
import { startTestIssuer } from '@grocer/test-support/tokens';
import { expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { followProducts } from '../src/read-model/products.ts';

const log = createLog({ name: 'catalogue.test', level: 'fatal' });

test('a replica that has not read everything says so, and never that there is no such product', async () => {
  const [database, issuer] = await Promise.all([createTestDatabase(), startTestIssuer()]);
  const store = database.as('catalogue');
  // While it cannot read prices, it has not read everything.
  await database.admin.query('alter view pricing.current_prices rename to hidden_prices');
  const products = followProducts({ database: store, log });
  const verifier = createVerifier(issuer.trusted, log);
  const app = buildApp({ database: store, products, verifier, log, clock: () => new Date() });
  const ask = (path: string) => app.inject({ url: `/catalogue/v1/${path}` });
  try {
    const paths = [
      'products/5000159407236',
      'products?sku=5000159407236',
      'products',
      'products?q=milk',
      'departments',
    ];
    for (const path of [...paths, 'products/5000159407236/prices', 'products/5000159407236/picture.svg']) {
      const { statusCode, headers, json } = await ask(path);
      expect([path, statusCode, headers['retry-after']]).toEqual([path, 503, '1']);
      expect(json().type).toContain('dependency-unavailable');
    }
    await database.admin.query('alter view pricing.hidden_prices rename to current_prices');
    await products.catchUp();
    expect((await ask('products/5000159407236')).statusCode).toBe(404);
    expect((await ask('products')).statusCode).toBe(200);
  } finally {
    await app.close();
    await products.stop();
    await Promise.all([database.drop(), issuer.stop()]);
  }
});
