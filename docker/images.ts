/** An image from a registry, the variable that puts another in its place, and what `npm run docker:offline` builds for it. */
export interface BaseImage {
  readonly variable: string;
  readonly image: string;
  readonly offline: string;
}

/** What the images are made of, and what the suite runs beside them. */
export const baseImages = {
  node: { variable: 'NODE_IMAGE', image: 'node:24-trixie-slim', offline: 'local/node:24-trixie-slim' },
  postgres: { variable: 'POSTGRES_IMAGE', image: 'postgres:17', offline: 'local/postgres:17' },
  reaper: { variable: 'RYUK_CONTAINER_IMAGE', image: 'testcontainers/ryuk:0.14.0', offline: 'local/ryuk:0' },
} as const satisfies Record<string, BaseImage>;

/** The image to use: the variable's, else the public one. */
export function baseImage(name: keyof typeof baseImages): string {
  const { variable, image } = baseImages[name];
  return process.env[variable] || image;
}

/** Grocer's own images, in the order in which they are built; `arguments` go to their Dockerfile. */
export const ownImages = [
  { name: 'build', dockerfile: 'build.Dockerfile', args: {} },
  { name: 'catalogue', dockerfile: 'service.Dockerfile', args: { DEPLOYABLE: 'catalogue' } },
  { name: 'checkout', dockerfile: 'service.Dockerfile', args: { DEPLOYABLE: 'checkout' } },
  { name: 'appliance-shim', dockerfile: 'service.Dockerfile', args: { DEPLOYABLE: 'appliance-shim' } },
  { name: 'tasks', dockerfile: 'service.Dockerfile', args: { DEPLOYABLE: 'tasks' } },
  { name: 'storefront', dockerfile: 'storefront.Dockerfile', args: {} },
  { name: 'stand-ins', dockerfile: 'stand-ins.Dockerfile', args: {} },
] as const;

/** The tag of one of Grocer's own images. */
export function ownImage(name: (typeof ownImages)[number]['name']): string {
  return `grocer/${name}:${process.env.GROCER_IMAGE_TAG || 'latest'}`;
}
