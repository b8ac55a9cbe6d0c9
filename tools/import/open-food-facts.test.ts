import { dietaryTags } from '@grocer/contracts/catalogue';
import { isImportedProduct } from '@grocer/contracts/imports';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { departmentOf, type FoodFacts, foodFactsFields, fromFoodFacts, unknownAllergensOf } from './open-food-facts.ts';
import { dietaryLabels } from './tables/labels.ts';

const nothing = Object.fromEntries(foodFactsFields.map((name) => [name, ''])) as FoodFacts;
const read = (facts: Partial<FoodFacts>) =>
  fromFoodFacts({ ...nothing, code: '5000159407236', product_name: 'Oats', ...facts });

describe('the department', () => {
  it.each([
    ['en:dairies,en:milks', 'dairy-eggs'],
    ['en:plant-based-foods,en:frozen-foods,en:vegetables,en:peas', 'frozen'],
    ['en:canned-foods,en:seafood,en:fishes,en:tunas', 'food-cupboard'],
    ['en:snacks,en:sweet-snacks,en:biscuits', 'snacks-confectionery'],
    ['en:beverages,en:alcoholic-beverages,en:beers', 'beer-wine-spirits'],
    ['en:fruits-and-vegetables-based-foods,en:compotes,fr:compotes-de-poire', 'food-cupboard'],
    ['fr:quelque-chose', 'other'],
    ['constructor,__proto__', 'other'],
    ['', 'other'],
  ])('of %s is %s', (tags, department) => {
    expect(departmentOf(tags.split(','))).toBe(department);
  });
});

describe('labels and allergens', () => {
  it('are told in the words of the contract', () => {
    expect(
      read({ labels_tags: 'en:organic,fr:ab-agriculture-biologique,en:no-gluten', allergens: 'en:eggs,en:soybeans' }),
    ).toMatchObject({
      dietary: ['gluten-free', 'organic'],
      allergens: ['egg', 'soya'],
    });
    expect(
      Object.values(dietaryLabels)
        .flat()
        .every((tag) => dietaryTags.includes(tag)),
    ).toBe(true);
  });

  it('claim nothing that the allergens belie', () => {
    expect(read({ labels_tags: 'en:vegan,en:no-gluten', allergens: 'en:milk,en:wheat' })).toMatchObject({
      dietary: ['vegetarian'],
      allergens: ['gluten', 'milk'],
    });
  });

  it('are what is named, though none is claimed beside it', () => {
    expect(read({ labels_tags: 'en:vegan,en:no-gluten', allergens: 'en:none,en:milk' })).toMatchObject({
      dietary: ['gluten-free', 'vegetarian'],
      allergens: ['milk'],
    });
  });

  it.each([
    ['en:milk,fr:quelque-chose-ble', ['milk']],
    ['en:none,fr:quelque-chose-ble', null],
    ['fr:quelque-chose-ble', null],
  ])('%s: what is unknown may belie any claim about allergens, and nothing else', (allergens, known) => {
    expect(read({ labels_tags: 'en:vegan,en:no-gluten,en:organic', allergens })).toMatchObject({
      dietary: ['organic'],
      allergens: known,
    });
    expect(unknownAllergensOf(allergens)).toEqual(['fr:quelque-chose-ble']);
  });

  it('are unknown where nothing is told, and none only where that is said', () => {
    expect(read({})).toMatchObject({ allergens: null });
    expect(read({ allergens: 'fr:quelque-chose' })).toMatchObject({ allergens: null });
    expect(read({ allergens: 'en:none' })).toMatchObject({ allergens: [] });
  });
});

it('needs a code and a name, and takes the name from where there is one', () => {
  expect(read({ product_name: '', generic_name: 'Rolled oats' })).toMatchObject({
    name: 'Rolled oats',
    description: null,
  });
  expect(read({ product_name: 'Oats', generic_name: 'Rolled oats' })).toMatchObject({ description: 'Rolled oats' });
  expect(read({ product_name: ' \u0000 ' })).toEqual({ reason: 'no-name' });
});

it('makes of any text a product that the catalogue takes', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ minLength: 250, maxLength: 1500 }));
  const facts = fc.record(Object.fromEntries(foodFactsFields.map((name) => [name, text])));
  fc.assert(
    fc.property(facts, (some) => {
      const product = fromFoodFacts({ ...nothing, ...some, code: '5000159407236' });
      expect('reason' in product ? product.reason === 'no-name' : isImportedProduct(product)).toBe(true);
    }),
    { numRuns: 30 },
  );
});
