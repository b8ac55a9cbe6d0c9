// npm run catalogue:import -- FILE: reads products into the catalogue of the running estate.
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { importFaults } from '@grocer/contracts/imports';
import { estateFolder, readEndpoints } from './endpoints.ts';
import { allowedWords } from './import/plain-csv.ts';
import { runImport } from './import/run-import.ts';
import { tellImported } from './import/tell.ts';
import { runTool, ToolFault } from './run-tool.ts';

const words = Object.entries(allowedWords)
  .map(([column, allowed = []]) => `  ${column}: ${allowed.join(', ')}`)
  .join('\n');

const usage = `npm run catalogue:import -- FILE [--assume-costs] [--replace-edited] [--rejects FILE] [--json]

Imports an Open Food Facts export (TSV or JSONL, also gzip) or a CSV with the columns sku, name, brand, department, size,
description, imageUrl, dietary, allergens, costMinor, shelfLifeDays, vatClass; sku and name are enough, and the last three come
together or not at all. It returns when every replica and the edge serve what was written, and breaks off when the catalogue is
full: by memoryMb in infra/estate.yaml it has room for so many products (384: 238,000; 1.1 more for each further 1,000).

${words}

Rows that are no products go whole to a file, with the reason, and stop nothing:
${Object.entries(importFaults)
  .map(([reason, what]) => `  ${reason.padEnd(16)} ${what}`)
  .join('\n')}

  --assume-costs     gives products without a cost their department's typical one, so that the next night prices them
  --replace-edited   replaces products that a person has edited since the last import, too
  --rejects          where the rejected rows go; otherwise into the estate's folder
  --json             the counts as one JSON document on stdout`;

await runTool(usage, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'assume-costs': { type: 'boolean', default: false },
      'replace-edited': { type: 'boolean', default: false },
      rejects: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  readEndpoints();
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new ToolFault('Name one file to import; --help tells more.');
  const imported = await runImport({
    path,
    rejectsPath: values.rejects ?? join(estateFolder(), 'rejects', `${basename(path)}.jsonl`),
    assumesCosts: values['assume-costs'],
    replacesEdited: values['replace-edited'],
  });
  console.log(values.json ? JSON.stringify(imported) : tellImported(imported));
});
