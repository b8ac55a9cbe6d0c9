import { houseBrand, type Range } from '../range.ts';

const bathroom = {
  department: 'health-beauty',
  shelfLifeDays: 900,
  vatClass: 'standard',
  dietary: [],
  allergens: [],
} as const satisfies Partial<Range>;

export const health: readonly Range[] = [
  {
    ...bathroom,
    brands: [
      houseBrand,
      { name: 'Fernleaf', costPercent: 130, says: 'With botanical oils.' },
      { name: 'Brightwell', costPercent: 142, says: 'Tested by dermatologists.' },
    ],
    lines: [
      {
        name: '{} Shampoo',
        varieties: ['Everyday', 'Volume', 'Anti Dandruff', 'Colour Care', 'Moisture'],
        says: 'Lathers well, rinses clean.',
        sizes: { '400ml': 148 },
      },
      { name: 'Conditioner', says: 'Two minutes, then rinse.', sizes: { '400ml': 152 } },
      {
        name: '{} Shower Gel',
        varieties: ['Citrus', 'Sea Minerals', 'Lavender', 'Coconut'],
        says: 'Kind to skin.',
        sizes: { '500ml': 108 },
      },
      { name: 'Hand Wash', says: 'With aloe.', sizes: { '250ml': 72, '1 l': 186 } },
      { name: 'Roll On Deodorant', says: '48 hours, no white marks.', sizes: { '50ml': 102 } },
      { name: 'Hand Cream', says: 'Sinks in quickly.', sizes: { '75ml': 138 } },
      {
        name: 'Sun Cream SPF {}',
        varieties: ['30', '50', '20'],
        says: 'UVA and UVB, water resistant.',
        sizes: { '200ml': 312 },
      },
    ],
  },
  {
    ...bathroom,
    brands: [
      houseBrand,
      { name: 'Whitecliff', costPercent: 128, says: 'Recommended by hygienists.' },
      { name: 'Pearl & Pine', costPercent: 144, says: 'In packs without plastic.' },
    ],
    lines: [
      {
        name: '{} Toothpaste',
        varieties: ['Fresh Mint', 'Sensitive', 'Whitening'],
        says: 'With fluoride.',
        sizes: { '75ml': 98 },
      },
      { name: 'Toothbrushes', says: 'Medium bristles, small head.', sizes: { '2 pack': 112 }, shelfLifeDays: 1800 },
      { name: 'Mouthwash', says: 'Alcohol free.', sizes: { '500ml': 142 } },
      { name: 'Dental Floss', says: 'Waxed, with mint.', sizes: { '50m': 96 }, shelfLifeDays: 1800 },
    ],
  },
  {
    ...bathroom,
    brands: [houseBrand, { name: 'Wellhouse', costPercent: 130, says: 'Always read the leaflet.' }],
    lines: [
      { name: 'Paracetamol 500mg', says: 'For headaches and fever, from 10 years.', sizes: { '16 tablets': 32 } },
      { name: 'Ibuprofen 200mg', says: 'For aches and swelling, from 12 years.', sizes: { '16 tablets': 36 } },
      { name: 'Nicotine Patches', says: 'Step one of three.', sizes: { '7 pack': 842 }, vatClass: 'reduced' },
      { name: 'Fabric Plasters', says: 'In six sizes.', sizes: { '30 pack': 94 }, shelfLifeDays: 1800 },
    ],
  },
  {
    ...bathroom,
    brands: [houseBrand, { name: 'Evermay', costPercent: 128, says: 'Organic cotton.' }],
    shelfLifeDays: 1800,
    vatClass: 'zero',
    lines: [
      { name: 'Sanitary Towels', says: 'Thin, with wings.', sizes: { '14 pack': 92 } },
      { name: 'Tampons', says: 'Regular, with a cardboard applicator.', sizes: { '20 pack': 124 } },
    ],
  },
];

const cupboard = {
  department: 'household',
  shelfLifeDays: 1440,
  vatClass: 'standard',
  dietary: [],
  allergens: [],
} as const satisfies Partial<Range>;

export const household: readonly Range[] = [
  {
    ...cupboard,
    brands: [
      houseBrand,
      { name: 'Cloudberry', costPercent: 124, says: 'From managed forests.' },
      { name: 'Second Leaf', costPercent: 116, says: 'From recycled paper.' },
    ],
    lines: [
      {
        name: 'Toilet Roll',
        says: 'Two ply, soft and strong.',
        sizes: { '4 rolls': 148, '9 rolls': 298, '16 rolls': 486 },
      },
      { name: 'Kitchen Roll', says: 'Soaks up the whole spill.', sizes: { '2 rolls': 132, '4 rolls': 246 } },
      { name: 'Facial Tissues', says: 'A box for every room.', sizes: { '80 sheets': 76 } },
    ],
  },
  {
    ...cupboard,
    brands: [
      houseBrand,
      { name: 'Sparkwell', costPercent: 126, says: 'Half the dose, all the shine.' },
      { name: 'Dovecote', costPercent: 138, says: 'Plant based, in recycled packs.' },
    ],
    lines: [
      {
        name: '{} Washing Up Liquid',
        varieties: ['Lemon', 'Original', 'Apple', 'Pomegranate'],
        says: 'Cuts through the roasting tin.',
        sizes: { '500ml': 72 },
      },
      { name: 'Dishwasher Tablets', says: 'One for every load.', sizes: { '30 pack': 342 } },
      {
        name: '{} Laundry Liquid',
        varieties: ['Bio', 'Non Bio', 'Colour', 'Delicate'],
        says: 'Clean at 30 degrees.',
        sizes: { '24 washes': 398 },
      },
      { name: 'Fabric Softener', says: 'Smells of clean sheets.', sizes: { '1.2 l': 218 } },
      { name: 'Surface Cleaner Spray', says: 'For kitchens and bathrooms.', sizes: { '750ml': 122 } },
      { name: 'Glass Cleaner', says: 'No streaks.', sizes: { '500ml': 98 } },
    ],
  },
  {
    ...cupboard,
    brands: [houseBrand, { name: 'Ironmonger’s', costPercent: 124, says: 'Made to be used.' }],
    lines: [
      { name: 'Thick Bleach', says: 'Under the rim as well.', sizes: { '750ml': 68 } },
      { name: 'Bin Liners 30 l', says: 'With tie handles.', sizes: { '20 pack': 118 } },
      { name: 'Aluminium Foil', says: 'Strong enough to wrap a bird.', sizes: { '10m': 138 } },
      { name: 'Baking Parchment', says: 'Nothing sticks.', sizes: { '10m': 146 } },
      { name: 'Sponge Scourers', says: 'Soft one side, rough the other.', sizes: { '4 pack': 68 } },
    ],
  },
  {
    ...cupboard,
    brands: [houseBrand, { name: 'Voltwick', costPercent: 138, says: 'Keeps its charge for ten years.' }],
    shelfLifeDays: 3600,
    lines: [
      { name: '{} Batteries', varieties: ['AA', 'AAA'], says: 'Alkaline.', sizes: { '4 pack': 162, '8 pack': 286 } },
    ],
  },
];
