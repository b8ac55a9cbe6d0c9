import { readFileSync } from 'node:fs';
import { workforceScopes } from '@grocer/contracts/identity';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { StartFault } from './start-fault.ts';

const strict = { additionalProperties: false };
const Count = Type.Integer({ minimum: 0 });
const Rate = Type.Object({ burst: Count, perSecond: Count }, strict);
const Lifetimes = Type.Object(
  { leaseSeconds: Count, maxLeaseSeconds: Count, tokenSeconds: Count, maxTokenSeconds: Count },
  strict,
);

const Edge = Type.Object(
  {
    pages: Type.String(),
    clientLimit: Rate,
    orderLimit: Rate,
    cache: Type.Object(
      {
        maxBytes: Count,
        maxEntries: Count,
        maxAnswerBytes: Count,
        /** How long a request waits for another that asks the same. */
        collapseWaitMs: Count,
      },
      strict,
    ),
    purge: Type.Object(
      { maxBodyBytes: Count, calls: Rate, tags: Type.Object({ burst: Count, perMinute: Count }, strict) },
      strict,
    ),
    /** As a browser sends one: scheme and host, no path. */
    allowedOrigins: Type.Array(Type.String({ pattern: '^https?://[^/]+$' })),
  },
  strict,
);

/** What a deployable may be connected to; a target gives each its own address. */
const Connection = Type.Enum(['database', 'vault', 'issuer', 'catalogue', 'gateway', 'appliance', 'edge']);

const Schedule = Type.Union([
  Type.Object({ cron: Type.String(), timeZone: Type.String() }, strict),
  Type.Object({ rate: Count, atStart: Type.Optional(Type.Boolean()) }, strict),
]);

const kubernetes = { replicas: Count, maxReplicas: Count, targetRequestsPerSecond: Count };
const scaleToZero = {
  minInstances: Count,
  maxInstances: Count,
  /** Requests that one instance works on at a time. */
  concurrency: Count,
  idleSeconds: Count,
  /** Requests held or in work at most; past them a 503. */
  maxHeld: Count,
};
const functions = {
  timeoutSeconds: Count,
  /** Reserved concurrency: invocations at once, whoever triggers them. */
  maxConcurrency: Count,
  /** Instances that are started ahead and stay. */
  provisionedConcurrency: Count,
  idleSeconds: Count,
};
const vm = { restartSeconds: Count };
const Scaling = { ...kubernetes, ...scaleToZero, ...functions, ...vm };

const Receives = Type.Object(
  {
    queue: Type.String(),
    /** Messages at once; past SQS's ten only with a window, in which a batch waits for more. */
    batchSize: Type.Integer({ minimum: 1, maximum: 10_000 }),
    windowSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 300 })),
    /** Batches at work at once, where that is not the function's own concurrency. */
    maxConcurrency: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strict,
);

const ComputeModels = Type.Object(
  {
    kubernetes: Type.Object(kubernetes, strict),
    'scale-to-zero': Type.Object(scaleToZero, strict),
    function: Type.Object(functions, strict),
    vm: Type.Object(vm, strict),
  },
  strict,
);

const Deployable = Type.Object(
  {
    folder: Type.String(),
    entry: Type.String(),
    computeModel: Type.Enum(['kubernetes', 'scale-to-zero', 'function', 'vm']),
    owns: Type.String(),
    connects: Type.Array(Connection),
    sends: Type.Optional(Type.Array(Type.String())),
    receives: Type.Optional(Receives),
    /** The queue for events that all tries of a schedule's or an asynchronous invocation have failed. */
    onFailure: Type.Optional(Type.String()),
    databaseRole: Type.String(),
    schedule: Type.Optional(Schedule),
    /** What whoever invokes the handler by hand needs; none: nobody may. */
    invokeScope: Type.Optional(Type.Enum([...workforceScopes])),
    /** Present where the deployable listens; `paths` are those the edge routes to it. */
    http: Type.Optional(Type.Object({ paths: Type.Array(Type.String()) }, strict)),
    /** Figures that differ from those of its compute model. */
    scaling: Type.Optional(Type.Partial(Type.Object(Scaling, strict))),
    memoryMb: Count,
    settings: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  },
  strict,
);

