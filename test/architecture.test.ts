import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

// Who may import what, as executable text. A file is held to every rule whose pattern it matches.

const root = join(import.meta.dirname, '..');

interface Import {
  readonly file: string;
  /** A package's name, a `node:` module, or the path of a file of the repository. */
  readonly target: string;
}

const files = globSync('{packages,services,functions,appliance-shim,infra,test,tools}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: (path) => path.includes('node_modules') || path.includes('dist'),
}).map((path) => path.replaceAll('\\', '/'));

const isTest = (file: string) => /\.test\.tsx?$|(^|\/)test\//.test(file) && !file.startsWith('test/support/');
const sources = files.filter((file) => !isTest(file) && !file.startsWith('test/'));

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = text.matchAll(
    /(?:^|\n)(?:import|export)\s[^;]*?from\s+'([^']+)'|(?:^|\n)import\s+'([^']+)'|\bimport\('([^']+)'\)/g,
  );
  return [...specifiers].map(([, a, b, c]) => ({ file, target: resolve(file, a ?? b ?? c ?? '') }));
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(dirname(file), specifier));
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Every test may use these; the root declares them. */
const testTools = ['vitest', 'fast-check', '@grocer/test-support'];

const isRelativePath = (target: string) => files.includes(target) || /\.(ts|tsx|mjs|js|css|sql)$/.test(target);
const isOurs = (target: string) => target.startsWith('@grocer/');
const isNode = (target: string) => target.startsWith('node:');
const isThirdParty = (target: string) => !isRelativePath(target) && !isOurs(target) && !isNode(target);
const isDriver = (target: string) => /^(pg|node-vault|dd-trace|@aws-sdk\/.*|@opentelemetry\/.*)$/.test(target);

/** The workspace that a file belongs to. */
const workspaceOf = (file: string) =>
  /^(packages\/[^/]+|services\/[^/]+|functions\/[^/]+|appliance-shim|infra\/local|test\/support)\//.exec(file)?.[1] ??
  '';
const staysHome = ({ file, target }: Import) => !isRelativePath(target) || workspaceOf(target) === workspaceOf(file);

const ordersUsers = /^(services\/checkout|functions\/fulfil|functions\/recover)\//;
/** What a host runs, without the host: workflows, what they work with, and the handler that puts them together. */
const ordersAtWork =
  /^(services\/checkout|functions\/(fulfil|recover))\/src\/(workflows\/|domain\/|(store|checkout|fulfil|recover|recovery)\.ts$)/;
const deployable = /^(services|functions|appliance-shim)\b/;
const drivenByChassis = /^(packages|services|functions|appliance-shim)\b/;

interface Rule {
  readonly title: string;
  readonly holds: (file: string) => boolean;
  /** It is about tests; the others are about what is shipped or run. */
  readonly holdsTests?: boolean;
  readonly allows: (found: Import) => boolean;
}

