import { expect, test } from 'vitest';
import { judge, reconcile } from './numbering.ts';

test.each([
  [1, 0, 'next'],
  [8, 7, 'next'],
  [1, 99_999_999, 'next'],
  [7, 7, 'repeated'],
  [0, 0, 'out-of-sequence'],
  [6, 7, 'out-of-sequence'],
  [9, 7, 'out-of-sequence'],
])('number %i after %i is %s', (sequence, lastReceived, judgement) => {
  expect(judge(sequence, lastReceived)).toBe(judgement);
});

test.each([
  ['nothing outstanding, all received', 7, false, 7, { type: 'agreed' }],
  ['the outstanding one never arrived', 7, true, 6, { type: 'agreed' }],
  ['the outstanding one is the first of all', 1, true, 0, { type: 'agreed' }],
  ['the outstanding one follows the turn of the numbers', 1, true, 99_999_999, { type: 'agreed' }],
  ['the outstanding one arrived, its answer did not', 7, true, 7, { type: 'settled', sequence: 7 }],
  ['the other side is behind', 7, false, 3, { type: 'renumbered', sent: 3 }],
  ['the other side is behind, and one is outstanding', 7, true, 3, { type: 'renumbered', sent: 4 }],
  ['the other side is ahead, and one is outstanding', 7, true, 9, { type: 'renumbered', sent: 10 }],
  ['the other side has forgotten everything', 7, true, 0, { type: 'renumbered', sent: 1 }],
])('at log-on, %s', (_, sent, isOutstanding, peerReceived, fit) => {
  expect(reconcile(sent, isOutstanding, peerReceived)).toEqual(fit);
});
