import type { EstateYaml } from '../estate-yaml.ts';
import type { Surroundings } from './environment.ts';

/** Where each part is found in a network of containers, whose names are those of the parts. */
export const containerPorts = {
  postgres: 5432,
  vault: 8200,
  sqs: 9324,
  gateway: 8083,
  observatory: 8081,
  functions: 8084,
  edge: 8080,
  appliance: 7400,
  service: 8080,
} as const;

/** The folder that every workload's identity is mounted in. */
export const TOKENS_FOLDER = '/tokens';
const DATABASE = 'grocer';
/** The account that SQS's stand-in pretends to be. */
const ACCOUNT = '000000000000';

/**
 * The surroundings of a deployable in a container. The issuer is known by the name that browsers know it by,
 * `http://localhost:<issuerPort>`, and asked for its keys by its name in the network.
 */
export function containerSurroundings({ workforce }: Pick<EstateYaml, 'workforce'>, issuerPort: number): Surroundings {
  const url = (name: Exclude<keyof typeof containerPorts, 'service'>) => `http://${name}:${containerPorts[name]}`;
  return {
    databaseUrl: `postgres://postgres:${containerPorts.postgres}/${DATABASE}`,
    vaultUrl: url('vault'),
    issuerUrl: `http://localhost:${issuerPort}`,
    discoveryUrl: `http://issuer:${issuerPort}/.well-known/openid-configuration`,
    workforce,
    gatewayUrl: url('gateway'),
    sqsUrl: url('sqs'),
    queueUrl: (name) => `${url('sqs')}/${ACCOUNT}/${name}`,
    dlqUrl: (name) => `${url('sqs')}/${ACCOUNT}/${name}-dlq`,
    applianceHost: 'appliance',
    appliancePort: containerPorts.appliance,
    telemetryUrl: url('observatory'),
    edgeUrl: url('edge'),
    tokenFile: (name) => `${TOKENS_FOLDER}/${name}`,
    urlOf: (deployable) => `http://${deployable}:${containerPorts.service}`,
    compileCache: '/tmp/compile-cache',
  };
}
