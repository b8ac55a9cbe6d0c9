import { houseBrand, plants, type Range } from '../range.ts';

const dairy: Range = {
  department: 'dairy-eggs',
  brands: [
    houseBrand,
    { name: 'Meadowbarn', costPercent: 118, says: 'From a co-operative of family farms.' },
    { name: 'Clover Gate', costPercent: 140, says: 'Organic, from grazing herds.', dietary: ['organic'] },
  ],
  shelfLifeDays: 12,
  vatClass: 'zero',
  dietary: ['vegetarian', 'gluten-free'],
  allergens: ['milk'],
  lines: [
    {
      name: '{} Milk',
      varieties: ['Whole', 'Semi Skimmed', 'Skimmed'],
      says: 'Fresh and pasteurised.',
      sizes: { '1.13 l': 78, '2.27 l': 118 },
      shelfLifeDays: 8,
    },
    {
      name: '{} Butter',
      varieties: ['Salted', 'Unsalted', 'Slightly Salted'],
      says: 'Churned from fresh cream.',
      sizes: { '250g': 152 },
      shelfLifeDays: 45,
    },
    {
      name: 'Spreadable Butter',
      says: 'With rapeseed oil, soft from the fridge.',
      sizes: { '400g': 182 },
      shelfLifeDays: 60,
    },
    {
      name: '{} Cheddar',
      varieties: ['Mild', 'Mature', 'Extra Mature', 'Medium', 'Vintage'],
      says: 'Made in Somerset.',
      sizes: { '350g': 232, '550g': 338 },
      shelfLifeDays: 60,
    },
    { name: 'Red Leicester', says: 'Mellow, nutty and good on toast.', sizes: { '350g': 228 }, shelfLifeDays: 60 },
    { name: 'Mozzarella', says: 'Soft, in brine.', sizes: { '125g': 62 }, shelfLifeDays: 20 },
    { name: 'Soft Cheese', says: 'For bagels and cheesecake.', sizes: { '200g': 96 }, shelfLifeDays: 30 },
    { name: 'Greek Style Salad Cheese', says: 'Crumbly and salty.', sizes: { '200g': 128 }, shelfLifeDays: 40 },
    {
      name: '{} Yoghurt',
      varieties: [
        'Natural',
        'Greek Style',
        'Strawberry',
        'Vanilla',
        'Raspberry',
        'Peach',
        'Black Cherry',
        'Lemon',
        'Rhubarb',
      ],
      says: 'Thick and creamy.',
      sizes: { '500g': 98 },
      shelfLifeDays: 18,
    },
    {
      name: '{} Cream',
      varieties: ['Single', 'Double', 'Whipping'],
      says: 'For puddings, sauces and coffee.',
      sizes: { '300ml': 86 },
      shelfLifeDays: 10,
    },
    { name: 'Crème Fraîche', says: 'Spoon it over, or stir it in.', sizes: { '300ml': 92 }, shelfLifeDays: 16 },
  ],
};

const eggs: Range = {
  department: 'dairy-eggs',
  brands: [
    houseBrand,
    { name: 'Henfold', costPercent: 122, says: 'From small flocks.' },
    { name: 'Copse & Coop', costPercent: 145, says: 'Certified organic.', dietary: ['organic'] },
  ],
  shelfLifeDays: 21,
  vatClass: 'zero',
  dietary: ['vegetarian', 'gluten-free', 'dairy-free'],
  allergens: ['egg'],
  lines: [{ name: 'Free Range Eggs', says: 'From hens that go out.', sizes: { '6 medium': 108, '12 large': 222 } }],
};

const plantDrinks: Range = {
  department: 'dairy-eggs',
  brands: [
    houseBrand,
    { name: 'Rye & Rowan', costPercent: 132, says: 'With added calcium and vitamins.' },
    { name: 'Pale Field', costPercent: 146, says: 'Froths well.' },
  ],
  shelfLifeDays: 180,
  vatClass: 'zero',
  dietary: plants,
  allergens: [],
  lines: [
    {
      name: 'Oat Drink',
      says: 'For tea, coffee and cereal.',
      sizes: { '1 l': 88, '6 x 1 l': 498 },
      dietary: ['vegan', 'vegetarian', 'dairy-free'],
      allergens: ['gluten'],
    },
    { name: 'Almond Drink', says: 'Light, for cereal and smoothies.', sizes: { '1 l': 94 }, allergens: ['nuts'] },
    { name: 'Soya Drink', says: 'As much protein as milk.', sizes: { '1 l': 84 }, allergens: ['soya'] },
  ],
};

export const dairyAndEggs: readonly Range[] = [dairy, eggs, plantDrinks];
