#!/bin/bash
# What the official image does at its first start: a cluster, a database, the scripts of /docker-entrypoint-initdb.d.
set -euo pipefail
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

if [[ ${1:-postgres} != postgres ]]; then exec "$@"; fi

if [[ ! -s $PGDATA/PG_VERSION ]]; then
  : "${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD: a superuser without a password is refused}"
  initdb --username="$user" --pwfile=<(printf '%s' "$POSTGRES_PASSWORD") --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync ${POSTGRES_INITDB_ARGS:-} >/dev/null
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  export PGPASSWORD=$POSTGRES_PASSWORD PGUSER=$user
  pg_ctl --options="-c listen_addresses=''" --wait start >/dev/null
  [[ $database == postgres ]] || createdb "$database"
  for script in /docker-entrypoint-initdb.d/*; do
    case $script in
      *.sh) bash "$script" ;;
      *.sql) psql --set=ON_ERROR_STOP=1 --quiet --dbname="$database" --file="$script" ;;
    esac
  done
  pg_ctl --mode=fast --wait stop >/dev/null
  unset PGPASSWORD
  echo 'PostgreSQL init process complete; ready for start up.'
fi
exec postgres -c listen_addresses='*' "${@:2}"
