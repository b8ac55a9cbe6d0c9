import type { InstanceOptions } from './instance.ts';

/** How one instance of a deployable stands, for `npm run estate:status`. */
export interface InstanceStatus {
  readonly pid: number;
  readonly state: string;
  /** Where this very instance listens. */
  readonly address?: string;
}

/** A deployable that runs under one of the compute models. */
export interface Placement {
  /** Where it is called, by whomever; none where it only takes messages. */
  readonly url?: string;
  /** Settles when it first does its work: at once for what starts at zero. */
  readonly ready: Promise<void>;
  instances(): InstanceStatus[];
  stop(): Promise<void>;
}

/** What every compute model needs to run an HTTP deployable. */
export interface HttpPlacementOptions extends InstanceOptions {
  /** The port of its address; 0 takes a free one. */
  readonly port: number;
  readonly announce: Announce;
}

/** Tells the person at the terminal, and the log, what the platform does. */
export type Announce = (message: string) => void;
