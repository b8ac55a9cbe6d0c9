import type { KeptAnswer } from './answer.ts';
import { createPurges } from './purges.ts';

/** How a fetch ended for those who waited for it. */
export type Outcome = KeptAnswer | 'not kept' | 'failed';

/** One fetch under way. */
export interface Flight {
  /** The moment it began, on the clock of purges. */
  readonly startedAt: number;
  /** Tells those who wait; the first word counts. */
  land(outcome: Outcome): void;
  /** It is over; where nothing was told, it failed. */
  end(): void;
}

/** The fetches under way, and what was purged meanwhile. */
export interface Flights {
  begin(variant: string): Flight;
  /** The outcome of a fetch of the variant that one who comes now may wait for. */
  joinable(variant: string): Promise<Outcome> | undefined;
  purge(tags: readonly string[]): void;
  wasPurged(tags: readonly string[], startedAt: number): boolean;
}

export function createFlights(): Flights {
  const purges = createPurges();
  const latest = new Map<string, { startedAt: number; outcome: Promise<Outcome> }>();

  function begin(variant: string): Flight {
    const startedAt = purges.begin();
    const { promise: outcome, resolve: land } = Promise.withResolvers<Outcome>();
    const flight = { startedAt, outcome };
    latest.set(variant, flight);
    return {
      startedAt,
      land,
      end() {
        land('failed');
        purges.end(startedAt);
        if (latest.get(variant) === flight) latest.delete(variant);
      },
    };
  }

  return {
    begin,
    joinable(variant) {
      const flight = latest.get(variant);
      // What began before a purge, of whatever, may bring an old answer to one who came after it.
      return flight && flight.startedAt > purges.latest ? flight.outcome : undefined;
    },
    purge: purges.purge,
    wasPurged: purges.touched,
  };
}
