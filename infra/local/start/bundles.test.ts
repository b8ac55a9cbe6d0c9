import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildBundle, sourceOf } from './bundles.ts';

let root: string;
let file: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bundles-'));
  file = join(root, 'functions/greet/dist/main.js');
  await put('pnpm-lock.yaml', 'lockfileVersion: 9');
  await put('infra/local/start/bundles.ts', '');
  await put('infra/local/start/bundle-stamp.ts', '');
  await put('functions/greet/package.json', '{ "type": "module" }');
  await put('functions/greet/src/main.aws.ts', "export { greet } from './greet.ts';");
  await put('functions/greet/src/greet.ts', "export const greet = (name: string) => 'Hello ' + name;");
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, content: string) {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), content);
}

async function load(): Promise<{ greet(name: string): unknown }> {
  return import(`${pathToFileURL(file)}?${(await stat(file)).mtimeMs}`);
}

test('bundles an entry and what it imports into one file', async () => {
  expect(await buildBundle({ root, file })).toBe('built');
  expect((await load()).greet('Ada')).toBe('Hello Ada');
});

test('builds again only when a source, or what is installed, has changed', async () => {
  await buildBundle({ root, file });
  expect(await buildBundle({ root, file })).toBe('up to date');

  await put('functions/greet/src/greet.ts', "export const greet = (name: string) => 'Good day ' + name;");
  expect(await buildBundle({ root, file })).toBe('built');
  expect((await load()).greet('Ada')).toBe('Good day Ada');

  await put('pnpm-lock.yaml', 'lockfileVersion: 10');
  expect(await buildBundle({ root, file })).toBe('built');
  await rm(file);
  expect(await buildBundle({ root, file })).toBe('built');
});

test('keeps what is imported lazily in a file of its own, and clears those of earlier builds away', async () => {
  const lazily = "export const greet = async (name: string) => (await import('./formal.ts')).formal(name);";
  await put('functions/greet/src/greet.ts', lazily);
  await put('functions/greet/src/formal.ts', "export const formal = (name: string) => 'Dear ' + name;");
  await buildBundle({ root, file });
  await put('functions/greet/src/formal.ts', "export const formal = (name: string) => 'To ' + name;");
  await buildBundle({ root, file });
  expect(await (await load()).greet('Ada')).toBe('To Ada');
  expect(await readFile(file, 'utf8')).not.toContain('To ');
  expect(await readdir(join(root, 'functions/greet/dist/main'))).toHaveLength(2);
});

test("prefers a function's entry for its host to one that stands alone", async () => {
  await put('functions/greet/src/main.ts', '');
  expect(sourceOf(file)).toBe(join(root, 'functions/greet/src/main.aws.ts'));
  await rm(join(root, 'functions/greet/src/main.aws.ts'));
  expect(sourceOf(file)).toBe(join(root, 'functions/greet/src/main.ts'));
});

test('says what it looked for when there is nothing to bundle', async () => {
  const missing = join(root, 'functions/greet/dist/plan.js');
  await expect(buildBundle({ root, file: missing })).rejects.toThrow(
    /neither .*src\/plan\.aws\.ts nor .*src\/plan\.ts/,
  );
});
