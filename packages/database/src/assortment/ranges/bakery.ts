import { grains, houseBrand, type Range } from '../range.ts';

const shelf = { department: 'bakery', shelfLifeDays: 5, vatClass: 'zero' } as const satisfies Partial<Range>;

const bread: Range = {
  ...shelf,
  brands: [
    houseBrand,
    { name: 'Millrace', costPercent: 120, says: 'Baked overnight.' },
    { name: 'Old Quern', costPercent: 150, says: 'Stoneground flour, slow dough.' },
  ],
  dietary: grains,
  allergens: ['gluten'],
  lines: [
    {
      name: '{} Sliced Bread',
      varieties: ['White', 'Wholemeal', 'Farmhouse White', 'Malted'],
      says: 'Soft to the last slice.',
      sizes: { '400g': 48, '800g': 72 },
    },
    {
      name: 'Seeded Sliced Bread',
      says: 'Sunflower, linseed and sesame.',
      sizes: { '400g': 62, '800g': 94 },
      allergens: ['gluten', 'sesame'],
    },
    { name: 'Sourdough Loaf', says: 'Chewy crust, open crumb.', sizes: { '500g': 148 } },
    { name: 'Rye Bread', says: 'Dark, dense and thinly sliced.', sizes: { '500g': 132 }, shelfLifeDays: 14 },
    {
      name: '{} Rolls',
      varieties: ['White', 'Wholemeal', 'Soft Brown'],
      says: 'For bacon and for soup.',
      sizes: { '6 pack': 74 },
    },
    { name: 'Plain Bagels', says: 'Boiled, then baked.', sizes: { '5 pack': 92 } },
    { name: 'Crumpets', says: 'Toast and butter generously.', sizes: { '6 pack': 56 } },
    { name: 'Tortilla Wraps', says: 'Fold without cracking.', sizes: { '8 pack': 82 }, shelfLifeDays: 21 },
    { name: 'Pitta Bread', says: 'Puffs up in the toaster.', sizes: { '6 pack': 46 } },
  ],
};

const pastries: Range = {
  ...shelf,
  brands: [
    houseBrand,
    { name: 'Millrace', costPercent: 120, says: 'Baked overnight.' },
    { name: 'Sugar & Salt', costPercent: 142, says: 'From a pastry kitchen in Bermondsey.' },
  ],
  dietary: ['vegetarian'],
  allergens: ['gluten', 'milk', 'egg'],
  lines: [
    { name: 'Brioche Rolls', says: 'Soft and buttery, for burgers.', sizes: { '6 pack': 112 } },
    { name: 'All Butter Croissants', says: 'Flaky, with a soft middle.', sizes: { '4 pack': 118 }, shelfLifeDays: 3 },
    {
      name: 'Pains au Chocolat',
      says: 'Two sticks of chocolate in each.',
      sizes: { '4 pack': 132 },
      shelfLifeDays: 3,
      allergens: ['gluten', 'milk', 'egg', 'soya'],
    },
    { name: 'Hot Cross Buns', says: 'Spiced, fruited, best toasted.', sizes: { '4 pack': 84 } },
    { name: 'Blueberry Muffins', says: 'With whole berries.', sizes: { '4 pack': 124 } },
    {
      name: 'Double Chocolate Muffins',
      says: 'Cocoa crumb and chocolate chunks.',
      sizes: { '4 pack': 124 },
      allergens: ['gluten', 'milk', 'egg', 'soya'],
    },
    { name: 'Fruit Scones', says: 'Split, warm, jam first or cream first.', sizes: { '4 pack': 96 } },
  ],
};

const glutenFree: Range = {
  ...shelf,
  brands: [
    { name: 'Kindmill', costPercent: 130, says: 'Baked where no wheat comes in.' },
    { name: 'Fieldfree', costPercent: 142, says: 'Made for coeliacs, by coeliacs.' },
  ],
  shelfLifeDays: 12,
  dietary: ['vegetarian', 'gluten-free', 'dairy-free'],
  allergens: ['egg'],
  lines: [
    {
      name: 'Gluten Free {} Loaf',
      varieties: ['White', 'Seeded', 'Brown'],
      says: 'Slices thin and toasts well.',
      sizes: { '535g': 166 },
    },
    { name: 'Gluten Free Rolls', says: 'Soft, for a proper sandwich.', sizes: { '4 pack': 152 } },
  ],
};

export const bakery: readonly Range[] = [bread, pastries, glutenFree];
