import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { readTextLines } from '@grocer/chassis/text-lines';
import { type ImportResult, importLimits } from '@grocer/contracts/imports';
import type { TestEstate } from '@grocer/test-support/estate';

/**
 * A folder by which the import's command finds the estate, but in place of its catalogue one that takes everything and keeps
 * nothing: so that the command's own speed and memory are seen, whatever the replicas hold.
 */
export async function withImportSink<T>(estate: TestEstate, work: (folder: string) => Promise<T>): Promise<T> {
  const sink = createServer((request, response) => void swallow(request, response));
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const address = sink.address();
  if (typeof address !== 'object' || address === null) throw new Error('the sink listens nowhere');
  const folder = join(estate.folder, 'sink');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(estate.folder, 'endpoints.json'), join(folder, 'endpoints.json'));
  const instances = [{ state: 'ready', address: `http://127.0.0.1:${address.port}` }];
  writeFileSync(join(folder, 'status.json'), JSON.stringify([{ deployable: 'catalogue', instances }]));
  try {
    return await work(folder);
  } finally {
    sink.closeAllConnections();
    sink.close();
  }
}

async function swallow(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let lines = 0;
  for await (const some of readTextLines(request, { maxBytes: importLimits.lineBytes })) lines += some.length;
  const result: ImportResult = { lines, created: lines, changed: 0, unchanged: 0, kept: 0, rejected: [] };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
}
