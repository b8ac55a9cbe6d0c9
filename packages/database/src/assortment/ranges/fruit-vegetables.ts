import { type Brand, houseBrand, plants, type Range } from '../range.ts';

const organic: Brand = { name: 'Oakstead', costPercent: 145, says: 'Certified organic.', dietary: ['organic'] };

const fresh = {
  department: 'fruit-vegetables',
  shelfLifeDays: 7,
  vatClass: 'zero',
  dietary: plants,
  allergens: [],
} as const satisfies Partial<Range>;

const fromAfar: Range = {
  ...fresh,
  brands: [houseBrand, { name: 'Portside Fruit', costPercent: 115, says: 'Chosen by hand at the market.' }, organic],
  lines: [
    { name: 'Bananas', says: 'Sweet, and ripening as you carry them home.', sizes: { '5 pack': 54 } },
    { name: 'Easy Peel Clementines', says: 'Seedless and sweet.', sizes: { '600g': 104 }, shelfLifeDays: 14 },
    { name: 'Navel Oranges', says: 'Heavy with juice.', sizes: { '4 pack': 98 }, shelfLifeDays: 14 },
    { name: 'Lemons', says: 'Unwaxed, for the zest as well.', sizes: { '4 pack': 76 }, shelfLifeDays: 21 },
    { name: 'Limes', says: 'Thin skinned and sharp.', sizes: { '5 pack': 82 }, shelfLifeDays: 21 },
    {
      name: '{} Grapes',
      varieties: ['Red Seedless', 'White Seedless', 'Black Seedless'],
      says: 'Crisp, and washed for the bowl.',
      sizes: { '500g': 142 },
      shelfLifeDays: 7,
    },
    { name: 'Kiwi Fruit', says: 'Ripe when it gives a little.', sizes: { '6 pack': 86 }, shelfLifeDays: 14 },
    { name: 'Blueberries', says: 'Plump and firm.', sizes: { '150g': 108, '300g': 196 }, shelfLifeDays: 5 },
    { name: 'Avocados', says: 'Ready to eat.', sizes: { '2 pack': 110 }, shelfLifeDays: 4 },
    { name: 'Mixed Peppers', says: 'One red, one yellow, one green.', sizes: { '3 pack': 98 }, shelfLifeDays: 8 },
    { name: 'Garlic', says: 'Firm white bulbs.', sizes: { '4 pack': 62 }, shelfLifeDays: 30 },
  ],
};

const britishGrown: Range = {
  ...fresh,
  brands: [houseBrand, { name: 'Hedgerow Farm', costPercent: 115, says: 'Grown in Kent.' }, organic],
  lines: [
    {
      name: '{} Apples',
      varieties: ['Braeburn', 'Cox', 'Gala', 'Granny Smith', 'Egremont Russet'],
      says: 'Crisp and sweet.',
      sizes: { '6 pack': 98 },
      shelfLifeDays: 21,
    },
    { name: 'Bramley Apples', says: 'Sharp, for pies and crumbles.', sizes: { '750g': 106 }, shelfLifeDays: 21 },
    { name: 'Conference Pears', says: 'Juicy, with a soft skin.', sizes: { '4 pack': 92 }, shelfLifeDays: 14 },
    { name: 'Strawberries', says: 'Picked ripe.', sizes: { '227g': 112, '400g': 178 }, shelfLifeDays: 3 },
    { name: 'Raspberries', says: 'Soft, fragrant and picked by hand.', sizes: { '150g': 124 }, shelfLifeDays: 3 },
    {
      name: '{} Potatoes',
      varieties: ['Maris Piper', 'Baking', 'Baby New', 'King Edward', 'Charlotte', 'Red'],
      says: 'Washed and graded.',
      sizes: { '1kg': 62, '2.5kg': 128 },
      shelfLifeDays: 14,
    },
    { name: 'Carrots', says: 'Sweet, straight and crunchy.', sizes: { '500g': 30, '1kg': 48 }, shelfLifeDays: 10 },
    { name: 'Parsnips', says: 'Sweeter after a frost.', sizes: { '500g': 52 }, shelfLifeDays: 10 },
    {
      name: '{} Onions',
      varieties: ['Brown', 'Red', 'White'],
      says: 'The start of most suppers.',
      sizes: { '1kg': 56 },
      shelfLifeDays: 21,
    },
    { name: 'Leeks', says: 'Trimmed, with long white stems.', sizes: { '500g': 74 }, shelfLifeDays: 7 },
    { name: 'Broccoli', says: 'Firm green heads.', sizes: { '350g': 50 }, shelfLifeDays: 5 },
    { name: 'Cauliflower', says: 'Tight and white under its leaves.', sizes: { each: 68 }, shelfLifeDays: 6 },
    { name: 'Savoy Cabbage', says: 'Crinkled leaves that keep their bite.', sizes: { each: 58 }, shelfLifeDays: 8 },
    { name: 'Baby Spinach', says: 'Washed and ready to eat.', sizes: { '200g': 86 }, shelfLifeDays: 4 },
    { name: 'Little Gem Lettuce', says: 'Crisp hearts.', sizes: { '2 pack': 58 }, shelfLifeDays: 5 },
    {
      name: 'Closed Cup Mushrooms',
      says: 'Grown in the dark, good in the pan.',
      sizes: { '300g': 66 },
      shelfLifeDays: 5,
    },
    { name: 'Vine Tomatoes', says: 'Left on the vine for the scent.', sizes: { '6 pack': 84 }, shelfLifeDays: 6 },
    { name: 'Cucumber', says: 'Cool and crisp.', sizes: { each: 48 }, shelfLifeDays: 6 },
    {
      name: 'Fresh {}',
      varieties: ['Basil', 'Coriander', 'Flat Leaf Parsley', 'Mint', 'Chives', 'Rosemary', 'Thyme', 'Dill', 'Sage'],
      says: 'Cut this week.',
      sizes: { '30g': 34 },
      shelfLifeDays: 4,
    },
  ],
};

export const fruitAndVegetables: readonly Range[] = [fromAfar, britishGrown];
