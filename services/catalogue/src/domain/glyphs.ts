import type { DepartmentId } from '@grocer/contracts/catalogue';

/** A drawing for each department, in a square of 100 by 100; colours and stroke come from around it. */
export const glyphs: Readonly<Record<DepartmentId, string>> = {
  'fruit-vegetables': `<path d="M50 34c-10-10-32-6-32 16 0 20 16 36 26 36 4 0 4-2 6-2s2 2 6 2c10 0 26-16 26-36 0-22-22-26-32-16z"/>
<path d="M50 34c0-8 3-14 8-16" fill="none"/><path d="M60 20c6-8 14-8 20-6-3 9-12 12-20 6z"/>`,
  'meat-fish': `<path d="M12 50c14-24 44-24 60 0-16 24-46 24-60 0z"/><path d="M72 50l18-16v32z"/>
<path d="M30 46h.1M46 40c6 6 6 14 0 20" fill="none"/>`,
  'dairy-eggs': `<path d="M40 10h20v14c0 9 11 12 11 26v34c0 4-2 6-6 6H35c-4 0-6-2-6-6V50c0-14 11-17 11-26z"/>
<path d="M29 58h42M40 18h20" fill="none"/>`,
  bakery: `<path d="M20 50c-14-16 6-30 30-30s44 14 30 30v28c0 4-2 6-6 6H26c-4 0-6-2-6-6z"/>
<path d="M36 44l6 14M50 42l6 14M64 44l6 14" fill="none"/>`,
  'chilled-ready-meals': `<path d="M12 50h76c0 22-14 34-38 34S12 72 12 50z"/>
<path d="M36 38c-5-6 4-10 0-18M50 38c-5-6 4-10 0-18M64 38c-5-6 4-10 0-18" fill="none"/>`,
  frozen: `<path d="M50 12v76M17 31l66 38M17 69l66-38M40 18l10 10 10-10M40 82l10-10 10 10M17 45l14-5-3-15M83 55l-14 5 3 15M28 75l3-15-14-5M72 25l-3 15 14 5" fill="none"/>`,
  'food-cupboard': `<rect x="32" y="12" width="36" height="13" rx="3"/><path d="M34 25h32c5 4 8 8 8 14v43c0 4-2 6-6 6H32c-4 0-6-2-6-6V39c0-6 3-10 8-14z"/>
<path d="M26 48h48M26 72h48" fill="none"/>`,
  'snacks-confectionery': `<path d="M50 14a36 36 0 1 0 36 36c-8 2-14-4-14-10-8 2-14-4-13-11-7 0-11-8-9-15z"/>
<path d="M36 42h.1M48 60h.1M32 62h.1M64 66h.1M44 30h.1" fill="none" stroke-width="8"/>`,
  drinks: `<path d="M20 36h48v28c0 14-8 22-24 22s-24-8-24-22z"/>
<path d="M68 44h6c14 0 14 24 0 24h-6M36 26c-4-5 4-8 0-14M52 26c-4-5 4-8 0-14" fill="none"/>`,
  'beer-wine-spirits': `<path d="M32 12h36c5 28-2 42-18 42S27 40 32 12z"/><path d="M50 54v32M34 88h32M31 30h38" fill="none"/>`,
  baby: `<path d="M34 38h32l4 8v36c0 4-2 6-6 6H36c-4 0-6-2-6-6V46z"/><path d="M38 28h24v10H38zM44 28c-2-8 2-16 6-16s8 8 6 16z"/>
<path d="M30 56h14M30 70h14" fill="none"/>`,
  'health-beauty': `<path d="M50 10c14 18 27 32 27 49a27 27 0 0 1-54 0c0-17 13-31 27-49z"/><path d="M50 48v22M39 59h22" fill="none"/>`,
  household: `<path d="M14 50L50 16l36 34v2H76v34H24V52H14z"/><path d="M42 86V62h16v24" fill="none"/>`,
  pet: `<path d="M50 52c13 0 23 13 23 23 0 9-7 12-13 10-6-2-14-2-20 0-6 2-13-1-13-10 0-10 10-23 23-23z"/>
<ellipse cx="22" cy="46" rx="7" ry="9"/><ellipse cx="39" cy="28" rx="8" ry="10"/><ellipse cx="61" cy="28" rx="8" ry="10"/><ellipse cx="78" cy="46" rx="7" ry="9"/>`,
  other: `<path d="M24 36h52l6 52H18z"/><path d="M36 48V30c0-20 28-20 28 0v18" fill="none"/>`,
};
