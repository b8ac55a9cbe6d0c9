/** A new trace's id: 32 hexadecimal digits, not all zero (W3C Trace Context §3.2.2.3). Drawn by chance, which no secret rests on. */
export function newTraceId(): string {
  return word() + word() + word() + lastWord();
}

/** A new span's id: 16 hexadecimal digits, not all zero. */
export function newSpanId(): string {
  return word() + lastWord();
}

const octets = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

function word(): string {
  return hex((Math.random() * 2 ** 32) >>> 0);
}

function lastWord(): string {
  return hex(((Math.random() * (2 ** 32 - 1)) >>> 0) + 1);
}

function hex(bits: number): string {
  return `${octets[bits >>> 24]}${octets[(bits >>> 16) & 255]}${octets[(bits >>> 8) & 255]}${octets[bits & 255]}`;
}
