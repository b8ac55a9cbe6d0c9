import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'grocer-no-estate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(tool: string, ...args: string[]) {
  const file = join(import.meta.dirname, tool);
  return spawnSync(process.execPath, [file, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ESTATE_DIR: folder },
  });
}

const tools = [
  ...['order.ts', 'token.ts', 'issuer-rotate.ts', 'reprice.ts', 'catalogue-import.ts'],
  ...['estate-status.ts', 'estate-logs.ts', 'check-ledger.ts'],
];

describe.each(tools)('%s', (tool) => {
  it('says in one sentence that there is no estate, and fails', () => {
    const { status, stdout, stderr } = run(tool);
    expect(stderr).toMatch(/^[^\n]+npm start[^\n]*\.\n$/);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it('explains itself, and names an option it does not know', () => {
    expect(run(tool, '--help').stdout).toMatch(/^npm run /);
    const { status, stderr } = run(tool, '--wrong');
    expect(stderr).toBe("Unknown option '--wrong'; --help tells what there is.\n");
    expect(status).toBe(1);
  });
});
