import type { DepartmentId, Product } from '@grocer/contracts/catalogue';
import { glyphs } from './glyphs.ts';

/** Draws a product as an SVG, the same each time: its department's glyph and colour, its brand, name and size. */
export function drawPicture(product: Pick<Product, 'sku' | 'name' | 'brand' | 'department' | 'size'>): string {
  const { name, brand, department, size, sku } = product;
  const hue = hues[department] + shadeOf(sku);
  const lines = wrap(name);
  const title = escapeXml([brand, name, size].filter(Boolean).join(' '));
  const rows = lines.map(
    (line, index) => `<text x="200" y="${318 + index * 28}" class="name">${escapeXml(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" aria-label="${title}">
<title>${title}</title>
<style>text{font-family:system-ui,sans-serif;text-anchor:middle;fill:hsl(${hue} 45% 20%)}.name{font-size:24px;font-weight:600}.small{font-size:16px}.brand{letter-spacing:.08em}</style>
<rect width="400" height="400" fill="hsl(${hue} 55% 92%)"/>
<circle cx="200" cy="150" r="112" fill="hsl(${hue} 60% 84%)"/>
<g transform="translate(110 60) scale(1.8)" fill="hsl(${hue} 80% 97%)" stroke="hsl(${hue} 45% 32%)" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">${glyphs[department]}</g>
<text x="200" y="288" class="small brand">${escapeXml(shorten(brand ?? '', 30))}</text>
${rows.join('')}
<text x="200" y="382" class="small">${escapeXml(shorten(size ?? '', 30))}</text>
</svg>`;
}

const hues: Readonly<Record<DepartmentId, number>> = {
  'fruit-vegetables': 110,
  'meat-fish': 5,
  'dairy-eggs': 210,
  bakery: 35,
  'chilled-ready-meals': 20,
  frozen: 195,
  'food-cupboard': 50,
  'snacks-confectionery': 325,
  drinks: 175,
  'beer-wine-spirits': 345,
  baby: 285,
  'health-beauty': 265,
  household: 225,
  pet: 85,
  other: 60,
};

/** Neighbours on a shelf differ a little: the last digit but one moves the hue by up to 9 degrees either way. */
function shadeOf(sku: string): number {
  return (Number(sku.at(-2)) - 4.5) * 2;
}

const LINE_LENGTH = 26;

/** Breaks a name into two lines at most. */
function wrap(name: string): string[] {
  const words = name.split(/\s+/);
  let first = words.shift() ?? '';
  while (words[0] !== undefined && first.length + 1 + words[0].length <= LINE_LENGTH) first += ` ${words.shift()}`;
  const second = words.join(' ');
  return [first, second].filter(Boolean).map((line) => shorten(line, LINE_LENGTH));
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** Quotes markup, and drops the two characters that no XML document may hold. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\uFFFE\uFFFF]/g, '');
}
