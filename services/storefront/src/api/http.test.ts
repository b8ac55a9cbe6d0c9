import { problems, problemType } from '@grocer/contracts/problems';
import { afterEach, expect, test, vi } from 'vitest';
import { askJson, Refused, Unreachable } from './http.ts';

/** Lets the next requests be answered so. */
function answering(answer: () => Promise<Response>): void {
  vi.stubGlobal('fetch', answer);
}

afterEach(() => void vi.unstubAllGlobals());

test('gives the JSON of a good answer', async () => {
  answering(async () => Response.json({ items: [] }));
  expect(await askJson('/catalogue/v1/departments')).toEqual({ items: [] });
});

test('throws a problem with its code and members', async () => {
  const problem = { type: problemType('slot-full'), ...problems['slot-full'], detail: 'full', instance: '/orders' };
  const headers = { 'content-type': 'application/problem+json; charset=utf-8' };
  answering(async () => new Response(JSON.stringify(problem), { status: 409, headers }));
  const error = await askJson('/checkout/v1/orders').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Refused);
  expect(error).toMatchObject({ code: 'slot-full', problem });
});

test('makes a problem of an error that is none', async () => {
  answering(async () => new Response('<h1>Oops</h1>', { status: 502, statusText: 'Bad Gateway' }));
  await expect(askJson('/catalogue/v1/products')).rejects.toMatchObject({
    problem: { status: 502, title: 'Bad Gateway', instance: '/catalogue/v1/products' },
  });
});

test('tells no answer from an abort', async () => {
  answering(() => Promise.reject(new TypeError('fetch failed')));
  await expect(askJson('/x')).rejects.toBeInstanceOf(Unreachable);
  await expect(askJson('/x', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});
