/** Up to so many letters a word with another letter is another word. */
const SHORT = 4;

/** How many typing errors pass in a word: none in the shortest. */
export function errorsAllowed(word: string): number {
  return word.length < SHORT ? 0 : word.length < 7 ? 1 : 2;
}

/**
 * Whether the one word may be an error for the other, few errors apart as they are. Both begin alike, but for the first two letters
 * having changed places; in a short word two letters changed places, one was struck twice, or one is missing that is hardly heard.
 */
export function isLikelySlip(written: string, meant: string): boolean {
  const areSwapped = written[0] === meant[1] && written[1] === meant[0];
  if (written[0] !== meant[0] && !areSwapped) return false;
  if (written.length > SHORT) return true;
  if (written.length === meant.length) return sortedLetters(written) === sortedLetters(meant);
  const longer = written.length > meant.length ? written : meant;
  const place = [...longer].findIndex((letter, at) => letter !== written[at] || letter !== meant[at]);
  const letter = longer[place] ?? '';
  return letter === longer[place - 1] || (longer === meant && /[aeiouh]/.test(letter));
}

function sortedLetters(word: string): string {
  return [...word].sort().join('');
}

/** Which letters a word has, as bits: an error changes two at most, so that most words are told apart by them alone. */
export function lettersOf(word: string): number {
  let bits = 0;
  for (let place = 0; place < word.length; place += 1) bits |= 1 << (word.charCodeAt(place) & 31);
  return bits;
}

/** How many letters two words do not share. */
export function unshared(a: number, b: number): number {
  let bits = a ^ b;
  let count = 0;
  for (; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}

/**
 * How many errors make one word of the other: a letter too many, too few, another one, or two that changed places (the optimal
 * string alignment distance). Anything above `limit` is told as `limit + 1`.
 */
export function errorsBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let above: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const cost = costAt(a, b, row, column, { above, before, current });
      current.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    above = before;
    before = current;
  }
  return Math.min(before[b.length] ?? 0, limit + 1);
}

interface Rows {
  readonly above: readonly number[];
  readonly before: readonly number[];
  readonly current: readonly number[];
}

function costAt(a: string, b: string, row: number, column: number, { above, before, current }: Rows): number {
  const isSame = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
  const replaced = (before[column - 1] ?? 0) + (isSame ? 0 : 1);
  const cost = Math.min(replaced, (before[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
  const isSwapped =
    row > 1 &&
    column > 1 &&
    a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
    a.charCodeAt(row - 2) === b.charCodeAt(column - 1);
  return isSwapped ? Math.min(cost, (above[column - 2] ?? 0) + 1) : cost;
}
