import {
  commonSettings,
  databaseSettings,
  httpSettings,
  identitySettings,
  Secret,
  vaultSettings,
} from '@grocer/chassis/config';
import { type Static, Type } from 'typebox';

/** Every setting of the catalogue, read from the environment variable of the same name in capitals. */
export const CatalogueConfig = Type.Object({
  ...httpSettings,
  ...commonSettings,
  ...databaseSettings,
  ...vaultSettings,
  ...identitySettings,
  edgePurgeUrl: Type.Optional(
    Type.String({ pattern: '^https?://', description: 'where the edge is told what has changed; not given: nowhere' }),
  ),
  edgePurgeClientToken: Type.Optional(Secret('what purges are signed by: the client token')),
  edgePurgeClientSecret: Type.Optional(Secret('the client secret')),
  edgePurgeAccessToken: Type.Optional(Secret('the access token')),
});
export type CatalogueConfig = Static<typeof CatalogueConfig>;
