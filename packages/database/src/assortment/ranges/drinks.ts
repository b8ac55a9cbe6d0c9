import { houseBrand, plants, type Range } from '../range.ts';

const cold = {
  department: 'drinks',
  shelfLifeDays: 360,
  vatClass: 'standard',
  dietary: plants,
  allergens: [],
} as const satisfies Partial<Range>;

const soft: Range = {
  ...cold,
  brands: [
    houseBrand,
    { name: 'Pepperhill', costPercent: 120, says: 'Nothing artificial.' },
    { name: 'Sparrow & Fox', costPercent: 136, says: 'From a soft drinks works in Bristol.' },
  ],
  lines: [
    { name: 'Cola', says: 'Ice, lemon, and patience.', sizes: { '2 l': 92, '8 x 330ml': 228 } },
    {
      name: 'Sugar Free Cola',
      says: 'All the fizz, no sugar.',
      sizes: { '2 l': 88, '8 x 330ml': 222 },
      dietary: [...plants, 'low-sugar'],
    },
    { name: 'Cloudy Lemonade', says: 'With pressed lemons.', sizes: { '750ml': 98, '4 x 250ml': 152 } },
    { name: 'Ginger Beer', says: 'A slow, warm burn.', sizes: { '750ml': 104, '4 x 250ml': 158 } },
    { name: 'Indian Tonic Water', says: 'Bitter, as it should be.', sizes: { '1 l': 66 } },
    {
      name: 'Slimline Tonic Water',
      says: 'Bitter, and without sugar.',
      sizes: { '1 l': 66 },
      dietary: [...plants, 'low-sugar'],
    },
    {
      name: '{} Squash',
      varieties: ['Orange', 'Blackcurrant', 'Apple & Pear', 'Summer Fruits', 'Lemon', 'Tropical'],
      says: 'Makes twenty glasses.',
      sizes: { '1 l': 96 },
    },
    { name: 'Elderflower Cordial', says: 'Early summer in a bottle.', sizes: { '500ml': 188 } },
  ],
};

const waterAndJuice: Range = {
  ...cold,
  brands: [
    houseBrand,
    { name: 'Malvern Rise', costPercent: 120, says: 'Bottled in Worcestershire.' },
    { name: 'Orchard Row', costPercent: 134, says: 'Packed within a day.' },
  ],
  lines: [
    {
      name: '{} Spring Water',
      varieties: ['Still', 'Sparkling'],
      says: 'From a spring under the hills.',
      sizes: { '2 l': 42, '6 x 500ml': 132 },
    },
    { name: 'Orange Juice', says: 'Squeezed, not from concentrate.', sizes: { '900ml': 162 }, shelfLifeDays: 14 },
    { name: 'Apple Juice', says: 'Pressed from British apples.', sizes: { '1 l': 98 } },
    { name: 'Pressed Pear Juice', says: 'Cloudy, from Conference pears.', sizes: { '1 l': 116 } },
  ],
};

const hot: Range = {
  ...cold,
  brands: [
    houseBrand,
    { name: 'Kettle Street', costPercent: 136, says: 'Tasted before it is packed.' },
    { name: 'Harbour Blend', costPercent: 122, says: 'Fairly traded.' },
  ],
  shelfLifeDays: 540,
  vatClass: 'zero',
  lines: [
    { name: 'English Breakfast Tea', says: 'Strong enough for milk.', sizes: { '80 bags': 138, '240 bags': 362 } },
    {
      name: '{} Tea',
      varieties: [
        'Peppermint',
        'Green',
        'Earl Grey',
        'Camomile',
        'Decaffeinated',
        'Lemon & Ginger',
        'Assam',
        'Darjeeling',
      ],
      says: 'A quiet cup.',
      sizes: { '20 bags': 94 },
    },
    {
      name: '{} Coffee',
      varieties: ['Ground', 'Whole Bean', 'Decaffeinated Ground', 'Espresso Ground'],
      says: 'A medium roast.',
      sizes: { '227g': 278, '1kg': 986 },
      shelfLifeDays: 360,
    },
    { name: 'Instant Coffee', says: 'Freeze dried, in a jar.', sizes: { '100g': 216, '200g': 384 } },
    { name: 'Hot Chocolate Powder', says: 'Cocoa and sugar; add hot milk.', sizes: { '300g': 158 } },
  ],
};

export const drinks: readonly Range[] = [soft, waterAndJuice, hot];
