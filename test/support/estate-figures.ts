import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

const estateYaml = join(import.meta.dirname, '..', '..', 'infra', 'estate.yaml');

/** Writes the estate's figures into `folder`, changed; answers the file, for `ESTATE_YAML`. */
export function writeFigures(folder: string, change: (figures: ReturnType<typeof parse>) => void): string {
  const figures = parse(readFileSync(estateYaml, 'utf8'));
  change(figures);
  const file = join(folder, 'estate.yaml');
  writeFileSync(file, stringify(figures));
  return file;
}
