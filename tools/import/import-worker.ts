import { parentPort, workerData } from 'node:worker_threads';
import { ToolFault } from '../run-tool.ts';
import { connectCatalogue } from './catalogue.ts';
import { type ImportedFile, importFile } from './import-file.ts';

/** Which file, and how. */
export interface ImportOrder {
  readonly path: string;
  /** Where rows go that are no products. */
  readonly rejectsPath: string;
  readonly assumesCosts: boolean;
  readonly replacesEdited: boolean;
}

/** How far it is, what came of it, or why nothing did. */
export type ImportMessage =
  | { readonly share: number; readonly label: string }
  | { readonly imported: ImportedFile }
  | { readonly fault: string };

const order: ImportOrder = workerData;
const post = (message: ImportMessage) => parentPort?.postMessage(message);

try {
  const catalogue = connectCatalogue(order);
  post({ imported: await importFile({ ...order, catalogue, onProgress: (share, label) => post({ share, label }) }) });
} catch (error) {
  if (!(error instanceof ToolFault)) throw error;
  post({ fault: error.message });
}
