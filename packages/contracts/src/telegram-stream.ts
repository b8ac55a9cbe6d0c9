import { type ReadTelegram, readTelegram, telegramLimits } from './telegrams.ts';

/** Cuts the bytes of one connection into telegrams, wherever TCP happened to split them. */
export interface TelegramStream {
  /**
   * Reads the telegrams that `chunk` completes. `unreadable` comes last and for good:
   * past it nothing tells where the next telegram begins, so the connection has to be closed.
   */
  push(chunk: Uint8Array): ReadTelegram[];
}

const stx = 0x02;
const etx = 0x03;

/** Creates the reader of one connection's bytes; it holds at most one unfinished telegram (512 bytes). */
export function createTelegramStream(): TelegramStream {
  let open = false;
  let broken = false;
  let characters = '';

  function take(byte: number): ReadTelegram | undefined {
    if (byte === stx && !open) {
      open = true;
      return undefined;
    }
    if (!open) return { kind: 'unreadable', reason: 'bytes between telegrams' };
    if (byte === etx) {
      const telegram = readTelegram(characters);
      open = false;
      characters = '';
      return telegram;
    }
    if (byte < 0x20 || byte > 0x7e) return { kind: 'unreadable', reason: 'not printable ASCII' };
    characters += String.fromCharCode(byte);
    const tooLong = characters.length + 2 > telegramLimits.maxLength;
    return tooLong ? { kind: 'unreadable', reason: 'longer than a telegram may be' } : undefined;
  }

  return {
    push(chunk) {
      const read: ReadTelegram[] = [];
      for (const byte of chunk) {
        if (broken) break;
        const telegram = take(byte);
        if (telegram === undefined) continue;
        read.push(telegram);
        broken = telegram.kind === 'unreadable';
      }
      return read;
    },
  };
}
