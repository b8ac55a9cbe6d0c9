import { isFree } from '../processes/free-port.ts';
import { PortInUse } from '../processes/ports.ts';
import { StartFault } from '../start-fault.ts';

const LAST_PORT = 65_535;

/** What of the estate has an address of its own, with its default port (contracts §2). */
const defaults = {
  edge: 8080,
  observatory: 8081,
  issuer: 8082,
  gateway: 8083,
  functions: 8084,
  vault: 8200,
  sqs: 9324,
  appliance: 7400,
  postgres: 5432,
};

/** A part of the estate that has an address. */
export type AddressName = keyof typeof defaults;

/** The port of each part. */
export type Ports = Readonly<Record<AddressName, number>>;

/**
 * Chooses the ports: `ESTATE_<NAME>_PORT` moves one, `ESTATE_PORT_OFFSET` moves all. Postgres alone moves on to the next free
 * port by itself, since many machines run one already; any other port in use throws PortInUse before anything is started.
 */
export async function choosePorts(env: Readonly<Record<string, string | undefined>>): Promise<Ports> {
  const offset = readPort(env, 'ESTATE_PORT_OFFSET') ?? 0;
  const ports: Record<string, number> = {};
  for (const [name, fallback] of Object.entries(defaults)) {
    const variable = `ESTATE_${name.toUpperCase()}_PORT`;
    const given = readPort(env, variable);
    let port = given ?? fallback + offset;
    if (port > LAST_PORT)
      throw new StartFault(`ESTATE_PORT_OFFSET=${offset} leaves no port for ${name}: take a smaller one.`);
    while (name === 'postgres' && given === undefined && !(await isFree(port))) port += 1;
    if (!(await isFree(port))) throw new PortInUse(port, variable);
    ports[name] = port;
  }
  return ports as Ports;
}

function readPort(env: Readonly<Record<string, string | undefined>>, variable: string): number | undefined {
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > LAST_PORT)
    throw new StartFault(`${variable}=${text} is no port number.`);
  return port;
}
