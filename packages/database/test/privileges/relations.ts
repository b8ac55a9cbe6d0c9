import type { Queryable } from '@grocer/chassis/postgres';

/** A table or view of the database as it is. */
export interface Relation {
  /** `schema.name` */
  readonly name: string;
  readonly schema: string;
  readonly columns: readonly string[];
  /** Those that a statement may give a value. */
  readonly writable: readonly string[];
}

/** Every table and view that migrations have made. */
export async function listRelations(admin: Queryable): Promise<Relation[]> {
  const { rows } = await admin.query<Relation>(
    `select format('%I.%I', relation.relnamespace::regnamespace::text, relation.relname) as name,
            relation.relnamespace::regnamespace::text as schema,
            array_agg(quote_ident(attname) order by attnum) as columns,
            array_agg(quote_ident(attname) order by attnum) filter (where attgenerated = '' and attidentity = '') as writable
       from pg_class as relation
       join pg_attribute on attrelid = relation.oid and attnum > 0 and not attisdropped
      where relation.relkind in ('r', 'p', 'v', 'm', 'f')
        and relation.relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
      group by relation.oid
      order by name`,
  );
  return rows;
}

/** A statement of each kind that touches no row, so that a right is all it needs. */
export function statementsOn({ name, columns, writable }: Relation): Record<string, string> {
  const list = writable.join(', ');
  const updates = columns.map((column) => [`update ${column}`, `update ${name} set ${column} = default where false`]);
  return {
    select: `select ${columns.join(', ')} from ${name} where false`,
    insert: `insert into ${name} (${list}) select ${list} from (select (null::${name}).*) as nothing where false`,
    ...Object.fromEntries(updates),
    delete: `delete from ${name} where false`,
    truncate: `truncate ${name}`,
    'create trigger': `create trigger mine before insert on ${name} for each row execute function suppress_redundant_updates_trigger()`,
    'alter table': `alter table ${name} add column mine integer`,
    drop: `drop table if exists ${name}`,
  };
}
