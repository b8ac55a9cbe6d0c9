// npm run build:functions: every function as the zip that Lambda takes, in dist/functions.
import { createWriteStream, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readEstateYaml } from '@grocer/local/estate-yaml';
import { buildBundle } from '@grocer/local/start/bundles';
import { ZipFile } from 'yazl';

const root = join(import.meta.dirname, '..');
const output = join(root, 'dist', 'functions');
/** Of every file in a zip, whenever it was made: the same sources make the same zip. The format knows no earlier year. */
const MADE_AT = new Date(1980, 0, 1);
const options = { mtime: MADE_AT, mode: 0o100644, forceDosTimestamp: true };

/** Zips a bundle with what it imports lazily; answers the zip's size in bytes. */
async function zipFunction(name: string, file: string): Promise<number> {
  await buildBundle({ root, file });
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('{"type":"module"}\n'), 'package.json', options);
  zip.addBuffer(readFileSync(file), basename(file), options);
  const chunks = basename(file, '.js');
  for (const chunk of readdirSync(join(dirname(file), chunks)).sort()) {
    if (!chunk.endsWith('.map'))
      zip.addBuffer(readFileSync(join(dirname(file), chunks, chunk)), `${chunks}/${chunk}`, options);
  }
  zip.end();
  const path = join(output, `${name}.zip`);
  await pipeline(zip.outputStream, createWriteStream(path));
  return statSync(path).size;
}

mkdirSync(output, { recursive: true });
const { deployables } = readEstateYaml(join(root, 'infra', 'estate.yaml'));
for (const [name, { computeModel, folder, entry }] of Object.entries(deployables)) {
  if (computeModel !== 'function') continue;
  const bytes = await zipFunction(name, join(root, folder, entry));
  console.log(
    `function ${name} ${(bytes / 1_000_000).toFixed(2)} MB zipped, handler ${basename(entry, '.js')}.handler`,
  );
}
