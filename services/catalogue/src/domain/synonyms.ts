/** What else people mean by a word, in the form that `wordsOf` gives: the kind for its members, the short for the long. */
export const otherWords: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    beer: ['ale', 'bitter', 'lager', 'stout'],
    cake: ['muffin'],
    cheese: ['brie', 'camembert', 'cheddar', 'feta', 'halloumi', 'mozzarella', 'stilton'],
    choc: ['chocolate'],
    cooky: ['digestive', 'shortbread'],
    fizzy: ['sparkling'],
    loo: ['toilet'],
    nappy: ['nappie'],
    pasta: ['fusilli', 'lasagne', 'macaroni', 'penne', 'spaghetti', 'tagliatelle'],
    soap: ['wash'],
    soda: ['cola', 'lemonade'],
    veg: ['vegetable'],
    wine: ['merlot', 'pinot', 'prosecco', 'rioja', 'rose', 'sauvignon'],
    yoghurt: ['yogurt'],
    yogurt: ['yoghurt'],
  }),
);

/** How goods are packed: asked for with them, and seldom in their names. */
export const packaging: ReadonlySet<string> = new Set([
  'bag',
  'bottle',
  'box',
  'can',
  'carton',
  'fresh',
  'jar',
  'litre',
  'pack',
  'packet',
  'pint',
  'tin',
  'tinned',
]);
