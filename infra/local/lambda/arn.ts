/** The account that everything local belongs to. */
export const account = '000000000000';

/** The Amazon resource name of something in that account. */
export function arnOf(service: string, region: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}
