import { commonSettings } from '@grocer/chassis/config';
import { connectionSettings } from '@grocer/orders/connections';
import { Type } from 'typebox';

/** Everything recover is told from outside. */
export const Config = Type.Object({
  ...commonSettings,
  ...connectionSettings,
  warehouseOrdersQueueUrl: Type.String({ description: 'queue of what the warehouse is told', pattern: '^https?://' }),
  absenceFinalSeconds: Type.Integer({
    description: 'a payment that the gateway does not have so long after the order last moved will never appear',
    minimum: 30,
    maximum: 3600,
    default: 300,
  }),
  silenceMinutes: Type.Integer({
    description:
      'how long after its slot began an order that is not dispatched is sent to the warehouse again, and how often',
    minimum: 1,
    maximum: 1440,
    default: 15,
  }),
});