const rules: Rule[] = [
  {
    title: 'contracts import the schema library alone',
    holds: (file) => file.startsWith('packages/contracts/src/'),
    allows: ({ target }) => isRelativePath(target) || target === 'typebox',
  },
  {
    title: 'chassis imports contracts and third-party packages',
    holds: (file) => file.startsWith('packages/chassis/src/'),
    allows: ({ target }) => !isOurs(target) || target === '@grocer/contracts',
  },
  {
    title: 'orders imports contracts and chassis, and is the only importer of stripe',
    holds: (file) => drivenByChassis.test(file),
    allows: ({ file, target }) =>
      file.startsWith('packages/orders/')
        ? !isOurs(target) || target === '@grocer/contracts' || target === '@grocer/chassis'
        : target !== 'stripe',
  },
  {
    title: 'database imports contracts, chassis and orders',
    holds: (file) => file.startsWith('packages/database/'),
    allows: ({ target }) => !isOurs(target) || /^@grocer\/(contracts|chassis|orders)$/.test(target),
  },
  {
    title: 'of what is deployed, chassis alone imports drivers',
    holds: (file) => drivenByChassis.test(file) && !file.startsWith('packages/chassis/'),
    allows: ({ target }) => !isDriver(target),
  },
  {
    title: 'a domain and a protocol import contracts and their own folder: no node: modules, no third party',
    holds: (file) => /\/src\/(domain|protocol)\//.test(file),
    allows: ({ file, target }) =>
      target === '@grocer/contracts' || (isRelativePath(target) && dirname(target) === dirname(file)),
  },
  {
    title: 'a workflow knows no HTTP server',
    holds: (file) => /\/src\/workflows\//.test(file),
    allows: ({ target }) => target !== 'fastify' && !target.endsWith('/routes.ts') && !target.endsWith('/app.ts'),
  },
  {
    title: 'a deployable imports no other: they meet in contracts, over HTTP or a queue',
    holds: (file) => deployable.test(file),
    allows: (found) =>
      staysHome(found) &&
      (!isOurs(found.target) ||
        /^@grocer\/(contracts|chassis)$/.test(found.target) ||
        (found.target === '@grocer/orders' && ordersUsers.test(found.file))),
  },
  {
    title: 'routes go through the store: no SQL of their own',
    holds: (file) => /\/src\/(routes|app)\.ts$/.test(file),
    allows: ({ target }) => target !== 'pg',
  },
  {
    title: 'the local target imports contracts, chassis and packages of its own, and starts deployables as processes',
    holds: (file) => file.startsWith('infra/local/'),
    allows: (found) =>
      staysHome(found) && (!isOurs(found.target) || /^@grocer\/(contracts|chassis)$/.test(found.target)),
  },
  {
    title: 'packages and the local target stay in their own folders',
    holds: (file) => /^(packages|infra\/local)\//.test(file),
    allows: staysHome,
  },
  {
    title: 'a test uses its own sources, contracts, chassis, orders and the test support',
    holdsTests: true,
    holds: (file) => /^(packages|services|functions|appliance-shim)\b/.test(file),
    allows: (found) =>
      staysHome(found) &&
      (!isOurs(found.target) || /^@grocer\/(contracts|chassis|orders|database|test-support)$/.test(found.target)),
  },
  {
    title: 'what proves the whole sees it from outside',
    holdsTests: true,
    holds: (file) => /^test\/(journeys|conformance|identity)\//.test(file),
    allows: ({ target }) =>
      (!isRelativePath(target) || target.startsWith('test/')) &&
      (!isOurs(target) || /^@grocer\/(contracts|chassis|orders|test-support)$/.test(target)),
  },
  {
    title: 'what proves orders also runs the workflows of checkout, fulfil and recover, without their hosts',
    holdsTests: true,
    holds: (file) => file.startsWith('test/orders/'),
    allows: ({ target }) =>
      (!isRelativePath(target) || target.startsWith('test/orders/') || ordersAtWork.test(target)) &&
      (!isOurs(target) || /^@grocer\/(contracts|chassis|orders|test-support)$/.test(target)),
  },
  {
    title: 'tools use packages, the local target and the test support, never a deployable',
    holds: (file) => file.startsWith('tools/'),
    allows: ({ target }) =>
      (!isRelativePath(target) || target.startsWith('tools/')) &&
      (!isOurs(target) || /^@grocer\/(contracts|chassis|orders|database|local|test-support)$/.test(target)),
  },
];

describe('who may import what', () => {
  it.each(rules)('$title', ({ holds, allows, holdsTests = false }) => {
    const held = files.filter((file) => holds(file) && isTest(file) === holdsTests);
    expect(held.length).toBeGreaterThan(0);
    const breaches = held.flatMap(importsOf).filter((found) => !allows(found));
    expect(breaches.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it('only entries and the telemetry set-up read the environment', () => {
    const readers = sources.filter(
      (file) => drivenByChassis.test(file) && /\bprocess\.env\b/.test(readFileSync(join(root, file), 'utf8')),
    );
    const allowed = /(\/src\/(main|plan|shard)[a-z.-]*\.ts|packages\/chassis\/src\/telemetry\/register\.ts)$/;
    expect(readers.filter((file) => !allowed.test(file))).toEqual([]);
  });

  it('a domain takes time, chance and ids as arguments', () => {
    const impure = /\b(Date\.now|new Date\(\)|Math\.random|randomUUID|newId|performance\.now|process\.)/;
    const domains = sources.filter((file) => /\/src\/(domain|protocol)\//.test(file));
    expect(domains.filter((file) => impure.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  it('every third-party package is pinned once, in the catalog', () => {
    const manifests = globSync(
      '{.,packages/*,services/*,functions/*,appliance-shim,infra/local,test/support}/package.json',
      {
        cwd: root,
      },
    );
    const strays = manifests.flatMap((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), 'utf8'));
      const wanted: Record<string, string> = {
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.optionalDependencies,
      };
      return Object.entries(wanted)
        .filter(([name, version]) => version !== (isOurs(name) ? 'workspace:*' : 'catalog:'))
        .map(([name]) => `${relative(root, join(root, path))}: ${name}`);
    });
    expect(strays).toEqual([]);
  });

  it('every workspace declares what it imports', () => {
    const undeclared = files
      .filter((file) => workspaceOf(file) !== '')
      .flatMap((file) => {
        const manifest = JSON.parse(readFileSync(join(root, workspaceOf(file), 'package.json'), 'utf8'));
        const own = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
        return importsOf(file)
          .filter(
            ({ target }) => (isOurs(target) || isThirdParty(target)) && !(target in own) && target !== manifest.name,
          )
          .filter(({ target }) => !isTest(file) || !testTools.includes(target))
          .map(({ target }) => `${file} imports ${target}`);
      });
    expect(undeclared).toEqual([]);
  });
});
