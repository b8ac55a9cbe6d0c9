import { Worker } from 'node:worker_threads';
import { ToolFault } from '../run-tool.ts';
import type { ImportedFile } from './import-file.ts';
import type { ImportMessage, ImportOrder } from './import-worker.ts';
import { createProgress } from './progress.ts';

/** V8 lets garbage lie about as long as it may grow: a thread of its own can be told how far, whatever the file's length. */
const resourceLimits = { maxYoungGenerationSizeMb: 32, maxOldGenerationSizeMb: 96 };

/** Imports a file in a thread of its own, with a bar on stderr; throws a ToolFault that says what stands in the way. */
export async function runImport(order: ImportOrder): Promise<ImportedFile> {
  const { promise, resolve, reject } = Promise.withResolvers<ImportedFile>();
  const progress = createProgress();
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { workerData: order, resourceLimits });
  worker.on('message', (message: ImportMessage) => {
    if ('share' in message) progress.show(message.share, message.label);
    else if ('imported' in message) resolve(message.imported);
    else reject(new ToolFault(message.fault));
  });
  worker.on('error', reject);
  worker.on('exit', (code) => reject(new Error(`the import's thread has ended with code ${code}`)));
  try {
    return await promise;
  } finally {
    progress.end();
  }
}
