import { houseBrand, plants, type Range } from '../range.ts';

const shelf = { department: 'frozen', shelfLifeDays: 365, vatClass: 'zero' } as const satisfies Partial<Range>;

const garden: Range = {
  ...shelf,
  brands: [
    houseBrand,
    { name: 'Frostwick', costPercent: 118, says: 'Frozen within hours.' },
    { name: 'Winter Acre', costPercent: 130, says: 'From one farm in Norfolk.' },
  ],
  dietary: plants,
  allergens: [],
  lines: [
    { name: 'Garden Peas', says: 'Small, sweet and bright.', sizes: { '500g': 72, '1kg': 128 } },
    { name: 'Sweetcorn', says: 'Sweet kernels off the cob.', sizes: { '750g': 98 } },
    { name: 'Leaf Spinach', says: 'In handy nuggets.', sizes: { '900g': 142 } },
    { name: 'Mixed Berries', says: 'For porridge and smoothies.', sizes: { '400g': 164 } },
    {
      name: '{} Chips',
      varieties: ['Straight Cut', 'Crinkle Cut', 'Sweet Potato', 'Chunky', 'Skin On'],
      says: 'Oven ready.',
      sizes: { '900g': 138 },
    },
    { name: 'Hash Browns', says: 'Golden outside, fluffy inside.', sizes: { '700g': 142 } },
    { name: 'Roast Potatoes', says: 'Crisp in forty minutes.', sizes: { '800g': 134 } },
  ],
};

const suppers: Range = {
  ...shelf,
  brands: [
    houseBrand,
    { name: 'Polar Bay', costPercent: 132, says: 'Responsibly sourced.' },
    { name: 'Tuesday Tea', costPercent: 112, says: 'From freezer to table in half an hour.' },
  ],
  dietary: ['dairy-free'],
  allergens: ['gluten'],
  lines: [
    {
      name: 'Cod Fish Fingers',
      says: 'Whole fillet in crisp breadcrumbs.',
      sizes: { '10 pack': 186, '20 pack': 338 },
      allergens: ['fish', 'gluten'],
    },
    {
      name: 'Battered Haddock Fillets',
      says: 'Chip shop crunch from the oven.',
      sizes: { '4 pack': 328 },
      allergens: ['fish', 'gluten'],
    },
    { name: 'Chicken Nuggets', says: 'Breast meat in a light crumb.', sizes: { '450g': 202 } },
    {
      name: 'Beef Burgers',
      says: 'British beef, a quarter pounder each.',
      sizes: { '4 pack': 286 },
      dietary: ['gluten-free', 'dairy-free'],
      allergens: [],
    },
    {
      name: 'Plant Based Burgers',
      says: 'Pea protein and beetroot.',
      sizes: { '4 pack': 188 },
      dietary: plants,
      allergens: [],
    },
    {
      name: 'Yorkshire Puddings',
      says: 'Four minutes, and risen.',
      sizes: { '12 pack': 112 },
      dietary: ['vegetarian'],
      allergens: ['gluten', 'milk', 'egg'],
    },
  ],
};

const ices: Range = {
  ...shelf,
  brands: [
    houseBrand,
    { name: 'Dunmore Dairy', costPercent: 126, says: 'Churned slowly.' },
    { name: 'Snowberry', costPercent: 142, says: 'Made in Cornwall.' },
  ],
  vatClass: 'standard',
  dietary: ['vegetarian', 'gluten-free'],
  allergens: ['milk', 'egg'],
  lines: [
    {
      name: '{} Ice Cream',
      varieties: ['Vanilla', 'Salted Caramel', 'Strawberry', 'Raspberry Ripple', 'Toffee', 'Rum & Raisin'],
      says: 'Made with fresh cream.',
      sizes: { '500ml': 168, '1 l': 282 },
    },
    {
      name: '{} Ice Cream',
      varieties: ['Chocolate', 'Mint Choc Chip', 'Chocolate Orange'],
      says: 'With real chocolate.',
      sizes: { '500ml': 172, '1 l': 288 },
      allergens: ['milk', 'egg', 'soya'],
    },
    {
      name: '{} Sorbet',
      varieties: ['Mango', 'Raspberry', 'Lemon', 'Blackcurrant'],
      says: 'Fruit, sugar and cold.',
      sizes: { '500ml': 178 },
      dietary: plants,
      allergens: [],
    },
    {
      name: 'Fruit Ice Lollies',
      says: 'Orange, apple and blackcurrant.',
      sizes: { '6 pack': 124 },
      dietary: plants,
      allergens: [],
    },
  ],
};

export const frozen: readonly Range[] = [garden, suppers, ices];
