import { Rejection } from '@grocer/chassis/errors';
import type { HttpApp } from '@grocer/chassis/http';
import type { Queryable } from '@grocer/chassis/postgres';
import {
  DepartmentList,
  departmentIds,
  departments,
  PriceHistory,
  PriceHistoryQuery,
  Product,
  ProductBatch,
  ProductList,
  ProductQuery,
} from '@grocer/contracts/catalogue';
import { canonicalSku, Sku } from '@grocer/contracts/gtin';
import { Type } from 'typebox';
import { drawPicture } from './domain/picture.ts';
import { json, LONG_LIVED, sendCacheable } from './replies.ts';
import { countByDepartment, readProduct, type VersionedProduct } from './store/read-products.ts';
import { findProducts } from './workflows/list-products.ts';
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

/** Adds everything that anybody may read. */
export function addReadRoutes(app: HttpApp, database: Queryable): void {
  addLists(app, database);
  addProduct(app, database);
  addPicture(app, database);
}

function addLists(app: HttpApp, database: Queryable): void {
  app.get(
    '/catalogue/v1/products',
    {
      schema: {
        summary: 'Lists, filters and searches products; or, by sku=A,B,…, the named ones',
        querystring: ProductQuery,
        response: { 200: Type.Union([ProductList, ProductBatch]) },
      },
    },
    async (request, reply) => sendCacheable(request, reply, json(await findProducts(database, request.query))),
  );

  app.get(
    '/catalogue/v1/departments',
    { schema: { summary: 'Every department', querystring: NoQuery, response: { 200: DepartmentList } } },
    async (request, reply) => {
      const counts = await countByDepartment(database);
      const items = departmentIds.map((id) => ({ id, name: departments[id], productCount: counts.get(id) ?? 0 }));
      return sendCacheable(request, reply, json({ items }));
    },
  );
}

function addProduct(app: HttpApp, database: Queryable): void {
  app.get(
    '/catalogue/v1/products/:sku',
    { schema: { summary: 'One product', params: SkuParams, querystring: NoQuery, response: { 200: Product } } },
    async (request, reply) => {
      const { product, version } = await existingProduct(database, skuOf(request.params));
      return sendCacheable(request, reply, json(product, version));
    },
  );

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
      const { product } = await existingProduct(database, skuOf(request.params));
      return sendCacheable(request, reply, json(await readPriceHistory(database, product.sku, request.query)));
    },
  );
}

function addPicture(app: HttpApp, database: Queryable): void {
  app.get(
    '/catalogue/v1/products/:sku/picture.svg',
    { schema: { summary: 'A drawing of the product', params: SkuParams, querystring: NoQuery } },
    async (request, reply) => {
      const { product } = await existingProduct(database, skuOf(request.params));
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
      return sendCacheable(request, reply, {
        body: drawPicture(product),
        type: 'image/svg+xml; charset=utf-8',
        cacheControl: LONG_LIVED,
      });
    },
  );
}

async function existingProduct(database: Queryable, sku: string): Promise<VersionedProduct> {
  const found = await readProduct(database, sku);
  if (!found) throw new Rejection('not-found', `there is no product ${sku}`);
  return found;
}
