import type { ImportedFile } from './import-file.ts';
import { tellUnknownAllergens } from './unknown-allergens.ts';

/** What an import has done, for a person. */
export function tellImported({
  rows,
  seconds,
  rejected,
  rejectsFile,
  unknownAllergens,
  peakMemoryMb,
  ...counts
}: ImportedFile): string {
  const { created, changed, unchanged, kept } = counts;
  const reasons = Object.entries(rejected);
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  return [
    `${rows} rows in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)} a second, ${peakMemoryMb} MB at most): ${created} created, ${changed} changed, ${unchanged} unchanged, ${kept} kept as edited, ${total} rejected`,
    ...reasons.map(([reason, count]) => `  ${reason.padEnd(16)} ${String(count).padStart(7)}`),
    ...tellUnknownAllergens(unknownAllergens),
    ...(rejectsFile ? [`the rejected rows, and why: ${rejectsFile}`] : []),
  ].join('\n');
}
