import { Rejection, Unavailable } from '@grocer/chassis/errors';
import type { HttpApp } from '@grocer/chassis/http';
import type { Queryable } from '@grocer/chassis/postgres';
import {
  DepartmentList,
  PriceHistory,
  PriceHistoryQuery,
  Product,
  ProductBatch,
  ProductList,
  ProductQuery,
} from '@grocer/contracts/catalogue';
import { canonicalSku, Sku } from '@grocer/contracts/gtin';
import { Type } from 'typebox';
import { batchAnswer, departmentsAnswer, jsonAnswer, pageAnswer, productAnswer } from './answers.ts';
import { drawPicture } from './domain/picture.ts';
import { contentTag } from './etags.ts';
import { keepAnswers } from './kept-answers.ts';
import { answerOf, type Entry, lengthOf } from './read-model/entry.ts';
import type { Products } from './read-model/products.ts';
import type { ReadModel } from './read-model/read-model.ts';
import { type Cacheable, LONG_LIVED, sendCacheable } from './replies.ts';
import { pageProducts, skusNamed } from './workflows/list-products.ts';
import { readPriceHistory } from './workflows/read-price-history.ts';

/** The product that a path names. */
export const SkuParams = Type.Object({ sku: Sku });

/** A query of no parameters: any is a bad value. */
export const NoQuery = Type.Object({}, { additionalProperties: false });

/** The canonical SKU of a path; a wrong check digit is a bad value like any other. */
export function skuOf(params: { sku: string }): string {
  const sku = canonicalSku(params.sku);
  if (sku !== undefined) return sku;
  const errors = [{ parameter: 'sku', detail: 'is no GTIN: its check digit is wrong' }];
  throw new Rejection('validation-failed', `${params.sku} is no GTIN`, { errors });
}

/** Adds everything that anybody may read: from memory, but for the history of prices. */
export function addReadRoutes(app: HttpApp, { products, database }: Reading): void {
  /** What is shown, once it is whole. */
  const shown = () => {
    if (!products.isWarm()) throw new Unavailable('database');
    return products.model;
  };
  addLists(app, { model: products.model, shown });
  addProduct(app, shown);
  addPriceHistory(app, shown, database);
  addPicture(app, shown);
}

/** What reading takes. */
interface Reading {
  readonly products: Pick<Products, 'model' | 'isWarm'>;
  readonly database: Queryable;
}

type Shown = () => ReadModel;

function addLists(app: HttpApp, { model, shown }: { model: ReadModel; shown: Shown }): void {
  const kept = keepAnswers(model);

  function listAnswer(query: ProductQuery): Cacheable {
    if (query.sku === undefined) return pageAnswer(pageProducts(shown(), query), query.department);
    const named = skusNamed(query);
    return batchAnswer(
      named.flatMap((sku) => shown().find(sku) ?? []),
      named,
    );
  }

  app.get(
    '/catalogue/v1/products',
    {
      schema: {
        summary: 'Lists, filters and searches products; or, by sku=A,B,…, the named ones',
        querystring: ProductQuery,
        response: { 200: Type.Union([ProductList, ProductBatch]) },
      },
    },
    (request, reply) => {
      sendCacheable(
        request,
        reply,
        kept.get(request.url, () => listAnswer(request.query)),
      );
    },
  );

  app.get(
    '/catalogue/v1/departments',
    { schema: { summary: 'Every department', querystring: NoQuery, response: { 200: DepartmentList } } },
    (request, reply) => {
      sendCacheable(
        request,
        reply,
        kept.get(request.url, () => departmentsAnswer(shown().shelves)),
      );
    },
  );
}

function addProduct(app: HttpApp, shown: Shown): void {
  app.get(
    '/catalogue/v1/products/:sku',
    { schema: { summary: 'One product', params: SkuParams, querystring: NoQuery, response: { 200: Product } } },
    (request, reply) => {
      sendCacheable(request, reply, productAnswer(existing(shown(), request.params)));
    },
  );
}

function addPriceHistory(app: HttpApp, shown: Shown, database: Queryable): void {
  app.get(
    '/catalogue/v1/products/:sku/prices',
    {
      schema: {
        summary: "A product's prices, newest first",
        params: SkuParams,
        querystring: PriceHistoryQuery,
        response: { 200: PriceHistory },
      },
    },
    async (request, reply) => {
      const entry = existing(shown(), request.params);
      const history = await readPriceHistory(database, entry.sku, request.query);
      sendCacheable(request, reply, jsonAnswer(history, answerOf(entry).tags));
      return reply;
    },
  );
}

function addPicture(app: HttpApp, shown: Shown): void {
  app.get(
    '/catalogue/v1/products/:sku/picture.svg',
    { schema: { summary: 'A drawing of the product', params: SkuParams, querystring: NoQuery } },
    (request, reply) => {
      const entry = existing(shown(), request.params);
      const body = drawPicture(entry.record);
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
      sendCacheable(request, reply, {
        body,
        bytes: lengthOf(body),
        etag: contentTag(body),
        type: 'image/svg+xml; charset=utf-8',
        cacheControl: LONG_LIVED,
        tags: answerOf(entry).tags,
      });
    },
  );
}

/** Most name a product by its canonical SKU, which needs no check when there is such a product. */
function existing(model: ReadModel, params: { sku: string }): Entry {
  const found = model.find(params.sku) ?? model.find(skuOf(params));
  if (!found) throw new Rejection('not-found', `there is no product ${skuOf(params)}`);
  return found;
}
