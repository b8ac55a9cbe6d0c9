import { renameSync, writeFileSync } from 'node:fs';

const PERIOD_MS = 500;

/** Keeps a file with the estate's status fresh, for `npm run estate:status`. */
export function keepStatusFile(file: string, status: () => object): void {
  let written = '';
  const write = () => {
    const text = JSON.stringify(status(), null, 2);
    if (text === written) return;
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
    written = text;
  };
  write();
  setInterval(write, PERIOD_MS).unref();
}
