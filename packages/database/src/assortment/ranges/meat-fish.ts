import { houseBrand, type Range } from '../range.ts';

const fresh = {
  department: 'meat-fish',
  shelfLifeDays: 6,
  vatClass: 'zero',
  dietary: ['gluten-free', 'dairy-free'],
} as const satisfies Partial<Range>;

const butcher: Range = {
  ...fresh,
  brands: [
    houseBrand,
    { name: 'Fellside', costPercent: 122, says: 'From the farms of the north.' },
    { name: 'Drover’s Rest', costPercent: 136, says: 'Outdoor reared.' },
  ],
  allergens: [],
  lines: [
    { name: 'Chicken Breast Fillets', says: 'Skinless and boneless.', sizes: { '300g': 232, '600g': 428 } },
    { name: 'Whole Chicken', says: 'Ready for the oven.', sizes: { '1.4kg': 390 } },
    { name: 'Turkey Thigh Mince', says: 'Lean, for meatballs and chilli.', sizes: { '500g': 262 } },
    { name: 'Beef Mince {} Fat', varieties: ['5%', '12%', '20%'], says: 'Coarse ground.', sizes: { '500g': 322 } },
    { name: 'Diced Beef', says: 'For a slow stew.', sizes: { '400g': 338 } },
    { name: 'Rump Steak', says: 'Aged for 21 days.', sizes: { '227g': 364 } },
    { name: 'Pork Loin Steaks', says: 'Quick to fry, with a rim of fat.', sizes: { '480g': 262 } },
    {
      name: 'Pork Sausages',
      says: 'Coarse, peppery and in natural casings.',
      sizes: { '8 pack': 168 },
      dietary: ['dairy-free'],
      allergens: ['gluten', 'sulphites'],
    },
    {
      name: '{} Back Bacon',
      varieties: ['Smoked', 'Unsmoked', 'Maple Cured'],
      says: 'Dry cured.',
      sizes: { '240g': 158 },
      shelfLifeDays: 14,
    },
    { name: 'Lamb Leg Steaks', says: 'Tender and quick to cook.', sizes: { '350g': 480 } },
  ],
};

const halal: Range = {
  ...fresh,
  brands: [{ name: 'Noor & Sons', costPercent: 112, says: 'Certified halal.', dietary: ['halal'] }],
  allergens: [],
  lines: [
    { name: 'Chicken Thighs', says: 'On the bone, skin off.', sizes: { '650g': 268 } },
    { name: 'Lamb Mince', says: 'For koftas and keema.', sizes: { '500g': 386 } },
  ],
};

const fishmonger: Range = {
  ...fresh,
  brands: [
    houseBrand,
    { name: 'Saltmarsh', costPercent: 130, says: 'Responsibly sourced.' },
    { name: 'Quayside', costPercent: 122, says: 'Landed and packed within two days.' },
  ],
  shelfLifeDays: 4,
  allergens: ['fish'],
  lines: [
    { name: 'Salmon Fillets', says: 'Skin on, pin boned.', sizes: { '240g': 336 } },
    { name: 'Smoked Salmon', says: 'Cured, then smoked over oak.', sizes: { '100g': 298 }, shelfLifeDays: 14 },
    { name: 'Cod Loin', says: 'Thick, white and flaky.', sizes: { '280g': 372 } },
    { name: 'Smoked Mackerel', says: 'Rich, ready to eat.', sizes: { '200g': 186 }, shelfLifeDays: 10 },
    {
      name: 'Cooked King Prawns',
      says: 'Peeled, for a sandwich or a curry.',
      sizes: { '150g': 248 },
      allergens: ['crustaceans'],
    },
    { name: 'Cooked Mussels', says: 'Out of the shell.', sizes: { '250g': 212 }, allergens: ['molluscs'] },
  ],
};

export const meatAndFish: readonly Range[] = [butcher, halal, fishmonger];
