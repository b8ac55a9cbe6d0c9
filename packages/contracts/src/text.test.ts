import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { freeText, lineOfText } from './text.ts';

describe('a line of text', () => {
  it.each(['12 High Street', 'Café Ünïcode', 'flat 🏠'])('may be %j', (text) => {
    expect(Value.Check(lineOfText(20), text)).toBe(true);
  });

  it.each(['', '   ', 'two\nlines', 'a\u0000b', 'half \ud83c', 'x'.repeat(21)])('may not be %j', (text) => {
    expect(Value.Check(lineOfText(20), text)).toBe(false);
  });
});

describe('free text', () => {
  it('may have lines and tabs', () => {
    expect(Value.Check(freeText(20), 'two\nlines\tof 🏠')).toBe(true);
  });

  it.each(['a\u0000b', 'half \ud83c'])('may not be %j', (text) => {
    expect(Value.Check(freeText(20), text)).toBe(false);
  });
});
