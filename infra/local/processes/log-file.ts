import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

/** A log file that takes whole chunks and never grows beyond twice `LIMIT_BYTES`. */
export interface LogFile {
  write(chunk: string | Buffer): void;
  close(): Promise<void>;
}

const LIMIT_BYTES = 10 * 1024 * 1024;

/** Opens a log file for appending; past ten megabytes it is kept once as `<file>.1` and begun again. */
export function openLogFile(file: string): LogFile {
  mkdirSync(dirname(file), { recursive: true });
  let stream = createWriteStream(file, { flags: 'a' });
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;

  function rotate(): void {
    stream.end();
    renameSync(file, `${file}.1`);
    stream = createWriteStream(file, { flags: 'a' });
    size = 0;
  }

  return {
    write(chunk) {
      if (size > LIMIT_BYTES) rotate();
      stream.write(chunk);
      size += chunk.length;
    },
    close: () => end(stream),
  };
}

function end(stream: WriteStream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.end(resolve);
  return promise;
}
