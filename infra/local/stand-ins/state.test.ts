import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openState } from './state.ts';

it('keeps the state, private keys among it, from other users of the machine, even where they could read it before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'grocer-state-'));
  for (const stateDir of [join(folder, 'new'), folder]) {
    if (stateDir === folder) await chmod(folder, 0o755);
    openState(stateDir, 'issuer').close();
    expect((await stat(stateDir)).mode & 0o777).toBe(0o700);
  }
  await rm(folder, { recursive: true });
});
