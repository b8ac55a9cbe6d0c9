import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { staticCredentials } from '@grocer/chassis/credentials';
import { createLog } from '@grocer/chassis/log';
import { createDatabase, type Database } from '@grocer/chassis/postgres';
import type { TestEstate } from './estate.ts';

/** Connects as the superuser of an estate's own Postgres: for what no deployable may do. */
export function connectAdmin({ folder, endpoints }: Pick<TestEstate, 'folder' | 'endpoints'>): Database {
  const credentials = staticCredentials('postgres', readFileSync(join(folder, 'postgres.password'), 'utf8'));
  const log = createLog({ name: 'admin', level: 'fatal' });
  return createDatabase({ url: endpoints.postgres, credentials, max: 2, applicationName: 'admin', log });
}
