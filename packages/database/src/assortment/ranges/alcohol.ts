import { grains, houseBrand, plants, type Range } from '../range.ts';

const cellar = { department: 'beer-wine-spirits', vatClass: 'standard' } as const satisfies Partial<Range>;

const beer: Range = {
  ...cellar,
  brands: [
    houseBrand,
    { name: 'Gallows Hill', costPercent: 125, says: 'Brewed in Lancaster.' },
    { name: 'Ten Locks', costPercent: 140, says: 'Brewed beside the canal.' },
  ],
  shelfLifeDays: 180,
  dietary: grains,
  allergens: ['gluten'],
  lines: [
    { name: 'Pale Ale', says: 'Citrus and a dry finish. 4.2% ABV.', sizes: { '500ml': 118, '4 x 440ml': 362 } },
    { name: 'Stout', says: 'Coffee, cocoa and cream. 4.8% ABV.', sizes: { '500ml': 124, '4 x 440ml': 378 } },
    { name: 'Lager', says: 'Cold matured. 4.5% ABV.', sizes: { '4 x 440ml': 318, '12 x 330ml': 712 } },
    {
      name: 'India Pale Ale',
      says: 'Pine, grapefruit and a firm finish. 5.6% ABV.',
      sizes: { '500ml': 132, '4 x 440ml': 398 },
    },
    { name: 'Best Bitter', says: 'Toffee malt and English hops. 4% ABV.', sizes: { '500ml': 116, '4 x 440ml': 352 } },
    { name: 'Low Alcohol Lager', says: 'All the hops. 0.5% ABV.', sizes: { '4 x 330ml': 262 } },
  ],
};

const cider: Range = {
  ...cellar,
  brands: [
    houseBrand,
    { name: 'Three Orchards', costPercent: 122, says: 'From Herefordshire.' },
    { name: 'Scrumper’s Gate', costPercent: 134, says: 'From Somerset.' },
  ],
  shelfLifeDays: 360,
  dietary: plants,
  allergens: ['sulphites'],
  lines: [
    { name: 'Dry Cider', says: 'Crisp, from bitter apples. 5% ABV.', sizes: { '500ml': 122, '4 x 440ml': 358 } },
    { name: 'Pear Cider', says: 'Light and medium sweet. 4.5% ABV.', sizes: { '500ml': 122 } },
  ],
};

const wine: Range = {
  ...cellar,
  brands: [
    houseBrand,
    { name: 'Candlemas', costPercent: 122, says: 'Chosen by our own buyer.' },
    { name: 'Old Vault', costPercent: 148, says: 'A good bottle for a Sunday.' },
  ],
  shelfLifeDays: 720,
  dietary: plants,
  allergens: ['sulphites'],
  lines: [
    { name: 'Sauvignon Blanc', says: 'Gooseberry and cut grass. 12.5% ABV.', sizes: { '75cl': 486 } },
    { name: 'Pinot Grigio', says: 'Light, dry and lemony. 12% ABV.', sizes: { '75cl': 462 } },
    { name: 'Merlot', says: 'Soft plums. 13% ABV.', sizes: { '75cl': 478 } },
    { name: 'Rioja Crianza', says: 'Cherries and a year in oak. 13.5% ABV.', sizes: { '75cl': 562 } },
    { name: 'Provence Rosé', says: 'Pale and dry. 12.5% ABV.', sizes: { '75cl': 624 } },
    { name: 'Chardonnay', says: 'Peach and a touch of oak. 13% ABV.', sizes: { '75cl': 492 } },
    { name: 'Chenin Blanc', says: 'Apple and honeydew. 12.5% ABV.', sizes: { '75cl': 448 } },
    { name: 'Malbec', says: 'Damson and spice. 13.5% ABV.', sizes: { '75cl': 512 } },
    { name: 'Shiraz', says: 'Black pepper and bramble. 14% ABV.', sizes: { '75cl': 498 } },
    { name: 'Cabernet Sauvignon', says: 'Blackcurrant and cedar. 13.5% ABV.', sizes: { '75cl': 488 } },
    { name: 'Prosecco', says: 'Fine bubbles, pear and peach. 11% ABV.', sizes: { '75cl': 528 } },
  ],
};

const spirits: Range = {
  ...cellar,
  brands: [
    houseBrand,
    { name: 'Copperhead Still', costPercent: 128, says: 'Distilled in copper.' },
    { name: 'Wych Elm', costPercent: 142, says: 'In numbered batches.' },
  ],
  shelfLifeDays: 1800,
  dietary: plants,
  allergens: [],
  lines: [
    { name: 'London Dry Gin', says: 'Juniper first. 40% ABV.', sizes: { '70cl': 1148 } },
    { name: 'Vodka', says: 'Clean, from British wheat. 37.5% ABV.', sizes: { '70cl': 1096 } },
    { name: 'Spiced Rum', says: 'Vanilla, clove and orange. 35% ABV.', sizes: { '70cl': 1184 } },
    { name: 'Blended Scotch Whisky', says: 'Soft, a little smoke. 40% ABV.', sizes: { '70cl': 1206 } },
  ],
};

export const alcohol: readonly Range[] = [beer, cider, wine, spirits];