const Task = Type.Object(
  { folder: Type.String(), entry: Type.String(), args: Type.Array(Type.String()), databaseRole: Type.String() },
  strict,
);

const Estate = Type.Object(
  {
    computeModels: ComputeModels,
    deployables: Type.Record(Type.String(), Deployable),
    tasks: Type.Record(Type.String(), Task),
    queues: Type.Record(Type.String(), Type.Object({ visibilitySeconds: Count, maxReceiveCount: Count }, strict)),
    edge: Edge,
    issuer: Type.Object({ signInLimit: Rate, signInAccountLimit: Rate }, strict),
    /** What a group of the workforce may do. */
    workforce: Type.Record(Type.String(), Type.Array(Type.Enum([...workforceScopes]), { minItems: 1 })),
    vault: Type.Object(
      { others: Type.Record(Type.String(), Type.String()), local: Lifetimes, cloud: Lifetimes },
      strict,
    ),
    postgres: Type.Object({ local: Type.Object({ maxConnections: Count }, strict) }, strict),
    appliance: Type.Object(
      { local: Type.Object({ pickMilliseconds: Count, dispatchMilliseconds: Count }, strict) },
      strict,
    ),
  },
  strict,
);

/** The architecture as data: infra/estate.yaml. */
export type EstateYaml = Static<typeof Estate>;

/** One deployable of infra/estate.yaml, with its name. */
export type DeployableSpec = Static<typeof Deployable> & { readonly name: string };

/** Reads an estate.yaml; a fault in it is told by its place. */
export function readEstateYaml(file: string): EstateYaml {
  const estate = readYaml(file);
  if (Value.Check(Estate, estate)) return estate;
  const [fault] = Value.Errors(Estate, estate);
  throw new StartFault(`${file}: ${fault?.instancePath ?? ''} ${fault?.message ?? 'is not acceptable'}.`);
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const [reason] = error instanceof Error ? error.message.split('\n') : [];
    throw new StartFault(`${file} cannot be read: ${reason ?? 'no reason given'}.`);
  }
}

/** Every identity that Vault knows and the group role in Postgres that its logins join. */
export function vaultRolesOf({ deployables, tasks, vault }: EstateYaml): Record<string, string> {
  const rows = Object.entries({ ...deployables, ...tasks });
  return { ...Object.fromEntries(rows.map(([name, { databaseRole }]) => [name, databaseRole])), ...vault.others };
}

/** The deployables as a list, each with its compute model as the file says or as `placements` moves it. */
export function placeDeployables(estate: EstateYaml, placements: ReadonlyMap<string, string>): DeployableSpec[] {
  for (const [name, model] of placements) checkPlacement(estate, name, model);
  return Object.entries(estate.deployables).map(([name, spec]) => {
    const model = placements.get(name) ?? spec.computeModel;
    return { ...spec, name, computeModel: model as DeployableSpec['computeModel'] };
  });
}

function checkPlacement({ deployables }: EstateYaml, name: string, model: string): void {
  const spec = deployables[name];
  if (!spec)
    throw new StartFault(
      `--place ${name}=${model}: there is no such deployable; there are ${Object.keys(deployables).join(', ')}`,
    );
  const models = modelsOf(spec);
  if (!models.includes(model)) {
    throw new StartFault(
      `--place ${name}=${model}: ${name} ${spec.http ? 'listens' : 'is a handler'}, so it can be placed as ${models.join(', ')}`,
    );
  }
}

/** What listens may run anywhere; a queue's only reader keeps a session, which neither zero nor several instances can hold. */
function modelsOf({ http, receives, computeModel }: Static<typeof Deployable>): string[] {
  if (!http) return ['function'];
  return receives ? [computeModel] : ['kubernetes', 'scale-to-zero', 'vm'];
}
