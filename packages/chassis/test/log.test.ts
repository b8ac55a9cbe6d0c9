import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tetheredStdio, tetherFlags } from '@grocer/test-support/process';
import { expect, it, onTestFinished } from 'vitest';

const program = `
  import { createLog } from '@grocer/chassis/log';
  const log = createLog({ name: 'test' });
  process.on('SIGTERM', () => {
    log.info('stopping');
    log.info('stopped');
    process.exit(0);
  });
  setInterval(() => {}, 1000);
  log.info('here');
`;

it('ends with its process though nobody reads it any more', { timeout: 10_000 }, async () => {
  const flags = [...tetherFlags, '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, flags, { cwd: import.meta.dirname, stdio: tetheredStdio });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const output = child.stdio[1] ?? expect.fail('it has no output');
  await once(output, 'data');
  output.destroy();
  await once(output, 'close');
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
