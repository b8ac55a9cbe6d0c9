import type { HttpApp } from '@grocer/chassis/http';
import type { Database } from '@grocer/chassis/postgres';
import { Product, PutProduct } from '@grocer/contracts/catalogue';
import { Type } from 'typebox';
import { answerOf, newEntry } from './read-model/entry.ts';
import type { Products } from './read-model/products.ts';
import { sendWritten } from './replies.ts';
import { NoQuery, SkuParams, skuOf } from './routes.ts';
import { putProduct } from './workflows/put-product.ts';

const Conditions = Type.Object({
  'if-match': Type.Optional(Type.String({ maxLength: 1000, description: 'the ETag of the version to replace' })),
  'if-none-match': Type.Optional(Type.String({ maxLength: 1000, description: '`*`: create, and replace nothing' })),
});

interface WriteDependencies {
  readonly database: Database;
  readonly products: Pick<Products, 'model' | 'capacity' | 'catchUp'>;
  readonly clock: () => Date;
}

/** Adds what a merchandiser may write. This replica shows it before it answers, the others a moment later. */
export function addWriteRoutes(app: HttpApp, { database, products, clock }: WriteDependencies): void {
  app.put(
    '/catalogue/v1/products/:sku',
    {
      config: { scope: 'catalogue:write' },
      schema: {
        summary: 'Creates a product, or replaces the version that If-Match names',
        params: SkuParams,
        querystring: NoQuery,
        headers: Conditions,
        body: PutProduct,
        response: { 200: Product, 201: Product },
      },
    },
    async (request, reply) => {
      const sku = skuOf(request.params);
      const write = { sku, product: request.body, by: request.caller?.subject ?? '', at: clock() };
      const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
      const { created, record } = await putProduct({ database, room: products }, write, { ifMatch, ifNoneMatch });
      await products.catchUp(['products']).catch(() => undefined); // it is written, whether it can be read or not
      if (created) reply.code(201).header('location', `/catalogue/v1/products/${sku}`);
      const shown = products.model.find(sku) ?? newEntry(record);
      return sendWritten(reply, answerOf({ ...shown, record, answer: undefined }));
    },
  );
}
