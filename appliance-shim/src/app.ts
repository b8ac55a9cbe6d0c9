import { createHttp, type HttpApp } from '@grocer/chassis/http';
import type { Log } from '@grocer/chassis/log';

/** The health probes, and nothing else: orders come by queue. A standby is live and not ready. */
export function buildApp({ log, isReady }: { log: Log; isReady: () => boolean }): HttpApp {
  return createHttp({ log, isReady });
}
