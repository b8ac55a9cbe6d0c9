import {
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  retry,
} from 'cockatiel';
import { Unavailable } from './errors.ts';
import type { Log } from './log.ts';

/** How a dependency's failures are met: `guardSettings` in config.ts says what each figure is. */
export interface GuardFigures {
  readonly retryAttempts: number;
  readonly retryDelayMs: number;
  readonly retryPercent: number;
  readonly breakerFailures: number;
  readonly breakerMs: number;
}

/** Which dependency is guarded, and which of its errors tell that it is in trouble; a refusal does not. */
export interface GuardOptions extends GuardFigures {
  readonly dependency: string;
  readonly isTrouble: (error: unknown) => boolean;
  readonly log: Pick<Log, 'warn' | 'info'>;
}

/** Stands before a dependency that may be in trouble. */
export interface Guard {
  /**
   * Makes a call, and makes it again, after a pause with jitter, while `isRepeatable` says so of its failure and the budget
   * allows. Throws Unavailable at once while the circuit is open.
   */
  run<T>(call: () => Promise<T>, isRepeatable: (error: unknown) => boolean): Promise<T>;
}

/** So many retries the budget has saved at most: a short fault may cost them all, a long one only its share of the calls. */
const BUDGET_LIMIT = 10;
const LONGEST_DELAY_FACTOR = 10;

/** Creates a guard: a circuit that opens after failures in a row, and retries within a budget, all calls together. */
export function createGuard({ dependency, isTrouble, log, ...figures }: GuardOptions): Guard {
  const { retryAttempts, retryDelayMs, retryPercent, breakerFailures, breakerMs } = figures;
  const circuit = circuitBreaker(handleWhen(isTrouble), {
    halfOpenAfter: breakerMs,
    breaker: new ConsecutiveBreaker(breakerFailures),
  });
  circuit.onBreak(() => log.warn({ dependency, breakerMs }, 'circuit opened: it is left alone for a while'));
  circuit.onReset(() => log.info({ dependency }, 'circuit closed'));
  const backoff = new ExponentialBackoff({
    initialDelay: retryDelayMs,
    maxDelay: retryDelayMs * LONGEST_DELAY_FACTOR,
  });
  let budget = BUDGET_LIMIT;

  return {
    async run(call, isRepeatable) {
      budget = Math.min(BUDGET_LIMIT, budget + retryPercent / 100);
      let attemptsLeft = retryAttempts;
      const mayRepeat = (error: unknown) => {
        attemptsLeft -= 1;
        if (attemptsLeft === 0 || isBrokenCircuitError(error) || !isRepeatable(error) || budget < 1) return false;
        budget -= 1;
        return true;
      };
      const retrying = retry(handleWhen(mayRepeat), { maxAttempts: retryAttempts, backoff });
      try {
        return await retrying.execute(() => circuit.execute(call));
      } catch (error) {
        throw isBrokenCircuitError(error) ? new Unavailable(dependency, { cause: error }) : error;
      }
    },
  };
}
