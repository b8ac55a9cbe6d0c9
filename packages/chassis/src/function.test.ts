import { Type } from 'typebox';
import { expect, test, vi } from 'vitest';
import { ConfigError, commonSettings } from './config.ts';
import { startFunction } from './function.ts';

const schema = Type.Object({ ...commonSettings, greeting: Type.String({ description: 'what to say' }) });

test("makes a handler of a function's configuration", async () => {
  const env = { GREETING: 'hello', LOG_LEVEL: 'error' };
  const handler = await startFunction({
    name: 'greet',
    schema,
    env,
    start:
      ({ config }) =>
      (name: string) =>
        `${config.greeting}, ${name}`,
  });
  expect(handler('Ada')).toBe('hello, Ada');
});

test('does not start when its configuration is wrong, and says what is', async () => {
  const starting = startFunction({ name: 'greet', schema, env: { LOG_LEVEL: 'loud' }, start: () => undefined });
  await expect(starting).rejects.toThrow(ConfigError);
  await expect(starting).rejects.toThrow(/GREETING is missing: what to say/);
});

test('runs its stop tasks on SIGTERM, the last registered first, and exits though one of them fails', async () => {
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  const stopped: string[] = [];
  await startFunction({
    name: 'greet',
    schema,
    env: { GREETING: 'hello', LOG_LEVEL: 'error' },
    start({ onStop }) {
      onStop(async () => void stopped.push('first'));
      onStop(() => Promise.reject(new Error('cannot stop')));
      onStop(async () => void stopped.push('last'));
    },
  });
  process.emit('SIGTERM');
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(0));
  expect(stopped).toEqual(['last', 'first']);
  exit.mockRestore();
});
