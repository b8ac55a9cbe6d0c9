// `npm run check`: format, lint, types and unit tests, all at once. Prints what failed, exits 1 if anything did.
import { spawn } from 'node:child_process';

const checks: Record<string, string[]> = {
  'format and lint': ['biome', 'ci', '--error-on-warnings', '--colors=off'],
  'promise rules': ['oxlint', '--type-aware', '--deny=no-floating-promises', '--deny=no-misused-promises', '--quiet'],
  types: ['tsc', '--noEmit'],
  'unit tests': ['vitest', 'run', '--project=unit', '--silent=passed-only'],
};

function run(command: string[]): Promise<{ ok: boolean; output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ ok: boolean; output: string }>();
  const [bin = '', ...args] = command;
  const child = spawn(bin, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  child.on('error', reject);
  child.on('close', (code) => resolve({ ok: code === 0, output }));
  return promise;
}

const results = await Promise.all(
  Object.entries(checks).map(async ([name, command]) => {
    const startedAt = performance.now();
    const result = await run(command);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${result.ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    return result;
  }),
);
for (const { output } of results.filter(({ ok }) => !ok)) console.log(output);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
