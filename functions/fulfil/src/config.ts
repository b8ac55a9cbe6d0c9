import { commonSettings } from '@grocer/chassis/config';
import { connectionSettings } from '@grocer/orders/connections';
import { Type } from 'typebox';

/** Everything fulfil is told from outside. */
export const Config = Type.Object({
  ...commonSettings,
  ...connectionSettings,
  warehouseEventsDlqUrl: Type.String({
    description: 'where malformed events of the warehouse go',
    pattern: '^https?://',
  }),
});
