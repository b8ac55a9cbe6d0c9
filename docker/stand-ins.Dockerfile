# The stand-ins of the local target, one a container: issuer, vault, sqs, gateway, appliance, observatory.
ARG BUILD_IMAGE=grocer/build
FROM ${BUILD_IMAGE}
RUN node tools/build.ts && mkdir /tokens && chown 1000:1000 /tokens
ENV HOST=0.0.0.0
USER 1000:1000
ENTRYPOINT ["node", "/grocer/infra/local/stand-in.ts"]
