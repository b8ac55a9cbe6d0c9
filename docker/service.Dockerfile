# One deployable, or the database's tasks: --build-arg DEPLOYABLE=<a name in infra/estate.yaml, or "tasks">.
ARG BUILD_IMAGE=grocer/build
ARG NODE_IMAGE=node:24-trixie-slim

FROM ${BUILD_IMAGE} AS build
ARG DEPLOYABLE
RUN node docker/pack.ts ${DEPLOYABLE} /image

FROM ${NODE_IMAGE}
ARG DEPLOYABLE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="grocer-${DEPLOYABLE}" \
      org.opencontainers.image.description="Grocer, a reference grocery estate: ${DEPLOYABLE}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /image /
# Of the container's memory three quarters are the heap's, as on every other target.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 NODE_OPTIONS="--max-old-space-size-percentage=75 --max-semi-space-size=16"
EXPOSE 8080
USER 1000:1000
# No shell between: signals reach Node itself, as process 1.
ENTRYPOINT ["node", "/app/main.js"]
