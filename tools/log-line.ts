import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

const levelStyles: Record<string, Style> = { error: 'red', fatal: 'red', warn: 'yellow', info: 'green' };

// Said by the line's place, or by the file's name.
const ownPlace = new Set(['level', 'time', 'name', 'msg', 'err']);

/** Makes a JSON log line readable: `10:00:01.250 info  order placed orderId=…`. Any other line stays as it is. */
export function readableLine(line: string, colour: boolean): string {
  const entry = parseEntry(line);
  if (!entry) return line;
  const paint = (style: Style, text: string) => (colour ? styleText(style, text, { validateStream: false }) : text);
  // A function's platform reports have a type instead of a message.
  const { level = '', time = '', type = '', msg = type, err } = entry;
  const rest = Object.entries(entry)
    .filter(([key, value]) => !ownPlace.has(key) && value !== msg)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const head = `${clockOf(String(time))} ${paint(levelStyles[String(level)] ?? 'dim', String(level).padEnd(5))} ${msg}`;
  return [head, rest.length > 0 ? ` ${paint('dim', rest.join(' '))}` : '', stackOf(err)].join('').trimEnd();
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The time of day of an instant, as it is written. */
function clockOf(time: string): string {
  return /T([\d:.]+)/.exec(time)?.[1] ?? time;
}

function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const text = 'stack' in error ? error.stack : 'message' in error ? error.message : '';
  return `\n${String(text).replace(/^/gm, '    ')}`;
}
