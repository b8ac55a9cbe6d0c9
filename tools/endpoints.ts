import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Endpoints } from '@grocer/local/estate';
import { ToolFault } from './run-tool.ts';

export type { Endpoints };

/** The addresses of the running estate. */
export function readEndpoints(): Endpoints {
  return readEstateFile('endpoints.json');
}

/** A JSON file that the running estate keeps in its folder. */
export function readEstateFile<T>(name: string): T {
  try {
    return JSON.parse(readFileSync(join(estateFolder(), name), 'utf8'));
  } catch {
    throw new ToolFault('No estate is running here: start one with npm start, in another terminal.');
  }
}

export function estateFolder(): string {
  return resolve(import.meta.dirname, '..', process.env.ESTATE_DIR ?? '.estate');
}
