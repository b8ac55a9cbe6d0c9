# The shop's pages: files for whatever serves them, and nothing that runs.
ARG BUILD_IMAGE=grocer/build
FROM ${BUILD_IMAGE} AS build
RUN node services/storefront/build.ts
FROM scratch
COPY --from=build /grocer/services/storefront/dist /
