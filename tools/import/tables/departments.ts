import type { DepartmentId } from '@grocer/contracts/catalogue';

/** Categories of Open Food Facts that settle the department whatever else a product is: frozen peas are frozen first. */
export const decisiveCategories: Readonly<Record<string, DepartmentId>> = {
  'en:frozen-foods': 'frozen',
  'en:frozen-desserts': 'frozen',
  'en:ice-creams-and-sorbets': 'frozen',
  'en:ice-creams': 'frozen',
  'en:sorbets': 'frozen',
  'en:baby-foods': 'baby',
  'en:baby-milks': 'baby',
  'en:infant-formulas': 'baby',
  'en:pet-food': 'pet',
  'en:dog-food': 'pet',
  'en:cat-food': 'pet',
  'en:dietary-supplements': 'health-beauty',
  'en:food-supplements': 'health-beauty',
  'en:bodybuilding-supplements': 'health-beauty',
  'en:hygiene': 'health-beauty',
  'en:cosmetics': 'health-beauty',
  'en:non-food-products': 'household',
  'en:cleaning-products': 'household',
  'en:alcoholic-beverages': 'beer-wine-spirits',
  'en:canned-foods': 'food-cupboard',
  'en:canned-fruits': 'food-cupboard',
  'en:canned-vegetables': 'food-cupboard',
  'en:canned-fishes': 'food-cupboard',
  'en:canned-meats': 'food-cupboard',
};

/** The other categories; of a product's, which go from the general to the particular, the last one that is here counts. */
export const categories: Readonly<Record<string, DepartmentId>> = {
  ...allTo(
    'fruit-vegetables',
    `
    fruits-and-vegetables-based-foods fruits fresh-fruits apples bananas berries citrus tropical-fruits avocados
    vegetables vegetables-based-foods fresh-vegetables leaf-vegetables root-vegetables salads lettuces tomatoes
    carrots potatoes mushrooms onions fresh-herbs fruits-based-foods
    `,
  ),
  ...allTo(
    'meat-fish',
    `
    meats meats-and-their-products fresh-meats beef pork lamb-meat veal-meat poultries chickens turkeys ducks
    chicken-and-its-products chicken-thighs prepared-meats hams white-hams dried-hams bacon sausages burgers
    ground-meats seafood fishes fishes-and-their-products fatty-fishes salmons tunas cods smoked-fishes smoked-salmons
    crustaceans shrimps molluscs mussels
    `,
  ),
  ...allTo(
    'dairy-eggs',
    `
    dairies milks whole-milks semi-skimmed-milks skimmed-milks fermented-milk-products fermented-dairy-desserts
    yogurts skyrs kefir cheeses cream-cheeses fresh-cheeses creams butters margarines milk-substitutes
    plant-based-milk-alternatives dairy-substitutes dairy-desserts dairy-drinks eggs chicken-eggs fresh-eggs
    plant-based-creams dairy-spreads
    `,
  ),
  ...allTo(
    'bakery',
    `
    breads special-breads white-breads wholemeal-breads sliced-breads baguettes bagel-breads buns wraps tortillas
    pitas viennoiseries croissants brioches pastries cakes muffins doughnuts sweet-pies pies pancakes crumpets
    crepes-and-galettes
    `,
  ),
  ...allTo(
    'chilled-ready-meals',
    `
    meals fresh-meals refrigerated-meals refrigerated-foods microwave-meals meals-with-meat poultry-meals beef-dishes
    pizzas quiches savory-pies lasagne sandwiches prepared-salads appetizers cold-starters hummus dips tofu
    meat-analogues vegetarian-meals fresh-soups fresh-pasta pates rillettes
    `,
  ),
  ...allTo(
    'food-cupboard',
    `
    groceries condiments sauces mustards ketchup mayonnaises vinegars pickles spices salts herbs seasonings fats
    vegetable-fats vegetable-oils olive-oils olive-tree-products olives cereals-and-potatoes
    cereals-and-their-products cereal-grains rices pastas noodles couscous flours breakfasts breakfast-cereals mueslis
    porridge legumes legumes-and-their-products pulses lentils beans seeds sugars sweeteners bee-products honeys
    syrups spreads sweet-spreads jams fruit-and-vegetable-preserves hazelnut-spreads nut-butters peanut-butters
    plant-based-spreads salted-spreads soups broths stock-cubes compotes desserts dessert-mixes cooking-helpers
    baking-decorations food-decorations dried-products dried-fruits dried-plant-based-foods prepared-vegetables yeast
    meal-replacements
    `,
  ),
  ...allTo(
    'snacks-confectionery',
    `
    snacks sweet-snacks salty-snacks biscuits biscuits-and-cakes shortbread-cookies crackers-appetizers crisps
    chips-and-fries popcorn pretzels nuts nuts-and-their-products peanuts chocolates dark-chocolates milk-chocolates
    chocolate-candies cocoa-and-its-products confectioneries candies gummi-candies chewing-gum marzipan bars
    cereal-bars energy-bars protein-bars marshmallows nougats
    `,
  ),
  ...allTo(
    'drinks',
    `
    beverages plant-based-beverages unsweetened-beverages sweetened-beverages carbonated-drinks sodas colas waters
    spring-waters mineral-waters juices-and-nectars fruit-juices fruit-based-beverages fruit-nectars apple-juices
    orange-juices smoothies lemonades energy-drinks sports-drinks iced-teas hot-beverages teas herbal-teas green-teas
    coffees ground-coffees coffee-capsules instant-beverages cocoa-and-chocolate-powders
    `,
  ),
  ...allTo(
    'beer-wine-spirits',
    `
    beers wines red-wines white-wines sparkling-wines ciders distilled-beverages liqueurs hard-liquors whisky
    `,
  ),
  ...allTo(
    'household',
    `
    kitchen-roll toilet-paper detergents
    `,
  ),
};

function allTo(department: DepartmentId, names: string): Record<string, DepartmentId> {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [`en:${name}`, department]),
  );
}
