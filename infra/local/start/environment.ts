import type { DeployableSpec, EstateYaml } from '../estate-yaml.ts';
import { identityEnvironment } from '../identity.ts';

/** Where a deployable finds what it is connected to. */
export interface Surroundings {
  /** `postgres://host:port/grocer`, without a login. */
  readonly databaseUrl: string;
  readonly vaultUrl: string;
  readonly issuerUrl: string;
  readonly discoveryUrl: string;
  readonly workforce: EstateYaml['workforce'];
  readonly gatewayUrl: string;
  readonly sqsUrl: string;
  readonly queueUrl: (name: string) => string;
  readonly dlqUrl: (name: string) => string;
  readonly applianceHost: string;
  readonly appliancePort: number;
  readonly telemetryUrl: string;
  /** The edge, which takes purges too: at Akamai they have a host of their own. */
  readonly edgeUrl: string;
  /** The file with the workload identity token of a deployable or task. */
  readonly tokenFile: (name: string) => string;
  /** The address of another deployable. */
  readonly urlOf: (deployable: string) => string;
  readonly compileCache: string;
}

/** The region that queues and functions pretend to be in. */
export const region = 'eu-west-2';

/** The environment of a deployable on this target; instances add their own HOST and PORT. Endpoint values are all that differs between targets. */
export function environmentOf(spec: DeployableSpec, around: Surroundings, instanceId: string): Record<string, string> {
  const connections = spec.connects.map((connection) => settingsOf(connection, spec.name, around));
  const queues = [...(spec.sends ?? []), ...(spec.receives ? [spec.receives.queue] : [])];
  return {
    LOG_LEVEL: 'info',
    NODE_COMPILE_CACHE: around.compileCache,
    ...telemetrySettings(spec.name, spec.computeModel, around, instanceId),
    ...Object.assign({}, ...connections),
    ...(queues.length > 0 ? queueSettings(queues, around) : {}),
    ...Object.fromEntries(Object.entries(spec.settings).map(([name, value]) => [name, String(value)])),
  };
}

/** The environment of a task, which talks to the database and to Vault alone. */
export function taskEnvironmentOf(name: string, around: Surroundings): Record<string, string> {
  return {
    LOG_LEVEL: 'info',
    NODE_COMPILE_CACHE: around.compileCache,
    DATABASE_POOL_MAX: '2',
    ...settingsOf('database', name, around),
    ...settingsOf('vault', name, around),
  };
}

/** What tells a process's spans apart (contracts §9). */
function telemetrySettings(name: string, model: string, around: Surroundings, instanceId: string) {
  const resource = {
    'service.version': '0.1.0',
    'service.instance.id': instanceId,
    'deployment.environment.name': 'local',
    'grocer.compute_model': model,
  };
  return {
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: around.telemetryUrl,
    OTEL_RESOURCE_ATTRIBUTES: Object.entries(resource)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
  };
}

function settingsOf(
  connection: DeployableSpec['connects'][number],
  name: string,
  around: Surroundings,
): Record<string, string> {
  switch (connection) {
    case 'database':
      return { DATABASE_URL: around.databaseUrl };
    case 'vault':
      return { VAULT_ADDR: around.vaultUrl, VAULT_ROLE: name, WORKLOAD_TOKEN_FILE: around.tokenFile(name) };
    case 'issuer':
      return identityEnvironment(around);
    case 'gateway':
      return {
        PAYMENT_GATEWAY_URL: around.gatewayUrl,
        PAYMENT_GATEWAY_KEY: 'vault:secret/payment-gateway#apiKey',
      };
    case 'edge':
      return {
        EDGE_PURGE_URL: around.edgeUrl,
        EDGE_PURGE_CLIENT_TOKEN: 'vault:secret/edge-purge#clientToken',
        EDGE_PURGE_CLIENT_SECRET: 'vault:secret/edge-purge#clientSecret',
        EDGE_PURGE_ACCESS_TOKEN: 'vault:secret/edge-purge#accessToken',
      };
    case 'appliance':
      return { APPLIANCE_HOST: around.applianceHost, APPLIANCE_PORT: String(around.appliancePort) };
    default:
      return { [`${connection.toUpperCase()}_URL`]: around.urlOf(connection) };
  }
}

function queueSettings(queues: readonly string[], around: Surroundings): Record<string, string> {
  const urls = queues.flatMap((name) => {
    const prefix = name.toUpperCase().replaceAll('-', '_');
    return [
      [`${prefix}_QUEUE_URL`, around.queueUrl(name)],
      [`${prefix}_DLQ_URL`, around.dlqUrl(name)],
    ];
  });
  return {
    SQS_ENDPOINT: around.sqsUrl,
    AWS_REGION: region,
    // The queue's stand-in takes any key; the SDK wants one.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...Object.fromEntries(urls),
  };
}
