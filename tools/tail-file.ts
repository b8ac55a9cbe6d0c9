import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 250;
// Enough for a few hundred lines of log.
const tailBytes = 256 * 1024;

/** The last lines of a file, and where it ended. */
export async function lastLines(file: string, count: number): Promise<{ lines: string[]; end: number }> {
  const { text, end } = await readFrom(file, -tailBytes);
  const lines = text.split('\n').filter(Boolean);
  return { lines: lines.slice(Math.max(0, lines.length - count)), end };
}

/** The lines that are added to a file behind `from`, as they come, also when it is begun anew. */
export async function* addedLines(file: string, from: number): AsyncGenerator<string> {
  let end = from;
  let rest = '';
  for (;;) {
    await delay(pollMs);
    const added = await readFrom(file, end);
    const lines = `${rest}${added.text}`.split('\n');
    end = added.end;
    rest = lines.pop() ?? '';
    yield* lines.filter(Boolean);
  }
}

/** What stands in a file from an offset on; a negative one counts from its end. A shorter file than that was begun anew. */
async function readFrom(file: string, offset: number): Promise<{ text: string; end: number }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const start = offset < 0 ? Math.max(0, size + offset) : offset > size ? 0 : offset;
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - start), position: start });
    return { text: buffer.toString('utf8', 0, bytesRead), end: start + bytesRead };
  } finally {
    await handle.close();
  }
}
