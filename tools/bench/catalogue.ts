import type { ProductList } from '@grocer/contracts/catalogue';
import type { TestEstate } from '@grocer/test-support/estate';
import { ask, askJson } from '../ask.ts';
import { statusOf } from './estate-parts.ts';
import { drive } from './load.ts';
import type { Row } from './rows.ts';
import { startServer } from './server.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

const load = { connections: 16, rounds: 7, sliceMs: 500 };

/** One replica of the catalogue against a bare route that sends the same bytes: one product, and a page of products. */
export async function measureCatalogue(estate: TestEstate): Promise<Row[]> {
  const origin = statusOf(estate, 'catalogue').instances[0]?.address ?? '';
  const { items } = await askJson<ProductList>(`${origin}/catalogue/v1/products?limit=1`);
  const paths = {
    'catalogue: one product': `/catalogue/v1/products/${items[0]?.sku}`,
    'catalogue: first page': '/catalogue/v1/products',
  };
  const rows: Row[] = [];
  for (const [what, path] of Object.entries(paths)) {
    const payload = await (await ask(`${origin}${path}`)).text();
    const bare = await startServer('bare-fastify.ts', { PAYLOAD: payload });
    const rates = await drive(
      [
        { name: 'ours', origin, request: () => ({ path }) },
        { name: 'bare', origin: bare.origin, request: () => ({ path: '/' }) },
      ],
      load,
    );
    bare.stop();
    const [ours = [], limits = []] = [rates.get('ours'), rates.get('bare')];
    rows.push({
      what,
      unit: 'requests/s',
      ours: spreadOf(ours),
      limit: spreadOf(limits),
      ratio: spreadOf(ratiosOf(ours, limits)),
      note: 'one replica : bare Fastify, same bytes',
    });
  }
  return rows;
}
