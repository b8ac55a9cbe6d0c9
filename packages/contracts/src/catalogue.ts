import { type Static, Type } from 'typebox';
import { Sku } from './gtin.ts';
import { Cursor, Limit, Page, Whole } from './lists.ts';
import { Money } from './money.ts';
import { PriceRule, PricingInputs } from './pricing.ts';
import { freeText, lineOfText, Nullable, Time } from './text.ts';

/** The shop's departments by id, in the order in which a shop shows them. An id holds the words that a search should find. */
export const departments = {
  'fruit-vegetables': 'Fruit & vegetables',
  'meat-fish': 'Meat & fish',
  'dairy-eggs': 'Dairy & eggs',
  bakery: 'Bakery',
  'chilled-ready-meals': 'Chilled & ready meals',
  frozen: 'Frozen',
  'food-cupboard': 'Food cupboard',
  'snacks-confectionery': 'Snacks & confectionery',
  drinks: 'Drinks',
  'beer-wine-spirits': 'Beer, wine & spirits',
  baby: 'Baby',
  'health-beauty': 'Health & beauty',
  household: 'Household',
  pet: 'Pet',
  other: 'Everything else',
} as const satisfies Record<string, string>;
export type DepartmentId = keyof typeof departments;
export const departmentIds = Object.keys(departments) as DepartmentId[];
export const DepartmentId = Type.Enum(departmentIds);

/** What a product suits, as its label claims. */
export const dietaryTags = [
  'vegan',
  'vegetarian',
  'gluten-free',
  'dairy-free',
  'organic',
  'halal',
  'kosher',
  'low-sugar',
] as const;
export const DietaryTag = Type.Enum([...dietaryTags]);
export type DietaryTag = Static<typeof DietaryTag>;

/** The 14 allergens that UK law has named on a label (Food Information Regulations 2014). */
export const allergenNames = [
  'celery',
  'crustaceans',
  'egg',
  'fish',
  'gluten',
  'lupin',
  'milk',
  'molluscs',
  'mustard',
  'nuts',
  'peanuts',
  'sesame',
  'soya',
  'sulphites',
] as const;
export const Allergen = Type.Enum([...allergenNames]);
export type Allergen = Static<typeof Allergen>;

/** Availability is a word, never the number on the shelf; `low` is fewer than 10. */
export const availabilities = ['in-stock', 'low', 'out'] as const;
export const Availability = Type.Enum([...availabilities]);
export type Availability = Static<typeof Availability>;

/** The price in force; `was` is the one before, shown while the price is a reduction. */
export const Price = Type.Object({
  amountMinor: Money.properties.amountMinor,
  currency: Money.properties.currency,
  was: Type.Optional(Money),
  effectiveFrom: Time,
});
export type Price = Static<typeof Price>;

/** A product as the shop shows it. `price` is null until its first night; `allergens` is null where they are not known. */
export const Product = Type.Object({
  sku: Sku,
  name: Type.String(),
  brand: Nullable(Type.String()),
  department: DepartmentId,
  size: Nullable(Type.String()),
  description: Nullable(Type.String()),
  imageUrl: Nullable(Type.String()),
  dietary: Type.Array(DietaryTag),
  allergens: Nullable(Type.Array(Allergen)),
  price: Nullable(Price),
  availability: Availability,
});
export type Product = Static<typeof Product>;

/** A page of products. */
export const ProductList = Page(Product);
export type ProductList = Static<typeof ProductList>;

/** The products named by `sku=`, in the order asked. */
export const ProductBatch = Whole(Product);
export type ProductBatch = Static<typeof ProductBatch>;

/** What a merchandiser writes: the product less `sku`, `price`, `availability`, plus `pricingInputs`, which is never read back. */
export const PutProduct = Type.Object(
  {
    name: lineOfText(200),
    brand: Type.Optional(Nullable(lineOfText(100))),
    department: DepartmentId,
    size: Type.Optional(Nullable(lineOfText(50))),
    description: Type.Optional(Nullable(freeText(4000))),
    imageUrl: Type.Optional(
      Nullable(Type.String({ minLength: 1, maxLength: 500, pattern: '^(https://|/(?![/\\\\]))[!-~]*$' })),
    ),
    dietary: Type.Optional(Nullable(Type.Array(DietaryTag, { maxItems: dietaryTags.length, uniqueItems: true }))),
    allergens: Type.Optional(Nullable(Type.Array(Allergen, { maxItems: allergenNames.length, uniqueItems: true }))),
    pricingInputs: Type.Optional(PricingInputs),
  },
  { additionalProperties: false },
);
export type PutProduct = Static<typeof PutProduct>;

/** How a list of products is ordered; `relevance` needs `q` and is then the default, otherwise `name` is. */
export const productSorts = ['relevance', 'name', 'price'] as const;
export const ProductSort = Type.Enum([...productSorts]);
export type ProductSort = Static<typeof ProductSort>;

/** The query of the product list. `sku` (up to 100, by commas) stands alone; of several `dietary` tags (by commas) all must hold. */
export const ProductQuery = Type.Object(
  {
    sku: Type.Optional(Type.String({ pattern: '^[0-9]{8,14}(,[0-9]{8,14}){0,99}$', maxLength: 1499 })),
    q: Type.Optional(lineOfText(200)),
    department: Type.Optional(DepartmentId),
    dietary: Type.Optional(
      Type.String({ pattern: `^(${dietaryTags.join('|')})(,(${dietaryTags.join('|')}))*$`, maxLength: 200 }),
    ),
    availability: Type.Optional(Availability),
    sort: Type.Optional(ProductSort),
    limit: Type.Optional(Limit),
    cursor: Type.Optional(Cursor),
  },
  { additionalProperties: false },
);
export type ProductQuery = Static<typeof ProductQuery>;

/** A department with the number of products that paging through it gives. */
export const Department = Type.Object({ id: DepartmentId, name: Type.String(), productCount: Type.Integer() });
export type Department = Static<typeof Department>;

/** Every department, in the shop's order. */
export const DepartmentList = Whole(Department);
export type DepartmentList = Static<typeof DepartmentList>;

/** A price that is or was in force, and why. */
export const PastPrice = Type.Object({
  amountMinor: Money.properties.amountMinor,
  currency: Money.properties.currency,
  effectiveFrom: Time,
  rule: PriceRule,
});
export type PastPrice = Static<typeof PastPrice>;

/** A page of a product's prices, newest first. */
export const PriceHistory = Page(PastPrice);
export type PriceHistory = Static<typeof PriceHistory>;

/** The query of a product's price history. */
export const PriceHistoryQuery = Type.Object(
  { limit: Type.Optional(Limit), cursor: Type.Optional(Cursor) },
  { additionalProperties: false },
);
export type PriceHistoryQuery = Static<typeof PriceHistoryQuery>;
