import { type Postgres, startPostgres } from '@grocer/local/stand-ins/postgres';

/** A Postgres of its own, gone when it stops. It need not survive the machine, so it does not wait for the disk. */
export function startTestCluster(): Promise<Postgres> {
  return startPostgres({ port: 0, settings: { fsync: 'off', max_connections: '200' } });
}
