do $$
begin
  if exists (select from pg_roles where rolname = '{{name}}') then
    perform pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = '{{name}}';
    -- A login may create nothing, but default privileges, and on managed Postgres large objects, are everyone's.
    grant "{{name}}" to current_user;
    drop owned by "{{name}}";
    drop role "{{name}}";
  end if;
end $$;
