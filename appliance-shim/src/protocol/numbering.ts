import { nextSequence } from '@grocer/contracts/telegrams';

/** What a number says about a telegram: a repetition of the last, the one expected, or neither. */
export type Judgement = 'repeated' | 'next' | 'out-of-sequence';

/** Judges the number of a telegram by the last one received; nothing is repeated before the first (contracts §8). */
export function judge(sequence: number, lastReceived: number): Judgement {
  if (sequence === lastReceived && sequence !== 0) return 'repeated';
  return sequence === nextSequence(lastReceived) ? 'next' : 'out-of-sequence';
}

/** How the two sides' numbers fit at log-on, from the sender's side. */
export type Reconciliation =
  /** They agree: send the outstanding telegram again, if there is one. */
  | { readonly type: 'agreed' }
  /** The other side has the outstanding telegram; its answer was lost. */
  | { readonly type: 'settled'; readonly sequence: number }
  /** They disagree: `sent` is the number to go on from, and that of the outstanding telegram if there is one. */
  | { readonly type: 'renumbered'; readonly sent: number };

/** Compares what we sent last, acknowledged or outstanding, with what the other side says it received last. */
export function reconcile(sent: number, isOutstanding: boolean, peerReceived: number): Reconciliation {
  if (isOutstanding && peerReceived === sent) return { type: 'settled', sequence: sent };
  const expected = isOutstanding ? sent : nextSequence(sent);
  const next = nextSequence(peerReceived);
  if (next === expected) return { type: 'agreed' };
  return { type: 'renumbered', sent: isOutstanding ? next : peerReceived };
}
