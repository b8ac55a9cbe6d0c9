import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readProducts } from './read-products.ts';
import type { SourceRow } from './rows.ts';
import { checkSource, findSource, maxRowBytes } from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'grocer-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Buffer): string {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return path;
}

async function read(content: string | Buffer): Promise<SourceRow[]> {
  const source = findSource(file(content));
  const rows = [];
  for await (const some of readProducts(source, () => undefined)) rows.push(...some);
  return rows.sort((a, b) => a.line - b.line);
}

/** What became of each row, in a word: the product's name, or the reason. */
async function outcomes(content: string | Buffer): Promise<[number, string][]> {
  return (await read(content)).map((row) => [row.line, 'reason' in row ? row.reason : row.product.name]);
}

const [oats, milk] = ['5000159407236', '3017620422003'];

describe('an Open Food Facts TSV', () => {
  const header = 'code\turl\tproduct_name\tquantity\tbrands\tcategories_tags\tlabels_tags\tallergens';
  const row = (...values: string[]) => values.join('\t');

  it('is read by its header, whatever else it holds', async () => {
    const text = [
      header,
      row(
        `0${oats}`,
        'https://x',
        'Porridge Oats',
        '1 kg',
        'Pennygate,Other',
        'en:breakfasts,en:porridge',
        'en:vegan',
        'en:oats',
      ),
    ].join('\n');
    expect(await read(text)).toEqual([
      {
        line: 2,
        product: {
          sku: oats,
          name: 'Porridge Oats',
          brand: 'Pennygate',
          department: 'food-cupboard',
          size: '1 kg',
          description: null,
          imageUrl: null,
          dietary: ['dairy-free', 'vegan', 'vegetarian'],
          allergens: ['gluten'],
        },
        text: text.split('\n')[1],
      },
    ]);
  });

  it('is read by gzip, with a byte order mark and CRLF alike', async () => {
    const text = `\uFEFF${header}\r\n${row(oats, '', 'Oats "the best"', '', '', '', '', '')}\r\n`;
    expect(await outcomes(text)).toEqual([[2, 'Oats "the best"']]);
    expect(await outcomes(gzipSync(text))).toEqual([[2, 'Oats "the best"']]);
  });

  it('gives the reason of every row that is no product, and reads on', async () => {
    const text = [
      header,
      row('', '', 'No code', '', '', '', '', ''),
      row('12345', '', 'Short', '', '', '', '', ''),
      row('5000159407237', '', 'Wrong digit', '', '', '', '', ''),
      row('0000000000000', '', 'Zeros', '', '', '', '', ''),
      row(oats, '', ' ', '', '', '', '', ''),
      row(oats, '', 'Few columns'),
      row(oats, '', 'A\tB', '', '', '', '', ''),
      row(oats, '', 'NUL\0', '', '', '', '', ''),
      row(oats, '', 'x'.repeat(1_000_000), '', '', '', '', ''),
      row(milk, '', 'Milk', '', '', '', '', ''),
    ].join('\n');
    expect(await outcomes(text)).toEqual([
      [2, 'no-code'],
      [3, 'not-a-gtin'],
      [4, 'check-digit'],
      [5, 'check-digit'],
      [6, 'no-name'],
      [7, 'columns'],
      [8, 'columns'],
      [9, 'nul-byte'],
      [10, 'too-long'],
      [11, 'Milk'],
    ]);
  });

  it('keeps a rejected row whole, so that it can be corrected', async () => {
    const long = row('1', 'x'.repeat(100_000), 'Oats', '', '', '', '', '');
    expect(await read([header, long, `${long}\0`].join('\n'))).toMatchObject([{ row: long }, { row: `${long}\0` }]);
  });

  it('names the allergens that nobody knows beside the product', async () => {
    const text = [header, row(oats, '', 'Oats', '', '', '', '', 'en:milk,fr:ble')].join('\n');
    expect(await read(text)).toMatchObject([{ product: { allergens: ['milk'] }, unknownAllergens: ['fr:ble'] }]);
  });

  it('tells of a row that is not in UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${header}\n`),
      Buffer.from(row(oats, '', 'Cr\xe8me', '', '', '', '', ''), 'latin1'),
    ]);
    expect(await outcomes(bytes)).toEqual([[2, 'not-utf-8']]);
  });
});

describe('an Open Food Facts JSONL', () => {
  it('is read line by line, lists as arrays', async () => {
    const lines = [
      JSON.stringify({
        code: milk,
        product_name: '',
        product_name_en: 'Milk',
        categories_tags: ['en:dairies', 'en:milks'],
        allergens_tags: ['en:milk'],
      }),
      '{"code":',
      '[1]',
      JSON.stringify({ code: Number(oats), product_name: 'Oats', labels_tags: null }),
    ];
    const rows = await read(lines.join('\n'));
    expect(rows).toMatchObject([
      { product: { sku: milk, name: 'Milk', department: 'dairy-eggs', allergens: ['milk'] } },
      { reason: 'not-json' },
      { reason: 'not-json' },
      { product: { sku: oats, name: 'Oats', department: 'other', allergens: null } },
    ]);
  });
});

