import { expect, test } from 'vitest';
import { matchRoute } from './routes.ts';

test('finds the page of a path and what the path names', () => {
  expect(matchRoute('/')).toEqual({ page: 'home', id: '' });
  expect(matchRoute('/departments/fruit-veg')).toEqual({ page: 'department', id: 'fruit-veg' });
  expect(matchRoute('/products/5000159407236')).toEqual({ page: 'product', id: '5000159407236' });
  expect(matchRoute('/orders/0190163d-8694-739b-aea5-966c26f8ad91').page).toBe('order');
});

test('knows no page for what is no path of the shop', () => {
  for (const path of ['/nothing', '/products/abc', '/catalogue/docs', '/checkout', '/departments/%E0%A4%A']) {
    expect(matchRoute(path).page).toBe('not-found');
  }
});
