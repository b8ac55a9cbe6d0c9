import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoints } from '@grocer/local/estate';
import { placeDeployables, readEstateYaml } from '@grocer/local/estate-yaml';
import { findFreePort } from '@grocer/local/processes/free-port';
import { containerPorts, containerSurroundings, TOKENS_FOLDER } from '@grocer/local/start/container-network';
import { environmentOf, taskEnvironmentOf } from '@grocer/local/start/environment';
import { writeFigures } from '@grocer/test-support/estate-figures';
import { GenericContainer, getContainerRuntimeClient, Network, type StartedTestContainer, Wait } from 'testcontainers';
import { baseImage, ownImage } from '../../docker/images.ts';
import { hurry } from '../../tools/chaos/figures.ts';
import { keepLog } from './container-log.ts';
import { LockedContainer, LoopbackContainer } from './loopback-container.ts';

const START_LIMIT_MS = 60_000;
const ready = Wait.forLogMessage('"msg":"listening"');

/** The deployables that are images of their own and run for as long as they are let. */
export type Service = 'catalogue' | 'checkout' | 'appliance-shim';
export type StandIn = 'issuer' | 'vault' | 'sqs' | 'gateway' | 'appliance' | 'observatory' | 'edge' | 'functions';

/** The estate in containers, of which a test may pause, kill and start again what it likes. */
export interface ContainerEstate {
  /** As of an estate that `npm start` runs: what the scripts and a customer need. */
  readonly endpoints: Endpoints;
  readonly folder: string;
  readonly postgres: StartedTestContainer;
  readonly standIns: Readonly<Record<StandIn, StartedTestContainer>>;
  /** What nobody may ever log. */
  readonly secrets: readonly string[];
  /** The environment that a service is configured by. */
  environmentOf(name: Service): Record<string, string>;
  /** Starts an instance of a service from its image; settings replace those of estate.yaml. */
  startService(
    name: Service,
    settings?: Readonly<Record<string, string>>,
    wait?: ReturnType<typeof Wait.forHttp>,
  ): Promise<StartedTestContainer>;
  /** Ends every service that is still there. */
  stopServices(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts what every deployable needs and runs the tasks that come before them: all but the services. */
export async function startContainerEstate(): Promise<ContainerEstate> {
  const folder = mkdtempSync(join(tmpdir(), 'grocer-containers-'));
  const figures = writeFigures(folder, hurry);
  const yaml = readEstateYaml(figures);
  const specs = placeDeployables(yaml, new Map());
  const [network, issuerPort, edgePort] = await Promise.all([new Network().start(), findFreePort(), findFreePort()]);
  const around = containerSurroundings(yaml, issuerPort);
  const keys = createKeys();
  const started: StartedTestContainer[] = [];
  const services = new Set<StartedTestContainer>();
  let tokens = '';

  async function start(name: string, container: GenericContainer): Promise<StartedTestContainer> {
    const running = await container
      .withNetwork(network)
      .withNetworkAliases(name)
      .withStartupTimeout(START_LIMIT_MS)
      .withLogConsumer(keepLog(name))
      .start();
    started.push(running);
    return running;
  }

  /** On a port that stays the same when the container is started again. */
  async function startStandIn(name: StandIn, env: Record<string, string> = {}, hostPort?: number) {
    const port = name === 'issuer' ? issuerPort : containerPorts[name];
    const host = hostPort ?? (await findFreePort());
    return start(
      name,
      new LoopbackContainer(ownImage('stand-ins'))
        .withCommand([name])
        .withEnvironment({ PORT: String(port), STATE_DIR: '/tmp/state', ...env })
        .withExposedPorts({ container: port, host })
        .withBindMounts(mountsOf(name))
        .withCopyFilesToContainer([{ source: figures, target: '/grocer/infra/estate.yaml' }])
        .withWaitStrategy(ready),
    );
  }

  const mounts = () => [{ source: tokens, target: TOKENS_FOLDER, mode: 'ro' as const }];
  /** The issuer writes everybody's identity, and the functions are started each with its own. */
  const mountsOf = (name: StandIn) =>
    name === 'issuer' ? [{ source: tokens, target: TOKENS_FOLDER }] : name === 'functions' ? mounts() : [];

  async function runTask(args: readonly string[], env: Record<string, string>): Promise<void> {
    const container = new GenericContainer(ownImage('tasks')).withCommand([...args]).withEnvironment(env);
    await start(`task-${args[0]}`, container.withBindMounts(mounts()).withWaitStrategy(Wait.forOneShotStartup()));
  }

  const observatory = await startStandIn('observatory');
  tokens = await createVolume(observatory.getLabels());
  const [postgres, issuer, sqs, gateway, appliance] = await Promise.all([
    start('postgres', postgresContainer(keys.admin, await findFreePort())),
    startStandIn('issuer', issuerEnvironment(issuerPort, edgePort), issuerPort),
    startStandIn('sqs'),
    startStandIn('gateway', keys.ofGateway),
    startStandIn('appliance'),
  ]);
  await runTask(['bootstrap'], {
    ADMIN_DATABASE_URL: `postgres://postgres:${keys.admin}@postgres:${containerPorts.postgres}/postgres`,
    DATABASE_NAME: 'grocer',
    VAULT_DATABASE_PASSWORD: keys.vault,
  });
  const [vault, edge] = await Promise.all([
    startStandIn('vault', {
      ...keys.ofGateway,
      ...keys.ofPurger,
      VAULT_DATABASE_URL: around.databaseUrl.replace('://', `://vault:${keys.vault}@`),
      ISSUER_URL: around.issuerUrl,
      JWKS_URL: `http://issuer:${issuerPort}/jwks`,
    }),
    startStandIn('edge', { ...keys.ofPurger, ISSUER_PORT: String(issuerPort) }, edgePort),
  ]);
  for (const task of ['migrate', 'seed']) await runTask([task], taskEnvironmentOf(task, around));
  const functions = await startStandIn('functions', { ISSUER_PORT: String(issuerPort) });
  const standIns = { issuer, vault, sqs, gateway, appliance, observatory, edge, functions };
  const endpoints = endpointsOf({ postgres, ...standIns });
  await fillFolder(folder, { endpoints, issuer, password: keys.admin });

  const environment = (name: Service) => {
    const spec = specs.find((one) => one.name === name);
    if (!spec) throw new Error(`${name} is not in estate.yaml`);
    return { ...environmentOf(spec, around, name), HOST: '0.0.0.0', PORT: String(containerPorts.service) };
  };

  return {
    endpoints,
    folder,
    postgres,
    standIns,
    secrets: keys.all,
    environmentOf: environment,
    async startService(name, settings = {}, wait = Wait.forHttp('/health/ready', containerPorts.service)) {
      const container = new LockedContainer(ownImage(name), yaml.deployables[name]?.memoryMb ?? 0)
        .withEnvironment({ ...environment(name), ...settings })
        .withBindMounts(mounts())
        .withExposedPorts(containerPorts.service)
        .withWaitStrategy(wait);
      const service = await start(name, container);
      services.add(service);
      return service;
    },
    async stopServices() {
      await Promise.all([...services].map((service) => service.stop({ timeout: 0 })));
      services.clear();
    },
    async stop() {
      rmSync(folder, { recursive: true });
      await Promise.all(started.map((container) => container.stop({ timeout: 0 }).catch(() => undefined)));
      await network.stop();
      await removeVolume(tokens);
    },
  };
}

/** Fresh for every estate. */
function createKeys() {
  const key = (prefix = '') => `${prefix}${randomBytes(18).toString('base64url')}`;
  const [admin, vault] = [key(), key()];
  const ofGateway = { GATEWAY_KEY: key('sk_test_'), LEDGER_KEY: key('rk_test_') };
  const ofPurger = { PURGE_CLIENT_TOKEN: key('akab-'), PURGE_CLIENT_SECRET: key(), PURGE_ACCESS_TOKEN: key('akab-') };
  const all = [admin, vault, ...Object.values(ofGateway), ...Object.values(ofPurger)];
  return { admin, vault, ofGateway, ofPurger, all };
}

function issuerEnvironment(issuerPort: number, edgePort: number): Record<string, string> {
  return {
    ISSUER_URL: `http://localhost:${issuerPort}`,
    INTERNAL_HOST: `issuer:${issuerPort}`,
    STOREFRONT_ORIGIN: `http://localhost:${edgePort}`,
    TOKENS_FOLDER,
  };
}

function postgresContainer(password: string, host: number): GenericContainer {
  return new LoopbackContainer(baseImage('postgres'))
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withCommand(['postgres', '-c', 'fsync=off'])
    .withExposedPorts({ container: containerPorts.postgres, host })
    .withHealthCheck({
      test: ['CMD', 'pg_isready', '--host=127.0.0.1', '--username=postgres'],
      interval: 500,
      timeout: 5000,
      retries: 60,
    })
    .withWaitStrategy(Wait.forHealthCheck());
}

/** Where this machine reaches them. */
function endpointsOf(parts: Readonly<Record<StandIn | 'postgres', StartedTestContainer>>): Endpoints {
  const at = (name: StandIn | 'postgres', scheme = 'http') =>
    `${scheme}://localhost:${parts[name].getFirstMappedPort()}`;
  return {
    edge: at('edge'),
    observatory: at('observatory'),
    issuer: at('issuer'),
    gateway: at('gateway'),
    functions: at('functions'),
    vault: at('vault'),
    sqs: at('sqs'),
    appliance: at('appliance', 'tcp'),
    postgres: `${at('postgres', 'postgres')}/grocer`,
  };
}

/** The scripts find the estate by its folder, the ledger's checker its identity, and a test the superuser's password. */
async function fillFolder(
  folder: string,
  { endpoints, issuer, password }: { endpoints: Endpoints; issuer: StartedTestContainer; password: string },
): Promise<void> {
  writeFileSync(join(folder, 'endpoints.json'), JSON.stringify(endpoints));
  writeFileSync(join(folder, 'postgres.password'), password);
  const { output } = await issuer.exec(['node', '-p', `fs.readFileSync('${TOKENS_FOLDER}/auditor', 'utf8')`]);
  mkdirSync(join(folder, 'tokens'));
  writeFileSync(join(folder, 'tokens', 'auditor'), output.trim());
}

/** A volume that goes with everything else that bears these labels. */
async function createVolume(labels: Readonly<Record<string, string>>): Promise<string> {
  const { container } = await getContainerRuntimeClient();
  const Name = `grocer-tokens-${randomBytes(6).toString('hex')}`;
  await container.dockerode.createVolume({ Name, Labels: { ...labels } });
  return Name;
}

async function removeVolume(name: string): Promise<void> {
  const { container } = await getContainerRuntimeClient();
  await container.dockerode.getVolume(name).remove();
}
