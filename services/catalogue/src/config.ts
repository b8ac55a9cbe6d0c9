import {
  commonSettings,
  databaseSettings,
  httpSettings,
  identitySettings,
  vaultSettings,
} from '@grocer/chassis/config';
import { Type } from 'typebox';

/** Every setting of the catalogue, read from the environment variable of the same name in capitals. */
export const CatalogueConfig = Type.Object({
  ...httpSettings,
  ...commonSettings,
  ...databaseSettings,
  ...vaultSettings,
  ...identitySettings,
});
