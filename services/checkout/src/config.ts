import {
  commonSettings,
  databaseSettings,
  httpSettings,
  identitySettings,
  queueSettings,
  Secret,
  vaultSettings,
} from '@grocer/chassis/config';
import { type Static, Type } from 'typebox';

/** Everything checkout is told from outside. */
export const ConfigSchema = Type.Object({
  ...httpSettings,
  ...commonSettings,
  ...databaseSettings,
  ...vaultSettings,
  ...identitySettings,
  ...queueSettings,
  warehouseOrdersQueueUrl: Type.String({ pattern: '^https?://', description: 'queue of what the warehouse is told' }),
  catalogueUrl: Type.String({ pattern: '^https?://', description: "the catalogue's address, without a path" }),
  catalogueTimeoutMs: Type.Integer({
    minimum: 100,
    maximum: 30_000,
    default: 3000,
    description: 'how long the catalogue may take to quote',
  }),
  paymentGatewayUrl: Type.String({ pattern: '^https?://', description: "the card gateway's address" }),
  paymentGatewayKey: Secret("reference to the card gateway's API key"),
  paymentGatewayTimeoutMs: Type.Integer({
    minimum: 100,
    maximum: 25_000,
    description: 'how long the card gateway may take; later its answer is unknown',
  }),
  maxInFlight: Type.Integer({ minimum: 1, maximum: 10_000, description: 'requests in work at once; more are refused' }),
});
export type Config = Static<typeof ConfigSchema>;
