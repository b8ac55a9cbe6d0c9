import type { Announce } from '../processes/placement.ts';
import { type Postgres, type PostgresOptions, startPostgres } from '../stand-ins/postgres.ts';
import { StartFault } from '../start-fault.ts';

/**
 * Starts Postgres, and starts it again whenever it ends by itself, as RDS does. Where that fails it throws unhandled, since no
 * caller is there any more: the estate ends with the fault.
 */
export async function keepPostgres(options: PostgresOptions, announce: Announce): Promise<Omit<Postgres, 'exited'>> {
  let isStopping = false;
  let running = await startPostgres(options);
  const { url, port } = running;
  void restartForEver();

  async function restartForEver(): Promise<void> {
    for (;;) {
      await running.exited;
      if (isStopping) return;
      announce('Postgres ended; starting it again');
      await running.stop();
      running = await startAgain();
      announce('Postgres is up again');
    }
  }

  async function startAgain(): Promise<Postgres> {
    try {
      return await startPostgres({ ...options, port });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartFault(`Postgres ended and does not start again: ${reason}`);
    }
  }

  return {
    url,
    port,
    async stop() {
      isStopping = true;
      await running.stop();
    },
  };
}
