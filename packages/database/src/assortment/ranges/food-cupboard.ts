import { grains, houseBrand, plants, type Range } from '../range.ts';

const cupboard = {
  department: 'food-cupboard',
  shelfLifeDays: 540,
  vatClass: 'zero',
  dietary: plants,
  allergens: [],
} as const satisfies Partial<Range>;

const dry: Range = {
  ...cupboard,
  brands: [
    houseBrand,
    { name: 'Pennygate', costPercent: 92, says: 'The same goods in a plain packet.' },
    { name: 'Tilly & Rowe', costPercent: 135, says: 'Packed in paper.' },
  ],
  lines: [
    {
      name: '{} Pasta',
      varieties: ['Spaghetti', 'Penne', 'Fusilli', 'Farfalle', 'Linguine', 'Conchiglie', 'Macaroni', 'Rigatoni'],
      says: 'Durum wheat, dried slowly.',
      sizes: { '500g': 58, '1kg': 102 },
      dietary: grains,
      allergens: ['gluten'],
    },
    {
      name: 'Gluten Free {} Pasta',
      varieties: ['Spaghetti', 'Penne', 'Fusilli'],
      says: 'Maize and rice that keep their bite.',
      sizes: { '500g': 112 },
    },
    {
      name: '{} Rice',
      varieties: ['Basmati', 'Long Grain', 'Arborio', 'Jasmine', 'Brown', 'Easy Cook'],
      says: 'Sorted and cleaned.',
      sizes: { '500g': 96, '1kg': 168 },
    },
    {
      name: 'Couscous',
      says: 'Five minutes under a lid.',
      sizes: { '500g': 78 },
      dietary: grains,
      allergens: ['gluten'],
    },
    { name: 'Red Split Lentils', says: 'Cook down soft in twenty minutes.', sizes: { '500g': 88, '1kg': 158 } },
    {
      name: '{} Flour',
      varieties: ['Plain', 'Self Raising', 'Strong White Bread', 'Wholemeal', 'Strong Wholemeal Bread'],
      says: 'Milled from British wheat.',
      sizes: { '1.5kg': 76 },
      shelfLifeDays: 270,
      dietary: grains,
      allergens: ['gluten'],
    },
    {
      name: '{} Sugar',
      varieties: ['Granulated', 'Caster', 'Light Brown', 'Demerara', 'Icing', 'Dark Brown'],
      says: 'For baking, and for the bowl.',
      sizes: { '1kg': 92 },
    },
    { name: 'Table Salt', says: 'Fine, and free running.', sizes: { '750g': 48 }, shelfLifeDays: 1800 },
    { name: 'Ground Black Pepper', says: 'Warm and sharp.', sizes: { '100g': 148 }, shelfLifeDays: 720 },
  ],
};

const breakfast: Range = {
  ...cupboard,
  brands: [
    houseBrand,
    { name: 'Pennygate', costPercent: 92, says: 'The same goods under a plain label.' },
    { name: 'Early Bell', costPercent: 132, says: 'For slow mornings and fast ones.' },
  ],
  shelfLifeDays: 300,
  lines: [
    {
      name: 'Porridge Oats',
      says: 'Rolled, whole and creamy.',
      sizes: { '500g': 62, '1kg': 102 },
      dietary: grains,
      allergens: ['gluten'],
    },
    {
      name: 'Corn Flakes',
      says: 'Crisp, with barley malt.',
      sizes: { '500g': 98 },
      dietary: grains,
      allergens: ['gluten'],
    },
    {
      name: 'Wheat Biscuits',
      says: 'Whole wheat and little else.',
      sizes: { '24 pack': 112, '48 pack': 198 },
      dietary: grains,
      allergens: ['gluten'],
    },
    {
      name: 'Fruit & Nut Muesli',
      says: 'Oats, flakes, hazelnuts and raisins.',
      sizes: { '750g': 178 },
      dietary: grains,
      allergens: ['gluten', 'nuts'],
    },
    {
      name: 'Honey & Almond Granola',
      says: 'Baked in clusters.',
      sizes: { '500g': 168 },
      dietary: ['vegetarian', 'dairy-free'],
      allergens: ['gluten', 'nuts'],
    },
    {
      name: '{} Jam',
      varieties: ['Strawberry', 'Raspberry', 'Apricot', 'Blackcurrant', 'Plum', 'Blackberry'],
      says: 'More fruit than sugar.',
      sizes: { '340g': 108 },
      shelfLifeDays: 540,
    },
    { name: 'Seville Orange Marmalade', says: 'Thick cut and bitter.', sizes: { '340g': 112 }, shelfLifeDays: 540 },
    {
      name: 'Clear Honey',
      says: 'Runs off the spoon.',
      sizes: { '340g': 186 },
      shelfLifeDays: 900,
      dietary: ['vegetarian', 'gluten-free', 'dairy-free'],
    },
    {
      name: '{} Peanut Butter',
      varieties: ['Smooth', 'Crunchy', 'Dark Roast'],
      says: 'Peanuts and a pinch of salt.',
      sizes: { '340g': 148 },
      allergens: ['peanuts'],
    },
  ],
};

