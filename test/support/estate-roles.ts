import { join } from 'node:path';
import { readEstateYaml, vaultRolesOf } from '@grocer/local/estate-yaml';

/** Every role that Vault has in an estate, and the group in Postgres that its logins join. */
export const estateRoles = vaultRolesOf(readEstateYaml(join(import.meta.dirname, '../../infra/estate.yaml')));
