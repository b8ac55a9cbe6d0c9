/** A bar on stderr, where that is a terminal; elsewhere nothing. */
export function createProgress(total: number): { show(done: number, label: string): void; end(): void } {
  const terminal = process.stderr.isTTY ? process.stderr : undefined;
  let shownAt = 0;
  return {
    show(done, label) {
      if (!terminal || Date.now() - shownAt < PERIOD_MS) return;
      shownAt = Date.now();
      const share = Math.min(1, done / total);
      const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░');
      terminal.write(`\r\x1b[K${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${label}`);
    },
    end() {
      terminal?.write('\r\x1b[K');
    },
  };
}

const WIDTH = 30;
const PERIOD_MS = 100;
