/** A schedule that came round; `at` is when it was due, RFC 3339. */
export interface Scheduled {
  readonly by: 'schedule';
  readonly at: string;
}

/** Someone asked for a run, with an input that nobody has checked yet. */
export interface Asked {
  readonly by: 'hand';
  readonly input: unknown;
}

/** Why a function that no queue feeds runs. */
export type Trigger = Scheduled | Asked;
