import { commonSettings, databaseSettings, httpSettings, queueSettings, vaultSettings } from '@grocer/chassis/config';
import { type Static, Type } from 'typebox';

export const Config = Type.Object({
  ...httpSettings,
  ...commonSettings,
  ...vaultSettings,
  ...databaseSettings,
  ...queueSettings,
  warehouseOrdersQueueUrl: Type.String({ pattern: '^https?://', description: 'queue that orders come from' }),
  warehouseOrdersDlqUrl: Type.String({ pattern: '^https?://', description: 'where malformed messages go' }),
  warehouseEventsQueueUrl: Type.String({ pattern: '^https?://', description: 'queue that warehouse events go to' }),
  applianceHost: Type.String({ minLength: 1, description: "the appliance's address" }),
  appliancePort: Type.Integer({ minimum: 1, maximum: 65535, description: "the appliance's port" }),
});

export type Config = Static<typeof Config>;
