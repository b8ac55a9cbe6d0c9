// npm run catalogue:generate -- --products 50000: makes a larger assortment, for load.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateProducts } from '@grocer/database/assortment/more-products';
import { countOf } from './count-of.ts';
import { estateFolder, readEndpoints } from './endpoints.ts';
import { runImport } from './import/run-import.ts';
import { tellImported } from './import/tell.ts';
import { writeCsv } from './import/write-csv.ts';
import { report, runTool } from './run-tool.ts';

const usage = `npm run catalogue:generate -- [--products 50000] [--seed 1] [--out FILE] [--import]

Writes the demo assortment, and as many products more from invented makers as are asked for, as a CSV that catalogue:import
reads. The same numbers make the same file.

  --products   how many in all
  --seed       other makers for another
  --out        the file; otherwise products-<products>.csv in the estate's folder
  --import     imports it into the running estate at once`;

await runTool(usage, async () => {
  const { values } = parseArgs({
    options: {
      products: { type: 'string', default: '50000' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
      import: { type: 'boolean', default: false },
    },
  });
  if (values.import) readEndpoints();
  const count = countOf('products', values.products);
  const path = values.out ?? join(estateFolder(), `products-${count}.csv`);
  mkdirSync(dirname(path), { recursive: true });
  await writeCsv(path, generateProducts({ count, seed: countOf('seed', values.seed) }));
  if (!values.import) return console.log(path);
  report(`${count} products in ${path}`);
  const rejectsPath = join(estateFolder(), 'rejects', 'generated.jsonl');
  console.log(tellImported(await runImport({ path, rejectsPath, assumesCosts: false, replacesEdited: false })));
});
