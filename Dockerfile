# The server and the page in one image. Build it at the root of the repository: docker build -t podline:0.1.0 .
# Node 24 comes with the base image, so the copy that npm pins for a bare checkout (node-linux-*, an optional package) is not in the result.

# Everything, to generate the database client and to build the page.
FROM node:24-bookworm-slim AS build
WORKDIR /podline
ENV TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
COPY . .
# Not `npm ci`: the lock file deliberately names no download addresses.
RUN npm install --no-save --no-progress \
 && npm run generate -w @podline/store \
 && npm run build -w @podline/web

# What runs needs these packages only. Optional ones are left out with the development ones: npm counts Prisma's command line and
# the TypeScript compiler among them. The one that is needed, the database's native library, comes from the stage above.
FROM node:24-bookworm-slim AS packages
WORKDIR /podline
COPY package.json package-lock.json .npmrc ./
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY bench/package.json bench/
COPY e2e/package.json e2e/
COPY packages/contract/package.json packages/contract/
COPY packages/domain/package.json packages/domain/
COPY packages/kube/package.json packages/kube/
COPY packages/replay/package.json packages/replay/
COPY packages/store/package.json packages/store/
COPY packages/transport/package.json packages/transport/
RUN npm install --no-save --no-progress --omit=dev --omit=optional
COPY --from=build /podline/node_modules/@libsql node_modules/@libsql

FROM node:24-bookworm-slim
# No package manager in the result: nothing is installed where it runs.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn* \
      /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg \
 && mkdir /data && chown node:node /data
WORKDIR /podline
ENV NODE_ENV=production PODLINE_DB=/data/podline.db
# node_modules, also those of single workspaces.
COPY --from=packages /podline ./
COPY LICENSE ./
COPY packages packages
COPY --from=build /podline/packages/store/src/generated packages/store/src/generated
COPY prisma prisma
COPY apps/server apps/server
COPY --from=build /podline/apps/web/build apps/web/build
# What --demo plays.
COPY recordings/demo-data recordings/demo-data
COPY recordings/demo-payments recordings/demo-payments
COPY recordings/demo-platform recordings/demo-platform
COPY recordings/demo-shop recordings/demo-shop
COPY recordings/seed-init-downloads-config recordings/seed-init-downloads-config
COPY recordings/seed-init-waits-for-service recordings/seed-init-waits-for-service
COPY recordings/seed-sidecar-shared-logs recordings/seed-sidecar-shared-logs
# The user `node` of the base image, by number: Kubernetes' runAsNonRoot cannot look names up.
USER 1000:1000
VOLUME /data
EXPOSE 7878
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PODLINE_PORT || 7878}/livez`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "apps/server/src/main.ts"]
# Listens on the container's own loopback. To be reached from outside it must be told: serve --host 0.0.0.0 --insecure-no-auth
CMD ["serve"]
