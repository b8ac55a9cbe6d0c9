import type { Readable } from 'node:stream';
import { afterEach } from 'vitest';

/** What every container of this file's estate has said, by its name. */
const said = new Map<string, string>();
const LAST_LINES = 25;

/** Keeps what a container says; containers of one name share it. */
export function keepLog(name: string): (stream: Readable) => void {
  return (stream) => {
    stream.on('data', (chunk: Buffer | string) => said.set(name, `${said.get(name) ?? ''}${chunk}`));
  };
}

/** Everything that any container has said. */
export function everythingSaid(): string {
  return [...said.values()].join('\n');
}

/** Prints the containers' last lines when a test fails. */
export function tellLastWords(): void {
  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const [name, text] of said)
      console.error(`── ${name}\n${text.trim().split('\n').slice(-LAST_LINES).join('\n')}`);
  });
}
