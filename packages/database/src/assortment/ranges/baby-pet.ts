import { houseBrand, plants, type Range } from '../range.ts';

export const baby: readonly Range[] = [
  {
    department: 'baby',
    brands: [
      houseBrand,
      { name: 'Tiny Acorn', costPercent: 128, says: 'Nothing added.' },
      { name: 'First Spoon', costPercent: 145, says: 'Certified organic.', dietary: ['organic'] },
    ],
    shelfLifeDays: 360,
    vatClass: 'zero',
    dietary: plants,
    allergens: [],
    lines: [
      {
        name: '{} Purée',
        varieties: ['Apple & Pear', 'Sweet Potato & Carrot', 'Banana & Mango', 'Parsnip & Pea', 'Strawberry & Apple'],
        says: 'A smooth pouch, from 6 months.',
        sizes: { '100g': 62 },
      },
      { name: 'Baby Rice', says: 'A first spoonful, from 6 months.', sizes: { '100g': 118 } },
      { name: 'Carrot Puffs', says: 'Melt in small mouths, from 7 months.', sizes: { '20g': 58 } },
    ],
  },
  {
    department: 'baby',
    brands: [
      houseBrand,
      { name: 'Little Linnet', costPercent: 132, says: 'Kind to new skin.' },
      { name: 'Nightlight', costPercent: 118, says: 'For quiet nights.' },
    ],
    shelfLifeDays: 1440,
    vatClass: 'standard',
    dietary: [],
    allergens: [],
    lines: [
      {
        name: 'Nappies Size {}',
        varieties: ['3', '4', '5', '2', '6'],
        says: 'Dry for twelve hours.',
        sizes: { '40 pack': 412 },
      },
      { name: 'Fragrance Free Baby Wipes', says: '99% water.', sizes: { '64 pack': 62, '6 x 64 pack': 348 } },
    ],
  },
];

const kennel = {
  department: 'pet',
  shelfLifeDays: 540,
  vatClass: 'standard',
  dietary: [],
  allergens: [],
} as const satisfies Partial<Range>;

export const pet: readonly Range[] = [
  {
    ...kennel,
    brands: [
      houseBrand,
      { name: 'Waggle', costPercent: 124, says: 'Made with a vet.' },
      { name: 'Good Old Boy', costPercent: 136, says: 'No added sugar.' },
    ],
    lines: [
      {
        name: 'Dog Food in Jelly, {}',
        varieties: ['Beef', 'Chicken', 'Lamb', 'Turkey'],
        says: 'Complete, for adult dogs.',
        sizes: { '12 x 400g': 612 },
      },
      {
        name: 'Dry Dog Food, {}',
        varieties: ['Chicken', 'Lamb', 'Turkey'],
        says: 'Complete, with rice.',
        sizes: { '2kg': 468 },
      },
      { name: 'Dog Biscuits', says: 'For sitting, and for staying.', sizes: { '500g': 122 } },
    ],
  },
  {
    ...kennel,
    brands: [
      houseBrand,
      { name: 'Mouser', costPercent: 132, says: 'For discerning paws.' },
      { name: 'Tabby Lane', costPercent: 118, says: 'Cats come back for it.' },
    ],
    lines: [
      {
        name: 'Cat Food in Gravy, {}',
        varieties: ['Fish', 'Poultry', 'Beef', 'Duck'],
        says: 'Complete, for adult cats.',
        sizes: { '12 x 85g': 338 },
      },
      {
        name: 'Dry Cat Food, {}',
        varieties: ['Salmon', 'Chicken', 'Tuna'],
        says: 'Complete and crunchy.',
        sizes: { '800g': 246 },
      },
      { name: 'Clumping Cat Litter', says: 'Low dust.', sizes: { '10 l': 418 }, shelfLifeDays: 1440 },
    ],
  },
  {
    ...kennel,
    brands: [houseBrand, { name: 'Hawthorn Hedge', costPercent: 120, says: 'Brings in the finches.' }],
    lines: [
      { name: 'Wild Bird Seed', says: 'Sunflower hearts and millet.', sizes: { '2kg': 312 } },
      { name: 'Suet Fat Balls', says: 'Energy for cold mornings.', sizes: { '6 pack': 148 } },
    ],
  },
];
