import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { ProductQuery, PutProduct } from './catalogue.ts';

const inputs = { shelfLifeDays: 5, vatClass: 'zero' };

describe('a product to write', () => {
  test('needs a name and a department, and takes null for what is not known', () => {
    expect(Value.Check(PutProduct, { name: 'Bread', department: 'bakery' })).toBe(true);
    expect(
      Value.Check(PutProduct, { name: 'Bread', department: 'bakery', brand: null, size: null, allergens: null }),
    ).toBe(true);
    expect(Value.Check(PutProduct, { name: 'Bread' })).toBe(false);
  });

  test.each<[string, object]>([
    ['a price, which pricing alone makes', { price: { amountMinor: 100, currency: 'GBP' } }],
    ['a department that the shop lacks', { department: 'garden' }],
    ['a picture that runs a script', { imageUrl: 'javascript:alert(1)' }],
    ['a picture of another site that looks like our own', { imageUrl: '//elsewhere.example/x.png' }],
    ['the same in the other slash', { imageUrl: '/\\\\elsewhere.example/x.png' }],
    ['an allergen twice', { allergens: ['milk', 'milk'] }],
    ['a cost of nothing', { pricingInputs: { ...inputs, cost: { amountMinor: 0, currency: 'GBP' } } }],
    ['a cost beyond reason', { pricingInputs: { ...inputs, cost: { amountMinor: 1_000_001, currency: 'GBP' } } }],
  ])('is refused with %s', (_, change) => {
    expect(Value.Check(PutProduct, { name: 'Bread', department: 'bakery', ...change })).toBe(false);
  });
});

describe('the query of the product list', () => {
  test.each([
    [{}, true],
    [{ q: 'semi skimmed milk', sort: 'relevance', limit: 100 }, true],
    [{ dietary: 'vegan,gluten-free' }, true],
    [{ sku: '5000159407236,12345670' }, true],
    [{ q: '' }, false],
    [{ limit: 0 }, false],
    [{ limit: 101 }, false],
    [{ sort: 'cheapest' }, false],
    [{ dietary: 'paleo' }, false],
    [{ cursor: 'a b' }, false],
    [{ page: 2 }, false],
  ])('is judged: %j → %s', (query, taken) => {
    expect(Value.Check(ProductQuery, query)).toBe(taken);
  });
});
