import type { Server } from 'node:net';
import { StartFault } from '../start-fault.ts';

/** Where the local target listens: nobody but this machine reaches it. */
export const LOOPBACK = '127.0.0.1';

/** A port that something else holds; `variable` is the environment variable that moves it. */
export class PortInUse extends StartFault {
  readonly port: number;
  readonly variable: string;

  constructor(port: number, variable: string) {
    super(`port ${port} is in use: set ${variable} to another, or ESTATE_PORT_OFFSET to move all`);
    this.port = port;
    this.variable = variable;
  }
}

/** Runs `listen` and turns the system's EADDRINUSE into PortInUse. */
export async function claimPort<T>(port: number, variable: string, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw new PortInUse(port, variable);
    throw error;
  }
}

/** The port that a listening server really has, which `port: 0` left to the system. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}
