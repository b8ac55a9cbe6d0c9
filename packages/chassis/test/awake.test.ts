import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const chassis = new URL('../src/', import.meta.url);

/** What such a program prints; one whose await nothing holds open ends before, with exit code 13. */
async function print(program: string): Promise<string> {
  const source = `
    import { scheduledHandler } from '${new URL('aws-lambda.ts', chassis)}';
    import { startFunction } from '${new URL('function.ts', chassis)}';
    import { runService } from '${new URL('lifecycle.ts', chassis)}';
    import { createPatience } from '${new URL('patience.ts', chassis)}';
    import { Type } from '${import.meta.resolve('typebox')}';
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const signal = new AbortController().signal;
    const patience = createPatience({ name: 'a login', log, signal, wake: () => signal });
    const obtain = async () => {
      let tries = 0;
      return patience.insist('obtain', () => false, async () => {
        if (++tries < 2) throw new Error('the database is starting up');
        return 'obtained';
      });
    };
    ${program}`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', source]);
  return stdout.trim();
}

test('an invocation is waited for, though what it waits for holds nothing open', async () => {
  const invoked = `await scheduledHandler({ handle: obtain })({}, { functionName: 'count', awsRequestId: 'request-1' })`;
  expect(await print(`console.log(${invoked});`)).toBe('obtained');
});

test('a start is waited for as well', async () => {
  const started = `await startFunction({ name: 'count', schema: Type.Object({}), env: {}, start: obtain })`;
  expect(await print(`console.log(${started});`)).toBe('obtained');
});

test('a service that waits before it listens is waited for', async () => {
  const start = `async () => { console.log(await obtain()); process.exit(); }`;
  const env = `{ HOST: '127.0.0.1', PORT: '0' }`;
  const started = `await runService({ name: 'count', schema: Type.Object({}), env: ${env}, start: ${start} });`;
  expect(await print(started)).toBe('obtained');
});

test('a process ends that keeps a grant and has nothing to do', async () => {
  expect(await print(`void patience.pause(60_000); console.log('idle');`)).toBe('idle');
});
