# What the other images are built in: the workspace with its dependencies and sources.
ARG NODE_IMAGE=node:24-trixie-slim
FROM ${NODE_IMAGE}
WORKDIR /grocer
# The manifests alone, so that a change of the sources installs nothing.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY appliance-shim/package.json appliance-shim/
COPY functions/fulfil/package.json functions/fulfil/
COPY functions/recover/package.json functions/recover/
COPY functions/reprice/package.json functions/reprice/
COPY infra/local/package.json infra/local/
COPY packages/chassis/package.json packages/chassis/
COPY packages/contracts/package.json packages/contracts/
COPY packages/database/package.json packages/database/
COPY packages/orders/package.json packages/orders/
COPY services/catalogue/package.json services/catalogue/
COPY services/checkout/package.json services/checkout/
COPY services/storefront/package.json services/storefront/
COPY test/support/package.json test/support/
RUN --mount=type=cache,target=/pnpm \
  npx -y pnpm@12.21.0 install --frozen-lockfile --store-dir /pnpm --config.package-import-method=copy
COPY . .
