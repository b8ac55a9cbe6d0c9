# Stands in for the official Node image: Node, npm, and the user `node`. Its context holds `node` (a binary) and `npm` (its package).
FROM local/debian:trixie-slim
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
# Certificates are those that the building machine trusts; a name server that is slow to answer is asked again.
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt RES_OPTIONS="timeout:1 attempts:10"
CMD ["node"]
