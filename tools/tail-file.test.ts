import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addedLines, lastLines } from './tail-file.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grocer-tail-'));
  file = join(folder, 'checkout.log');
});

afterEach(() => rm(folder, { recursive: true }));

test('gives the last lines of a file', async () => {
  await writeFile(file, 'one\ntwo\nthree\n');
  expect(await lastLines(file, 2)).toEqual({ lines: ['two', 'three'], end: 14 });
  expect((await lastLines(file, 9)).lines).toEqual(['one', 'two', 'three']);
  expect((await lastLines(file, 0)).lines).toEqual([]);
});

test('gives whole lines as they are added, also after the file is begun anew', async () => {
  await writeFile(file, 'old\n');
  const lines = addedLines(file, (await lastLines(file, 0)).end);
  const first = lines.next();
  await appendFile(file, 'half a ');
  await appendFile(file, 'line\n');
  expect((await first).value).toBe('half a line');

  const second = lines.next();
  await writeFile(file, 'new\n');
  expect((await second).value).toBe('new');
  await lines.return(undefined);
});
