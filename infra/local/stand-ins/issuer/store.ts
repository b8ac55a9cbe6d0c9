import type { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** Keeps sessions, grants, codes and refresh tokens in a table: a sign-in outlives the issuer's restart. */
export function createAdapters(database: DatabaseSync): AdapterFactory {
  database.exec(`
    create table if not exists records (
      model text not null, id text not null, payload text not null, grant_id text, uid text, expires_at integer,
      primary key (model, id)
    ) without rowid;
    create index if not exists records_by_grant on records (grant_id) where grant_id is not null;
    create index if not exists records_by_uid on records (uid) where uid is not null;
    create index if not exists records_by_expiry on records (expires_at)`);
  return (model) => createAdapter(database, model);
}

function createAdapter(database: DatabaseSync, model: string): Adapter {
  const statements = {
    forgetExpired: database.prepare('delete from records where expires_at <= ?'),
    upsert: database.prepare(`
      insert into records (model, id, payload, grant_id, uid, expires_at) values (?, ?, ?, ?, ?, ?)
      on conflict (model, id) do update set payload = excluded.payload, grant_id = excluded.grant_id,
        uid = excluded.uid, expires_at = excluded.expires_at`),
    find: database.prepare('select payload from records where model = ? and id = ?'),
    findByUid: database.prepare('select payload from records where model = ? and uid = ?'),
    consume: database.prepare(
      `update records set payload = json_set(payload, '$.consumed', ?) where model = ? and id = ?`,
    ),
    destroy: database.prepare('delete from records where model = ? and id = ?'),
    // Interactions carry a grant's id too, but outlive it.
    revoke: database.prepare(
      `delete from records where grant_id = ? and model in ('AuthorizationCode', 'AccessToken', 'RefreshToken')`,
    ),
  };
  const payloadOf = (row: Record<string, unknown> | undefined): AdapterPayload | undefined =>
    row && JSON.parse(String(row.payload));

  return {
    upsert: async (id, payload, expiresIn) => {
      const now = epochSeconds();
      const expiresAt = expiresIn === undefined ? null : now + expiresIn;
      const { grantId = null, uid = null } = payload;
      statements.forgetExpired.run(now);
      statements.upsert.run(model, id, JSON.stringify(payload), grantId, uid, expiresAt);
    },
    find: async (id) => payloadOf(statements.find.get(model, id)),
    findByUid: async (uid) => payloadOf(statements.findByUid.get(model, uid)),
    // Belongs to the device flow, which is off.
    findByUserCode: async () => undefined,
    consume: async (id) => void statements.consume.run(epochSeconds(), model, id),
    destroy: async (id) => void statements.destroy.run(model, id),
    revokeByGrantId: async (grantId) => void statements.revoke.run(grantId),
  };
}

function epochSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
