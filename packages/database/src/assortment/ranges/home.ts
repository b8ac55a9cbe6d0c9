import { houseBrand, type Range } from '../range.ts';

export const baby: Range = {
  department: 'baby',
  brands: [
    houseBrand,
    { name: 'Tiny Acorn', costPercent: 128, says: 'Gentle from the first day.' },
    { name: 'Little Linnet', costPercent: 138, says: 'Made by parents.' },
  ],
  shelfLifeDays: 360,
  vatClass: 'zero',
  dietary: [],
  allergens: [],
  lines: [
    {
      name: '{} Purée',
      varieties: ['Apple & Pear', 'Sweet Potato & Carrot', 'Banana & Mango'],
      says: 'From 4 months, nothing added.',
      sizes: { '100g': 62 },
      dietary: ['vegan', 'vegetarian', 'gluten-free', 'dairy-free'],
    },
    {
      name: 'Baby Rice',
      says: 'A first spoonful.',
      sizes: { '100g': 118 },
      dietary: ['vegan', 'vegetarian', 'gluten-free', 'dairy-free'],
    },
    {
      name: 'Carrot Puffs',
      says: 'Melt in small mouths, from 7 months.',
      sizes: { '20g': 58 },
      dietary: ['vegan', 'vegetarian', 'gluten-free', 'dairy-free'],
    },
    {
      name: 'Nappies Size {}',
      varieties: ['3', '4', '5'],
      says: 'Dry for twelve hours.',
      sizes: { '40 pack': 412 },
      vatClass: 'standard',
      shelfLifeDays: 1800,
    },
    {
      name: 'Fragrance Free Wipes',
      says: '99% water.',
      sizes: { '64 pack': 62 },
      vatClass: 'standard',
      shelfLifeDays: 720,
    },
  ],
};

export const health: Range = {
  department: 'health-beauty',
  brands: [
    houseBrand,
    { name: 'Fernleaf', costPercent: 130, says: 'With botanical oils.' },
    { name: 'Brightwell', costPercent: 142, says: 'Tested by dermatologists.' },
  ],
  shelfLifeDays: 900,
  vatClass: 'standard',
  dietary: [],
  allergens: [],
  lines: [
    { name: '{} Toothpaste', varieties: ['Fresh Mint', 'Sensitive'], says: 'With fluoride.', sizes: { '75ml': 98 } },
    { name: 'Toothbrush', says: 'Medium bristles, small head.', sizes: { '2 pack': 112 }, shelfLifeDays: 1800 },
    {
      name: '{} Shampoo',
      varieties: ['Everyday', 'Volume', 'Anti Dandruff'],
      says: 'Lathers well, rinses clean.',
      sizes: { '400ml': 148 },
    },
    { name: 'Conditioner', says: 'Two minutes, then rinse.', sizes: { '400ml': 152 } },
    { name: '{} Shower Gel', varieties: ['Citrus', 'Sea Minerals'], says: 'Kind to skin.', sizes: { '500ml': 108 } },
    { name: 'Hand Wash', says: 'With aloe.', sizes: { '250ml': 72, '1 l refill': 186 } },
    { name: 'Roll On Deodorant', says: '48 hours, no white marks.', sizes: { '50ml': 102 } },
    { name: 'Paracetamol 500mg', says: 'Read the leaflet first.', sizes: { '16 tablets': 32 } },
    { name: 'Nicotine Patches', says: 'Step one of three.', sizes: { '7 pack': 842 }, vatClass: 'reduced' },
    {
      name: 'Sun Cream SPF {}',
      varieties: ['30', '50'],
      says: 'UVA and UVB, water resistant.',
      sizes: { '200ml': 312 },
    },
    { name: 'Sanitary Towels', says: 'With wings.', sizes: { '14 pack': 92 }, vatClass: 'zero' },
  ],
};

export const household: Range = {
  department: 'household',
  brands: [
    houseBrand,
    { name: 'Sparkwell', costPercent: 126, says: 'Half the dose, all the shine.' },
    { name: 'Dovecote', costPercent: 138, says: 'Plant based and refillable.' },
  ],
  shelfLifeDays: 1440,
  vatClass: 'standard',
  dietary: [],
  allergens: [],
  lines: [
    {
      name: 'Toilet Roll',
      says: 'Two ply, soft and strong.',
      sizes: { '4 rolls': 148, '9 rolls': 298, '16 rolls': 486 },
    },
    { name: 'Kitchen Roll', says: 'Soaks up the whole spill.', sizes: { '2 rolls': 132 } },
    { name: 'Facial Tissues', says: 'A box for every room.', sizes: { '80 sheets': 76 } },
    {
      name: '{} Washing Up Liquid',
      varieties: ['Lemon', 'Original'],
      says: 'Cuts through the roasting tin.',
      sizes: { '500ml': 72 },
    },
    { name: 'Dishwasher Tablets', says: 'One for every load.', sizes: { '30 pack': 342 } },
    {
      name: '{} Laundry Liquid',
      varieties: ['Bio', 'Non Bio'],
      says: 'Clean at 30 degrees.',
      sizes: { '24 washes': 398 },
    },
    { name: 'Fabric Softener', says: 'Smells of clean sheets.', sizes: { '1.2 l': 218 } },
    { name: 'Antibacterial Surface Spray', says: 'Kills 99.9% of bacteria.', sizes: { '750ml': 122 } },
    { name: 'Thick Bleach', says: 'Under the rim as well.', sizes: { '750ml': 68 } },
    { name: 'Bin Liners', says: 'Do not split on the stairs.', sizes: { '20 x 30 l': 118 } },
    { name: 'Aluminium Foil', says: 'Strong and non-stick.', sizes: { '10m': 138 } },
    {
      name: '{} Batteries',
      varieties: ['AA', 'AAA'],
      says: 'Alkaline, seven years on the shelf.',
      sizes: { '8 pack': 286 },
    },
  ],
};

export const pet: Range = {
  department: 'pet',
  brands: [
    houseBrand,
    { name: 'Waggle', costPercent: 124, says: 'Vets eat breakfast before they approve it.' },
    { name: 'Mouser', costPercent: 132, says: 'For discerning paws.' },
  ],
  shelfLifeDays: 540,
  vatClass: 'standard',
  dietary: [],
  allergens: [],
  lines: [
    {
      name: 'Dog Food in Jelly, {}',
      varieties: ['Beef', 'Chicken'],
      says: 'Complete, for adult dogs.',
      sizes: { '12 x 400g': 612 },
    },
    { name: 'Dry Dog Food, {}', varieties: ['Chicken', 'Lamb'], says: 'Complete, with rice.', sizes: { '2kg': 468 } },
    { name: 'Dog Biscuits', says: 'For sitting, and for staying.', sizes: { '500g': 122 } },
    {
      name: 'Cat Food in Gravy, {}',
      varieties: ['Fish', 'Poultry'],
      says: 'Complete, for adult cats.',
      sizes: { '12 x 85g': 338 },
    },
    {
      name: 'Dry Cat Food, {}',
      varieties: ['Salmon', 'Chicken'],
      says: 'Crunchy, good for teeth.',
      sizes: { '800g': 246 },
    },
    { name: 'Clumping Cat Litter', says: 'Low dust.', sizes: { '10 l': 418 } },
    { name: 'Wild Bird Seed', says: 'Sunflower hearts and millet.', sizes: { '2kg': 312 } },
  ],
};
