import { describe, expect, it } from 'vitest';
import { readBasket } from './basket.ts';

describe('a basket', () => {
  it('is read into canonical SKUs, in the order given', () => {
    const { lines, errors } = readBasket([
      { sku: '05000159407236', quantity: 1 },
      { sku: '000012345670', quantity: 2 },
    ]);
    expect(errors).toEqual([]);
    expect(lines).toEqual([
      { sku: '5000159407236', quantity: 1 },
      { sku: '12345670', quantity: 2 },
    ]);
  });

  it('names a wrong check digit, and a SKU that is there in another form', () => {
    const { errors } = readBasket([
      { sku: '5000159407236', quantity: 1 },
      { sku: '5000159407237', quantity: 1 },
      { sku: '05000159407236', quantity: 1 },
    ]);
    expect(errors).toEqual([
      { pointer: '#/lines/1/sku', detail: 'is no GTIN: its check digit is wrong' },
      { pointer: '#/lines/2/sku', detail: 'is in the order already' },
    ]);
  });
});
