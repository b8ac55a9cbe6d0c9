/** A bar on stderr, where that is a terminal; elsewhere nothing. */
export function createProgress(): { show(share: number, label: string): void; end(): void } {
  const terminal = process.stderr.isTTY ? process.stderr : undefined;
  return {
    show(share, label) {
      const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░');
      terminal?.write(`\r\x1b[K${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${label}`);
    },
    end() {
      terminal?.write('\r\x1b[K');
    },
  };
}

const WIDTH = 30;

/** Hands on at most ten calls a second: a bar that is drawn for every chunk would cost more than the chunk. */
export function throttled<Args extends unknown[]>(call: (...args: Args) => void): (...args: Args) => void {
  let calledAt = 0;
  return (...args) => {
    if (performance.now() - calledAt < PERIOD_MS) return;
    calledAt = performance.now();
    call(...args);
  };
}

const PERIOD_MS = 100;
