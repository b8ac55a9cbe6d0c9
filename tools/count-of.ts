import { ToolFault } from './run-tool.ts';

/** The number that an option was given as. */
export function countOf(name: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new ToolFault(`--${name} ${text}: a whole number above 0 is wanted.`);
}
