import type { writeFigures } from '@grocer/test-support/estate-figures';

/** The estate's own figures, but that what was disturbed is taken up again within seconds. */
export const hurry: Parameters<typeof writeFigures>[1] = (estate) => {
  const { checkout, fulfil, recover } = estate.deployables;
  recover.schedule = { rate: 3, atStart: true };
  recover.settings.ABSENCE_FINAL_SECONDS = 30;
  for (const { settings } of [checkout, fulfil, recover]) settings.PAYMENT_GATEWAY_TIMEOUT_MS = 3000;
  for (const queue of Object.values<{ visibilitySeconds: number; maxReceiveCount: number }>(estate.queues)) {
    queue.visibilitySeconds = 10;
    queue.maxReceiveCount = 50; // a message may meet many a killed instance, which is no fault of its own
  }
  estate.appliance.local = { pickMilliseconds: 50, dispatchMilliseconds: 100 };
};
