import { grains, houseBrand, plants, type Range } from '../range.ts';

const shelf = { department: 'snacks-confectionery', vatClass: 'standard' } as const satisfies Partial<Range>;

const salty: Range = {
  ...shelf,
  brands: [
    houseBrand,
    { name: 'Crackle & Co', costPercent: 128, says: 'Cooked by hand in small pans.' },
    { name: 'Tall Hat', costPercent: 116, says: 'For the sofa and the pub.' },
  ],
  shelfLifeDays: 120,
  dietary: plants,
  allergens: [],
  lines: [
    {
      name: '{} Crisps',
      varieties: ['Ready Salted', 'Salt & Vinegar', 'Sweet Chilli', 'Smoky Paprika', 'Sea Salt & Pepper'],
      says: 'Thick cut, and loud.',
      sizes: { '150g': 84, '6 x 25g': 108 },
      shelfLifeDays: 90,
    },
    {
      name: 'Cheese & Onion Crisps',
      says: 'Thick cut, with real cheese.',
      sizes: { '150g': 84, '6 x 25g': 108 },
      shelfLifeDays: 90,
      dietary: ['vegetarian', 'gluten-free'],
      allergens: ['milk'],
    },
    { name: 'Tortilla Chips', says: 'Made for dipping.', sizes: { '200g': 76 } },
    { name: 'Salted Peanuts', says: 'Roasted in their skins.', sizes: { '200g': 82 }, allergens: ['peanuts'] },
    {
      name: 'Mixed Nuts',
      says: 'Almonds, cashews, hazelnuts and walnuts.',
      sizes: { '200g': 216 },
      allergens: ['nuts'],
    },
    { name: 'Sweet & Salty Popcorn', says: 'Both at once.', sizes: { '90g': 78 } },
  ],
};

const sweet: Range = {
  ...shelf,
  brands: [
    houseBrand,
    { name: 'Bramblewick', costPercent: 142, says: 'From a small works in Whitby.' },
    { name: 'Merridew', costPercent: 120, says: 'Confectioners since 1911.' },
  ],
  shelfLifeDays: 300,
  dietary: ['vegetarian', 'gluten-free'],
  allergens: ['milk', 'soya'],
  lines: [
    {
      name: '{} Chocolate',
      varieties: ['Milk', 'White', 'Caramel Milk', 'Orange Milk', 'Sea Salt Milk'],
      says: 'Smooth, and slow to melt.',
      sizes: { '100g': 92, '200g': 168 },
    },
    {
      name: 'Dark Chocolate',
      says: '70% cocoa, with a clean snap.',
      sizes: { '100g': 98, '200g': 178 },
      dietary: plants,
      allergens: ['soya'],
    },
    { name: 'Milk Chocolate Buttons', says: 'Gone before you notice.', sizes: { '120g': 96 } },
    {
      name: 'Fruit Gums',
      says: 'Set with pectin, in seven flavours.',
      sizes: { '170g': 72 },
      dietary: plants,
      allergens: [],
    },
    { name: 'Mint Imperials', says: 'Strong and slow.', sizes: { '200g': 78 }, dietary: plants, allergens: [] },
    {
      name: 'Salted Caramels',
      says: 'Soft, chewy and wrapped one by one.',
      sizes: { '150g': 148 },
      allergens: ['milk'],
    },
  ],
};

const biscuits: Range = {
  ...shelf,
  brands: [
    houseBrand,
    { name: 'Elevenses', costPercent: 118, says: 'Baked for the break.' },
    { name: 'Lochan Bakery', costPercent: 138, says: 'Baked in Speyside.' },
  ],
  shelfLifeDays: 180,
  vatClass: 'zero',
  dietary: ['vegetarian'],
  allergens: ['gluten', 'milk'],
  lines: [
    {
      name: 'Digestives',
      says: 'Dunk for two seconds, no more.',
      sizes: { '300g': 78 },
      dietary: grains,
      allergens: ['gluten'],
    },
    {
      name: 'Milk Chocolate Digestives',
      says: 'Chocolate side up.',
      sizes: { '300g': 112 },
      vatClass: 'standard',
      allergens: ['gluten', 'milk', 'soya'],
    },
    {
      name: 'Ginger Nuts',
      says: 'Hard, hot and good in tea.',
      sizes: { '250g': 72 },
      dietary: grains,
      allergens: ['gluten'],
    },
    { name: 'All Butter Shortbread', says: 'Crumbly, with a little salt.', sizes: { '200g': 132 } },
    {
      name: 'Oatcakes',
      says: 'Rough, toasty, made for cheese.',
      sizes: { '250g': 86 },
      dietary: grains,
      allergens: ['gluten'],
    },
    {
      name: 'Cream Crackers',
      says: 'Crisp, light and plain.',
      sizes: { '300g': 68 },
      dietary: grains,
      allergens: ['gluten'],
    },
  ],
};

export const snacks: readonly Range[] = [salty, sweet, biscuits];
