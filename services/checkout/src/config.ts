import { commonSettings, httpSettings, identitySettings } from '@grocer/chassis/config';
import { connectionSettings } from '@grocer/orders/connections';
import { type Static, Type } from 'typebox';

/** Everything checkout is told from outside. */
export const ConfigSchema = Type.Object({
  ...httpSettings,
  ...commonSettings,
  ...identitySettings,
  ...connectionSettings,
  warehouseOrdersQueueUrl: Type.String({ pattern: '^https?://', description: 'queue of what the warehouse is told' }),
  catalogueUrl: Type.String({ pattern: '^https?://', description: "the catalogue's address, without a path" }),
  catalogueTimeoutMs: Type.Integer({
    minimum: 100,
    maximum: 30_000,
    default: 3000,
    description: 'how long the catalogue may take to quote',
  }),
  maxInFlight: Type.Integer({ minimum: 1, maximum: 10_000, description: 'requests in work at once; more are refused' }),
});
export type Config = Static<typeof ConfigSchema>;