const tinsAndSauces: Range = {
  ...cupboard,
  brands: [
    houseBrand,
    { name: 'Pennygate', costPercent: 92, says: 'The same goods under a plain label.' },
    { name: 'Casa Lucca', costPercent: 132, says: 'To a family recipe.' },
  ],
  lines: [
    { name: 'Chopped Tomatoes', says: 'In their own juice.', sizes: { '400g': 38, '4 x 400g': 142 } },
    { name: 'Passata', says: 'Sieved smooth.', sizes: { '500g': 52 } },
    { name: 'Tomato Purée', says: 'Double concentrate.', sizes: { '200g': 62 } },
    {
      name: '{} in Water',
      varieties: [
        'Chickpeas',
        'Kidney Beans',
        'Butter Beans',
        'Black Beans',
        'Cannellini Beans',
        'Borlotti Beans',
        'Green Lentils',
      ],
      says: 'Drain and use.',
      sizes: { '400g': 42 },
    },
    { name: 'Baked Beans', says: 'In a tomato sauce that is not too sweet.', sizes: { '415g': 48, '4 x 415g': 178 } },
    {
      name: 'Tuna Chunks in {}',
      varieties: ['Spring Water', 'Sunflower Oil', 'Olive Oil', 'Brine'],
      says: 'Pole and line caught.',
      sizes: { '145g': 76, '4 x 145g': 286 },
      dietary: ['gluten-free', 'dairy-free'],
      allergens: ['fish'],
    },
    {
      name: 'Tomato & {} Pasta Sauce',
      varieties: ['Basil', 'Chilli', 'Roasted Garlic', 'Mediterranean Vegetable', 'Olive'],
      says: 'Warm through and stir in.',
      sizes: { '350g': 98 },
      allergens: ['celery'],
    },
    {
      name: 'Tomato & Mascarpone Pasta Sauce',
      says: 'Creamy, and mild enough for children.',
      sizes: { '350g': 108 },
      dietary: ['vegetarian', 'gluten-free'],
      allergens: ['milk', 'celery'],
    },
    {
      name: 'Basil Pesto',
      says: 'Basil, vegetarian hard cheese and cashews.',
      sizes: { '190g': 122 },
      dietary: ['vegetarian', 'gluten-free'],
      allergens: ['milk', 'nuts'],
    },
    { name: 'Extra Virgin Olive Oil', says: 'Cold pressed, peppery.', sizes: { '500ml': 428, '1 l': 798 } },
    { name: 'Sunflower Oil', says: 'For frying and baking.', sizes: { '1 l': 148 } },
    { name: 'Balsamic Vinegar', says: 'Dark and sweet.', sizes: { '250ml': 142 }, allergens: ['sulphites'] },
  ],
};

const condiments: Range = {
  ...cupboard,
  brands: [
    houseBrand,
    { name: 'Pickle & Peg', costPercent: 118, says: 'Stirred in open pans.' },
    { name: 'Aunt Hester', costPercent: 134, says: 'Unchanged since 1968.' },
  ],
  lines: [
    { name: 'Tomato Ketchup', says: 'Thick enough to wait for.', sizes: { '460g': 112 }, allergens: ['celery'] },
    {
      name: 'Mayonnaise',
      says: 'With free range eggs.',
      sizes: { '430ml': 128 },
      dietary: ['vegetarian', 'gluten-free', 'dairy-free'],
      allergens: ['egg', 'mustard'],
    },
    { name: 'English Mustard', says: 'Clears the head.', sizes: { '185g': 84 }, allergens: ['mustard'] },
    {
      name: 'Sweet Pickle',
      says: 'For cheese and cold meat.',
      sizes: { '310g': 118 },
      dietary: grains,
      allergens: ['gluten', 'sulphites'],
    },
    {
      name: 'Soy Sauce',
      says: 'Brewed for months, not blended.',
      sizes: { '150ml': 92 },
      dietary: grains,
      allergens: ['soya', 'gluten'],
    },
    {
      name: 'Vegetable Stock Cubes',
      says: 'One cube to half a litre.',
      sizes: { '10 pack': 82 },
      allergens: ['celery'],
    },
    {
      name: 'Chicken Stock Cubes',
      says: 'One cube to half a litre.',
      sizes: { '10 pack': 86 },
      dietary: ['gluten-free', 'dairy-free'],
      allergens: ['celery'],
    },
  ],
};

export const foodCupboard: readonly Range[] = [dry, breakfast, tinsAndSauces, condiments];
