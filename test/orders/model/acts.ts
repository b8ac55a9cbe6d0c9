import type { ReportName, Thread } from './thread.ts';

/** Something that somebody does: the same act is done to the real thing and to the model. */
export type Act =
  | { readonly kind: 'place'; readonly label: string }
  | { readonly kind: 'cancel'; readonly label: string }
  /** The warehouse reports on a label's order: the first is 0, the last −1. */
  | { readonly kind: 'report'; readonly label: string; readonly nth: number; readonly what: ReportName }
  | { readonly kind: 'adjust'; readonly adjustment: number }
  /** What was in the air reaches the gateway; nobody waits for its answer any more. */
  | { readonly kind: 'land'; readonly order: string }
  | { readonly kind: 'recover' };

/**
 * What an act does, step by step. `mayPass`: recover runs while others hold locks, and passes by what they have locked.
 */
export function threadOf(act: Act, index: number, { mayPass }: { mayPass: boolean }): Thread {
  switch (act.kind) {
    case 'place':
      return [{ do: 'look the key up', act: index, label: act.label }];
    case 'cancel':
      return [{ do: 'cancel', act: index, label: act.label }];
    case 'report':
      return [{ do: 'report', act: index, label: act.label, nth: act.nth, what: act.what }];
    case 'adjust':
      return [{ do: 'adjust', adjustment: act.adjustment }];
    case 'land':
      return [{ do: 'land', order: act.order }];
    case 'recover':
      return [
        { do: 'claim payments', mayPass },
        { do: 'make silent orders due', mayPass },
        { do: 'claim events', mayPass },
        { do: 'forget keys' },
      ];
  }
}
