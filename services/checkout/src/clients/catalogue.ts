import { Unavailable } from '@grocer/chassis/errors';
import type { Guard } from '@grocer/chassis/guard';
import { type HttpAnswer, isTimeout, tracedRequest } from '@grocer/chassis/http-client';
import { ProductBatch } from '@grocer/contracts/catalogue';
import { Compile } from 'typebox/compile';

/** What the catalogue says of a SKU that can be ordered. */
export interface Quote {
  readonly name: string;
  readonly unitPriceMinor: number;
}

/** The catalogue, as far as checkout needs it. */
export interface Catalogue {
  /** Names and prices of up to 100 SKUs; a product that is unknown, or not yet priced, is left out. */
  quote(skus: readonly string[]): Promise<Map<string, Quote>>;
}

const answer = Compile(ProductBatch);

/** Where the catalogue is, how long one answer may take, and what stands before it. */
export interface CatalogueOptions {
  readonly url: string;
  readonly timeoutMs: number;
  readonly guard: Guard;
}

/** Creates a client. A quote changes nothing, so it is asked for again, unless the time for it is over. */
export function createCatalogue({ url, timeoutMs, guard }: CatalogueOptions): Catalogue {
  const ask = async (skus: readonly string[]) => {
    const address = `${url}/catalogue/v1/products?sku=${skus.join(',')}`;
    return readProducts(await tracedRequest(address, { dependency: 'catalogue', timeoutMs }));
  };
  return {
    async quote(skus) {
      const products = await guard.run(
        () => ask(skus),
        (error) => !isTimeout(error),
      );
      const priced = products.flatMap(({ sku, name, price }) =>
        price ? [[sku, { name, unitPriceMinor: price.amountMinor }] as const] : [],
      );
      return new Map(priced);
    },
  };
}

function readProducts({ status, text }: HttpAnswer): ProductBatch['items'] {
  const body = status === 200 ? parse(text) : undefined;
  if (answer.Check(body)) return body.items;
  const cause = new Error(`the catalogue answered ${status} or something else than products`);
  throw new Unavailable('catalogue', { cause });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
