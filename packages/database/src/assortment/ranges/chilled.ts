import { houseBrand, plants, type Range } from '../range.ts';

const shelf = { department: 'chilled-ready-meals', vatClass: 'zero' } as const satisfies Partial<Range>;

const meals: Range = {
  ...shelf,
  brands: [
    houseBrand,
    { name: 'Copper Pot', costPercent: 125, says: 'Cooked in small batches.' },
    { name: 'Suppertide', costPercent: 140, says: 'A dinner out, at home.' },
  ],
  shelfLifeDays: 6,
  dietary: [],
  allergens: ['gluten', 'milk'],
  lines: [
    {
      name: 'Beef Lasagne',
      says: 'Slow cooked ragù between sheets of pasta.',
      sizes: { '400g': 198, '800g': 348 },
      allergens: ['gluten', 'milk', 'egg', 'celery'],
    },
    {
      name: 'Cottage Pie',
      says: 'Beef and gravy under golden mash.',
      sizes: { '400g': 188 },
      allergens: ['gluten', 'milk', 'celery'],
    },
    {
      name: 'Fish Pie',
      says: 'Cod, salmon and prawns under creamy mash.',
      sizes: { '400g': 214 },
      allergens: ['gluten', 'milk', 'fish', 'crustaceans'],
    },
    {
      name: 'Chicken Tikka Masala with Rice',
      says: 'Mild, creamy and smoky.',
      sizes: { '450g': 218 },
      dietary: ['gluten-free'],
      allergens: ['milk', 'mustard'],
    },
    {
      name: 'Vegetable Thai Green Curry',
      says: 'Coconut, lime leaf and a little heat.',
      sizes: { '400g': 196 },
      dietary: plants,
      allergens: ['soya'],
    },
    {
      name: 'Macaroni Cheese',
      says: 'Three cheeses and a crunchy top.',
      sizes: { '400g': 174 },
      dietary: ['vegetarian'],
      allergens: ['gluten', 'milk', 'mustard'],
    },
    {
      name: '{} Pizza',
      varieties: ['Margherita', 'Roast Vegetable', 'Four Cheese', 'Mushroom'],
      says: 'Stone baked base.',
      sizes: { '350g': 212 },
      dietary: ['vegetarian'],
    },
    { name: 'Pepperoni Pizza', says: 'Stone baked base, spicy top.', sizes: { '350g': 226 } },
    {
      name: 'Spinach & Ricotta Tortellini',
      says: 'Three minutes in the pan.',
      sizes: { '300g': 138 },
      shelfLifeDays: 21,
      dietary: ['vegetarian'],
      allergens: ['gluten', 'milk', 'egg'],
    },
    {
      name: '{} Soup',
      varieties: ['Tomato & Basil', 'Carrot & Coriander', 'Butternut Squash', 'Leek & Potato', 'Sweet Potato & Chilli'],
      says: 'Enough for two bowls.',
      sizes: { '600g': 142 },
      shelfLifeDays: 12,
      dietary: plants,
      allergens: ['celery'],
    },
    {
      name: 'Chicken & Vegetable Soup',
      says: 'A warm bowl for two.',
      sizes: { '600g': 158 },
      shelfLifeDays: 12,
      dietary: ['gluten-free'],
      allergens: ['milk', 'celery'],
    },
  ],
};

const deli: Range = {
  ...shelf,
  brands: [
    houseBrand,
    { name: 'Cheapside Deli', costPercent: 124, says: 'As from the counter.' },
    { name: 'Marigold Kitchen', costPercent: 136, says: 'Made in London.' },
  ],
  shelfLifeDays: 12,
  dietary: plants,
  allergens: [],
  lines: [
    { name: 'Houmous', says: 'Chickpeas, tahini and lemon.', sizes: { '200g': 68, '310g': 96 }, allergens: ['sesame'] },
    { name: 'Guacamole', says: 'Avocado, lime and coriander.', sizes: { '200g': 124 }, shelfLifeDays: 6 },
    {
      name: 'Coleslaw',
      says: 'Cabbage and carrot in mayonnaise.',
      sizes: { '300g': 72 },
      dietary: ['vegetarian', 'gluten-free', 'dairy-free'],
      allergens: ['egg', 'mustard'],
    },
    { name: 'Mixed Olives', says: 'In herbs and oil.', sizes: { '160g': 132 }, shelfLifeDays: 30 },
    {
      name: 'Firm Tofu',
      says: 'Pressed, ready to fry.',
      sizes: { '280g': 128 },
      shelfLifeDays: 30,
      allergens: ['soya'],
    },
    {
      name: 'Vegetable Samosas',
      says: 'Crisp parcels with peas and cumin.',
      sizes: { '4 pack': 118 },
      dietary: ['vegan', 'vegetarian', 'dairy-free'],
      allergens: ['gluten', 'mustard'],
    },
    {
      name: 'Pork Pie',
      says: 'Hot water crust, jellied.',
      sizes: { '200g': 104 },
      dietary: [],
      allergens: ['gluten', 'egg'],
    },
    {
      name: 'Sliced {}',
      varieties: ['Honey Roast Ham', 'Roast Turkey', 'Smoked Ham', 'Roast Chicken', 'Roast Beef'],
      says: 'For sandwiches all week.',
      sizes: { '120g': 138 },
      dietary: ['gluten-free', 'dairy-free'],
    },
  ],
};

export const chilled: readonly Range[] = [meals, deli];
