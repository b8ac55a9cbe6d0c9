import type { Model } from './model.ts';

// An act is a thread of atomic steps: one transaction, one call of the gateway, one message sent. Steps are plain data; taking
// one changes the model and says what follows. `act` is the place of the act in its command, null where nobody is answered.

interface Steps {
  'look the key up': { act: number; label: string };
  reserve: { act: number; label: string };
  'read the answer': { act: number; order: string; isReplay: boolean };
  'store the answer': { act: number; order: string; answer: string };
  cancel: { act: number; label: string };
  'answer the order': { act: number; order: string };

  authorise: { order: string; act: number | null; statusAt: number };
  settle: { order: string; act: number | null; outcome: Outcome };
  'let the hold go': { order: string };
  'note the void': { order: string };
  land: { order: string };

  send: { order: string; what: MessageName };
  'mark sent': { order: string; what: MessageName };
  report: { act: number; label: string; nth: number; what: ReportName };
  'start picking': { order: string; act: number };
  pick: { order: string; act: number };
  'pick and dispatch': { order: string; act: number };
  capture: { order: string; act: number };
  dispatch: { order: string; capturedMinor: number | null };
  'note the event': { event: string; outcome: 'applied' | 'ignored' | 'refused' };
  adjust: { adjustment: number };

  'claim payments': { mayPass: boolean };
  'claim payment': { order: string };
  'close payment': { order: string };
  'find payment': { order: string; statusAt: number };
  'capture again': { order: string; attempts: number };
  'note the capture': { order: string; capturedMinor: number };
  'leave the payment': { order: string };
  'make silent orders due': { mayPass: boolean };
  'make the order due': { order: string };
  'claim events': { mayPass: boolean };
  'claim event': { order: string; what: MessageName };
  'forget keys': object;
}

type StepName = keyof Steps;
type StepOf<Name extends StepName> = { readonly do: Name } & Readonly<Steps[Name]>;

export type Step = { [Name in StepName]: StepOf<Name> }[StepName];
export type Outcome = 'authorised' | 'declined' | 'none';
export type MessageName = 'release' | 'withdrawal';
export type ReportName = 'picking-started' | 'picked' | 'dispatched';

/** Threads that run side by side, all over before what follows; or a thread that may be left out. */
export type Node = Step | { readonly sideBySide: readonly Thread[] } | { readonly maybe: Thread };
export type Thread = readonly Node[];

/** What each step does to the model; it answers what follows. */
export type Rules = { readonly [Name in StepName]: (model: Model, step: StepOf<Name>) => Thread };

export function take<Name extends StepName>(rules: Rules, model: Model, step: StepOf<Name>): Thread {
  return rules[step.do](model, step);
}

/** A step that a thread may take next, and the thread that is left once something follows from it. */
export interface Move {
  readonly step: Step;
  readonly left: (following: Thread) => Thread;
}

export function movesOf(thread: Thread): Move[] {
  const [head, ...tail] = thread;
  if (!head) return [];
  if ('do' in head) return [{ step: head, left: (following) => [...following, ...tail] }];
  if ('maybe' in head) return [...movesOf([...head.maybe, ...tail]), ...movesOf(tail)];
  const { sideBySide } = head;
  const moves = sideBySide.flatMap((branch, index) =>
    movesOf(branch).map(({ step, left }) => ({
      step,
      left: (following: Thread) => {
        const branches = sideBySide.with(index, left(following)).filter((other) => other.length > 0);
        return branches.length > 0 ? [{ sideBySide: branches }, ...tail] : tail;
      },
    })),
  );
  return sideBySide.every(isOver) ? [...moves, ...movesOf(tail)] : moves;
}

/** True when nothing has to follow. */
export function isOver(thread: Thread): boolean {
  return thread.every((node) => 'maybe' in node || ('sideBySide' in node && node.sideBySide.every(isOver)));
}
