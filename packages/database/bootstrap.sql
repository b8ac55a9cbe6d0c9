-- The roles and schemas of database `grocer`, made by the cluster's admin before the first migration. May be run any number
-- of times. The admin owns the database and may create roles; it need be no superuser, so this runs on managed Postgres too.

do $$
declare
  wanted text;
begin
  foreach wanted in array array[
    'catalogue', 'pricing', 'checkout', 'warehouse',
    'catalogue_owner', 'pricing_owner', 'checkout_owner', 'warehouse_owner',
    'migrator', 'auditor', 'vault'
  ] loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
  end loop;
end $$;

-- A migration runs as the owner of its schema, never as the login that runs it: what a login owns could not outlive it.
grant catalogue_owner, pricing_owner, checkout_owner, warehouse_owner to migrator with inherit false, set true;
grant catalogue_owner, pricing_owner, checkout_owner, warehouse_owner, migrator to current_user with inherit true, set true;

-- Vault makes, ends and drops the logins. It hands these groups out and is in none of them, so it reads no data.
alter role vault login createrole;
grant catalogue, pricing, checkout, warehouse, migrator, auditor to vault with admin true, inherit false, set false;
grant pg_signal_backend to vault;

do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format(
    'grant connect on database %I to catalogue, pricing, checkout, warehouse, migrator, auditor, vault',
    current_database()
  );
end $$;

revoke create on schema public from public;
-- Large objects: managed Postgres, whose admin does not own these functions, keeps them open to everyone, and says so by a warning.
revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public;
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;

create schema if not exists catalogue authorization catalogue_owner;
create schema if not exists pricing authorization pricing_owner;
create schema if not exists checkout authorization checkout_owner;
create schema if not exists warehouse authorization warehouse_owner;
create schema if not exists migrations authorization migrator;

-- What a group may do with a table is said by the migration that makes the table.
grant usage on schema catalogue to catalogue;
grant usage on schema pricing to pricing;
grant usage on schema checkout to checkout;
grant usage on schema warehouse to warehouse;

grant usage on schema catalogue, pricing, checkout, warehouse to auditor;
alter default privileges for role catalogue_owner in schema catalogue grant select on tables to auditor;
alter default privileges for role pricing_owner in schema pricing grant select on tables to auditor;
alter default privileges for role checkout_owner in schema checkout grant select on tables to auditor;
alter default privileges for role warehouse_owner in schema warehouse grant select on tables to auditor;