describe('a plain CSV', () => {
  it('has its columns in any order, and quotes as RFC 4180 does', async () => {
    const text = `name,sku,costMinor,shelfLifeDays,vatClass,dietary,allergens,description\r\n"Oats, ""rolled""",${oats},85,365,zero,vegan;vegetarian,none,"two\r\nlines"\r\n`;
    const [row] = await read(text);
    expect(row).toMatchObject({
      line: 2,
      product: {
        sku: oats,
        name: 'Oats, "rolled"',
        department: 'other',
        dietary: ['vegan', 'vegetarian'],
        allergens: [],
        description: 'two\nlines',
        pricingInputs: { cost: { amountMinor: 85, currency: 'GBP' }, shelfLifeDays: 365, vatClass: 'zero' },
      },
    });
  });

  it('loses one row to a quotation mark that nothing ends, and no other', async () => {
    const good = Array.from({ length: 300 }, (_, index) => `${index % 2 ? oats : milk},Row ${index}`);
    const found = await outcomes(['sku,name', `${oats},"open`, ...good, `${oats},a"b`, `${milk},"last`].join('\n'));
    const rejected = found.filter(([, outcome]) => !outcome.startsWith('Row'));
    expect(found).toHaveLength(303);
    expect(rejected).toEqual([
      [2, 'quotes'],
      [303, 'quotes'],
      [304, 'quotes'],
    ]);
  });

  it('keeps every line of a rejected row', async () => {
    const [rejected] = await read(`sku,name,description\n1,Oats,"two\nlines"\n`);
    expect(rejected).toMatchObject({ reason: 'not-a-gtin', row: '1,Oats,"two\nlines"' });
  });

  it('keeps no more of a rejected row on many lines than one line may have', async () => {
    const lines = Array.from({ length: 10 }, () => 'x'.repeat(maxRowBytes / 8)).join('\n');
    const [rejected] = await read(`sku,name,description\n1,Oats,"${lines}"\n`);
    expect(rejected).toMatchObject({ reason: 'not-a-gtin', row: `1,Oats,"${lines}`.slice(0, maxRowBytes) });
  });

  it('says of a cost alone that three columns come together', async () => {
    const [rejected] = await read(`sku,name,costMinor\n${oats},Oats,85\n`);
    expect(rejected).toMatchObject({
      reason: 'bad-value',
      detail: 'costMinor, shelfLifeDays and vatClass (zero, reduced, standard) come together or not at all',
    });
  });

  it.each([
    ['department', 'toys', 'department must be one of fruit-vegetables, meat-fish'],
    ['vatClass', 'high', 'vatClass must be one of zero, reduced, standard'],
    ['allergens', 'milk;air', 'allergens must be one of celery,'],
  ])('says which words a %s may have', async (column, value, sentence) => {
    const others = column === 'vatClass' ? ['costMinor,shelfLifeDays,', '85,9,'] : ['', ''];
    const [rejected] = await read(`sku,name,${others[0]}${column}\n${oats},Oats,${others[1]}${value}\n`);
    expect(rejected).toMatchObject({ detail: expect.stringContaining(sentence) });
  });

  it.each([
    ['department', 'toys', 'department'],
    ['dietary', 'vegan;tasty', 'dietary'],
    ['costMinor', '1.50', 'costMinor'],
    ['costMinor', '0', 'costMinor'],
    ['imageUrl', 'ftp://x', 'imageUrl'],
  ])('refuses a row whose %s is %s, and says so', async (column, value, named) => {
    const [row] = await read(
      `sku,name,shelfLifeDays,vatClass,${column}\n${oats},Oats,${column === 'costMinor' ? '9,zero' : ','},${value}\n`,
    );
    expect(row).toMatchObject({ reason: 'bad-value', detail: expect.stringContaining(named) });
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['', /is empty/],
    ['code,product_name\n1,2\n', /wrong delimiter/],
    ['code;product_name\n1;2\n', /wrong delimiter/],
    ['sku;name\n1;2\n', /wrong delimiter/],
    ['5000159407236\tOats\n', /lacks code and product_name/],
    ['hello\n', /no header/],
    ['sku,name,price\n', /has price, which is none of/],
    ['sku,brand\n', /lacks name/],
    ['sku,name,name\n', /name twice/],
    [Buffer.from('\ufeffsku,name\n', 'utf16le'), /UTF-16/],
  ])('%j is told of in one sentence', async (content, sentence) => {
    await expect(read(content)).rejects.toThrow(sentence);
  });

  it('is told of when there is none', () => {
    expect(() => findSource(join(folder, 'none'))).toThrow(/There is no file/);
    expect(() => findSource(folder)).toThrow(/is no file/);
  });

  it('is found to be cut off or damaged before anything is imported', async () => {
    const whole = gzipSync(
      `sku,name\n${Array.from({ length: 5000 }, (_, index) => `${index},Oats ${Math.random()}`).join('\n')}`,
    );
    await expect(checkSource(findSource(file(whole)), () => undefined)).resolves.toBeUndefined();
    await expect(checkSource(findSource(file(whole.subarray(0, -100))), () => undefined)).rejects.toThrow(/is cut off/);
    const damaged = Buffer.from(whole).fill(0x55, 5000, 5100);
    await expect(checkSource(findSource(file(damaged)), () => undefined)).rejects.toThrow(/is damaged/);
  });
});
