# Stands in for the official Postgres image: POSTGRES_*, /docker-entrypoint-initdb.d, arguments after `postgres`.
FROM local/debian:trixie-slim
RUN apt-get update -qq \
  && apt-get install -y -qq --no-install-recommends postgresql-17 tini >/dev/null \
  && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/17
COPY --chmod=755 postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
ENV PATH=/usr/lib/postgresql/17/bin:$PATH PGDATA=/var/lib/postgresql/data
RUN mkdir -p "$PGDATA" /var/run/postgresql && chown postgres:postgres "$PGDATA" /var/run/postgresql
USER postgres
STOPSIGNAL SIGINT
EXPOSE 5432
# As process 1 Postgres would take a health check that was killed for a server process that crashed.
ENTRYPOINT ["tini", "--", "docker-entrypoint.sh"]
CMD ["postgres"]
