import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateProducts } from '@grocer/database/assortment/more-products';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { runScript } from '@grocer/test-support/script';
import { parse, stringify } from 'yaml';
import type { ImportedFile } from '../import/import-file.ts';
import { writeCsv } from '../import/write-csv.ts';
import { statusOf } from './estate-parts.ts';
import { cpuOfTree, peakMemoryOf } from './process-tree.ts';

/** What one import took: rows a second by the clock, and a second of all the processors' time that went into it. */
export interface ImportFigures {
  readonly what: string;
  readonly rows: number;
  readonly rowsPerSecond: number;
  readonly rowsPerCoreSecond: number;
  /** Where that time went, in seconds. */
  readonly cpu: Readonly<Record<string, number>>;
  readonly commandMb: number;
  readonly replicaMb: number;
}

const root = join(import.meta.dirname, '..', '..');

/** An estate whose catalogue has room for half a million products: a replica keeps in memory what it shows. */
export async function startImportEstate(folder: string): Promise<TestEstate> {
  const estate = parse(readFileSync(join(root, 'infra/estate.yaml'), 'utf8'));
  Object.assign(estate.deployables.catalogue, { memoryMb: 4096, scaling: { replicas: 1, maxReplicas: 1 } });
  const file = join(folder, 'estate.yaml');
  writeFileSync(file, stringify(estate));
  return startTestEstate({ folder, env: { ESTATE_YAML: file } });
}

/** Imports a file of so many products by the command, as it is and once more. */
export async function measureImports(estate: TestEstate, rows: number): Promise<ImportFigures[]> {
  const path = join(estate.folder, `bench-${rows}.csv`);
  await writeCsv(path, generateProducts({ count: rows, seed: 1 }));
  return [await measure(estate, path, 'first import'), await measure(estate, path, 'the same again')];
}

async function measure(estate: TestEstate, path: string, what: string): Promise<ImportFigures> {
  const before = cpuOfTree(estate.pid);
  const { stdout, stderr, code } = await runScript(estate.folder, 'catalogue-import', [path, '--json']);
  if (code !== 0) throw new Error(`the import has failed: ${stderr}`);
  const { rows, seconds, cpuSeconds, peakMemoryMb }: ImportedFile = JSON.parse(stdout);
  const replicas = statusOf(estate, 'catalogue').instances.map(({ pid }) => pid);
  const cpu: Record<string, number> = { command: cpuSeconds, catalogue: 0, Postgres: 0 };
  for (const [pid, ms] of cpuOfTree(estate.pid) ?? []) {
    if (pid === estate.pid) continue;
    const name = replicas.includes(pid) ? 'catalogue' : 'Postgres';
    cpu[name] = (cpu[name] ?? 0) + (ms - (before?.get(pid) ?? 0)) / 1000;
  }
  const total = Object.values(cpu).reduce((sum, one) => sum + one, 0);
  return {
    what,
    rows,
    rowsPerSecond: rows / seconds,
    rowsPerCoreSecond: rows / total,
    cpu,
    commandMb: peakMemoryMb,
    replicaMb: Math.max(...replicas.map(peakMemoryOf)),
  };
}
