import { type Appliance, type ApplianceOptions, startAppliance } from '@grocer/local/stand-ins/appliance';

export type { Appliance } from '@grocer/local/stand-ins/appliance';

/** The appliance's stand-in on a port of its own, by default as fast as it can. */
export function startTestAppliance(options: Partial<ApplianceOptions> = {}): Promise<Appliance> {
  return startAppliance({ port: 0, pace: { pickMilliseconds: 1, dispatchMilliseconds: 1 }, ...options });
}
