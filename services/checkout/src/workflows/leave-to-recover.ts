import type { Log } from '@grocer/chassis/log';

/** Does what the order no longer depends on. A failure is logged and never the customer's: recover finds the work still due. */
export async function orLeaveToRecover(log: Log, orderId: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn({ err: error, orderId }, 'left to recover');
  }
}
