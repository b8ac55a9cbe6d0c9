import type { Brand } from './range.ts';

const words = (text: string) => text.trim().split(/\s+/);

const firsts = words(`
  Alder Amber Ash Bay Beech Birch Blue Bracken Bright Brook Cedar Chalk Clay Cliff Copper Crane Dale Dawn Dove Elder Elm Ember
  Falcon Fern Field Flint Fox Gable Glen Gold Grange Green Hazel Heath Heron Hill Holly Ivy Juniper Kestrel Lark Laurel Linden
  Maple Marsh Meadow Moor Moss North Oak Orchard Otter Pear Pebble Quince River Robin Rowan Rush Sage
`);
const seconds = words(`
  Acre Barn Basket Bell Bough Bridge Cellar Corner Cottage Croft Dairy Farm Fold Ford Forge Gate Grove Hall Hamlet Harbour Harvest
  Hearth Hive House Kettle Kitchen Lane Larder Ledge Lodge Manor Market Mill Oven Pantry Parlour Pasture Path Patch Pier Plate
  Plot Pond Quay Ridge Row Shed Spoon Spring Stable Stile Store Table Terrace Thatch Tower Village Wharf Wood Yard
`);
const places = words(`
  Alnwick Arundel Bakewell Bath Beverley Bodmin Brecon Bude Buxton Corbridge Crieff Deal Dunkeld Ely Evesham Falmouth Frome
  Hexham Kelso Kendal Lewes Ludlow Malton Matlock Melrose Minehead Nairn Oban Otley Penrith Pickering Rye Settle Skipton Stroud
  Thirsk Totnes Wells Whitby Yarm
`);
const sayings = [
  'Made in small batches.',
  'From a family business.',
  'To a recipe of our own.',
  'Good value, every day.',
  'Packed the day it is made.',
  'Nothing that need not be there.',
  'Chosen with care.',
  'A taste of the country.',
];

/** The `number`th maker of a seed; no two have one name as long as there are fewer than 150,000. */
export function inventBrand(number: number, seed: number): Brand {
  const round = Math.floor(number / (firsts.length * seconds.length));
  const first = pick(firsts, number + seed);
  const second = pick(seconds, Math.floor(number / firsts.length) + number + seed * 7);
  const chance = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  return {
    name: nameOf(first, second, round),
    costPercent: 85 + (Math.abs(chance >> 8) % 70),
    says: pick(sayings, Math.abs(chance >> 16)),
  };
}

function nameOf(first: string, second: string, round: number): string {
  if (round === 0) return `${first} ${second}`;
  if (round === 1) return `${first} & ${second}`;
  return `${first} ${second} of ${pick(places, round - 2)}`;
}

function pick(from: readonly string[], index: number): string {
  return from[index % from.length] ?? '';
}
