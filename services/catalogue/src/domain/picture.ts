import type { DepartmentId, Product } from '@grocer/contracts/catalogue';
import { emblems } from './emblems.ts';
import { likenessOf } from './likeness.ts';
import { packs } from './packs.ts';

/** Draws a product as an SVG, the same each time: what it is, in its usual pack, in its maker's colour, with its size. */
export function drawPicture(product: Pick<Product, 'name' | 'brand' | 'department' | 'size'>): string {
  const { name, brand, department, size } = product;
  const hue = hues[department];
  const title = escapeXml([brand, name, size].filter(Boolean).join(' '));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" aria-label="${title}">
<title>${title}</title>
<rect width="400" height="400" fill="hsl(${hue} 45% 94%)"/>
<circle cx="200" cy="196" r="168" fill="hsl(${hue} 50% 88%)"/>
<ellipse cx="200" cy="348" rx="128" ry="14" fill="hsl(${hue} 30% 70% / .5)"/>
${drawPacks(product)}
${drawSize(size ?? '')}
</svg>`;
}

function drawPacks({ name, brand, department, size }: Parameters<typeof drawPicture>[0]): string {
  const [pack, emblem, tint, body = '#f4efe4'] = likenessOf(name, department);
  const drawing = packs[pack]({
    body,
    maker: colourOf(brand ?? ''),
    emblem: (x, y, width) =>
      `<g transform="translate(${x} ${y}) scale(${width / 100})" color="${tint}">${emblems[emblem]}</g>`,
  });
  if (!/^\d+ x /.test(size ?? '')) return drawing;
  // Several at once: one in front of two.
  const places = ['translate(-18 62) scale(.8)', 'translate(98 62) scale(.8)', 'translate(40 74) scale(.8)'];
  return places.map((place) => `<g transform="${place}">${drawing}</g>`).join('');
}

function drawSize(size: string): string {
  if (size === '') return '';
  const text = shorten(size, 16);
  const width = 32 + [...text].length * 16;
  return `<rect x="${388 - width}" y="346" width="${width}" height="42" rx="21" fill="#fff"/>
<text x="${388 - width / 2}" y="377" font-family="system-ui,sans-serif" font-size="28" font-weight="600" text-anchor="middle" fill="#24332a">${escapeXml(text)}</text>`;
}

/** A maker has one colour on all that it sells. */
function colourOf(brand: string): string {
  const sum = [...brand].reduce((total, character) => (total * 31 + (character.codePointAt(0) ?? 0)) % 9973, 7);
  return makers[sum % makers.length] ?? '#1d6a41';
}

const makers = [
  '#1d6a41',
  '#b5402a',
  '#274c7d',
  '#8a3f6b',
  '#c98a1c',
  '#2f7f86',
  '#5b4a8f',
  '#6f7a2a',
  '#a3513c',
  '#3b5a4c',
];

const hues: Readonly<Record<DepartmentId, number>> = {
  'fruit-vegetables': 90,
  'meat-fish': 12,
  'dairy-eggs': 205,
  bakery: 38,
  'chilled-ready-meals': 26,
  frozen: 195,
  'food-cupboard': 48,
  'snacks-confectionery': 330,
  drinks: 180,
  'beer-wine-spirits': 350,
  baby: 280,
  'health-beauty': 265,
  household: 220,
  pet: 70,
  other: 60,
};

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
