import { commonSettings, databaseSettings, vaultSettings } from '@grocer/chassis/config';
import { Type } from 'typebox';

/** What the tasks `migrate` and `seed` are configured by: like every deployable, they get their login from Vault. */
export const TaskConfig = Type.Object({
  ...commonSettings,
  ...vaultSettings,
  databaseUrl: databaseSettings.databaseUrl,
});

/** What the task `bootstrap` is configured by: it comes before Vault, and makes Vault's own login. */
export const BootstrapConfig = Type.Object({
  ...commonSettings,
  adminDatabaseUrl: Type.String({
    description: "the cluster admin's connection, login included",
    pattern: '^postgres(ql)?://',
  }),
  databaseName: Type.String({ description: 'the database, made where it is missing', minLength: 1 }),
  vaultDatabasePassword: Type.String({ description: 'what the login `vault` is to sign in with', minLength: 16 }),
});
