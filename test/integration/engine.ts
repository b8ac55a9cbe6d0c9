import { text } from 'node:stream/consumers';
import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';

/** What a container came to that ran to its end. */
export interface Ended {
  readonly code: number;
  readonly said: string;
}

async function handleOf(container: StartedTestContainer) {
  const client = await getContainerRuntimeClient();
  return client.container.dockerode.getContainer(container.getId());
}

/** Freezes every process of a container: connections stay open and are not answered. */
export async function pause(container: StartedTestContainer): Promise<void> {
  await (await handleOf(container)).pause();
}

export async function unpause(container: StartedTestContainer): Promise<void> {
  await (await handleOf(container)).unpause();
}

/** Ends a container at once, as a machine that is lost does; its name is gone from the network too. */
export async function kill(container: StartedTestContainer): Promise<void> {
  await (await handleOf(container)).kill();
}

/** Starts a container again that was killed or stopped. */
export async function startAgain(container: StartedTestContainer): Promise<void> {
  await (await handleOf(container)).start();
}

/** Sends SIGTERM, and waits for the end; answers the exit code, 137 when it had to be killed. */
export async function terminate(container: StartedTestContainer, graceSeconds: number): Promise<number> {
  const handle = await handleOf(container);
  await handle.stop({ t: graceSeconds });
  return (await handle.inspect()).State.ExitCode;
}

/** What the engine says of a container. */
export async function inspect(container: StartedTestContainer) {
  return (await handleOf(container)).inspect();
}

/** Runs an image until it ends by itself. */
export async function runToEnd(image: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const { container } = await getContainerRuntimeClient();
  const created = await container.dockerode.createContainer({
    Image: image,
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    Tty: true,
    HostConfig: { ReadonlyRootfs: true, CapDrop: ['ALL'] },
  });
  try {
    const stream = await created.attach({ stream: true, stdout: true, stderr: true });
    await created.start();
    const [said, { StatusCode }] = await Promise.all([text(stream), created.wait()]);
    return { code: StatusCode, said };
  } finally {
    await created.remove({ force: true });
  }
}
