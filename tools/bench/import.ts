import { join } from 'node:path';
import { generateProducts } from '@grocer/database/assortment/more-products';
import type { TestEstate } from '@grocer/test-support/estate';
import { runScript } from '@grocer/test-support/script';
import type { ImportedFile } from '../import/import-file.ts';
import { writeCsv } from '../import/write-csv.ts';
import { statusOf } from './estate-parts.ts';
import { withImportSink } from './import-sink.ts';
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
  readonly replicaMb?: number;
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

/** Reads a file of so many products and sends it where nothing is kept: the command alone. */
export async function measureCommand(estate: TestEstate, rows: number): Promise<ImportFigures> {
  const path = join(estate.folder, `bench-${rows}.csv`);
  await writeCsv(path, generateProducts({ count: rows, seed: 1 }));
  return withImportSink(estate, async (folder) => {
    const { stdout, stderr, code } = await runScript(folder, 'catalogue-import', [path, '--json']);
    if (code !== 0) throw new Error(`the import has failed: ${stderr}`);
    const { seconds, cpuSeconds, peakMemoryMb }: ImportedFile = JSON.parse(stdout);
    const [rowsPerSecond, rowsPerCoreSecond] = [rows / seconds, rows / cpuSeconds];
    return {
      what: 'the command alone',
      rows,
      rowsPerSecond,
      rowsPerCoreSecond,
      cpu: { command: cpuSeconds },
      commandMb: peakMemoryMb,
    };
  });
}
