import { setTimeout as delay } from 'node:timers/promises';
import { type ImportResult, jsonLines, type WrittenProduct } from '@grocer/contracts/imports';
import type { DeployableStatus } from '@grocer/local/estate';
import { ask, reach } from '../ask.ts';
import { type Endpoints, readEndpoints, readEstateFile } from '../endpoints.ts';
import { ToolFault } from '../run-tool.ts';
import { signIn } from '../sign-in.ts';

/** The running catalogue: its replicas take imports by their own addresses, since the edge lets no large body by. */
export interface Catalogue {
  /** Sends JSON lines, to the replicas in turn. To send the same again, as is done when a replica has gone, changes nothing more. */
  post(lines: readonly string[]): Promise<ImportResult>;
  /** Resolves when every ready replica and the edge serve what was written, as far as its sample tells. */
  untilServed(written: readonly WrittenProduct[]): Promise<void>;
}

const tokenLifeMs = 5 * 60_000;
const tries = 5;
const servedWithinMs = 30_000;
const pollMs = 50;

/** Connects to the running estate as a merchandiser. */
export function connectCatalogue({ replacesEdited }: { replacesEdited: boolean }): Catalogue {
  const endpoints = readEndpoints();
  const token = createToken(endpoints);
  let turn = 0;

  async function post(lines: readonly string[]): Promise<ImportResult> {
    const body = lines.join('\n');
    for (let tried = 1; ; tried += 1) {
      const replicas = readyReplicas();
      const replica = replicas[turn++ % replicas.length];
      try {
        if (!replica) throw new ToolFault('No replica of the catalogue is ready; npm run estate:status tells more.');
        const response = await ask(`${replica}/catalogue/v1/imports?edited=${replacesEdited ? 'replace' : 'keep'}`, {
          token: await token(),
          method: 'POST',
          headers: { 'content-type': jsonLines },
          body,
        });
        return await response.json();
      } catch (error) {
        if (tried === tries) throw error;
        await delay(tried * 200);
      }
    }
  }

  return {
    post,
    async untilServed(written) {
      const giveUpAt = Date.now() + servedWithinMs;
      for (const { sku, version } of written) {
        for (const origin of [...readyReplicas(), endpoints.edge]) {
          while (!(await serves(origin, sku, version))) {
            if (Date.now() > giveUpAt)
              throw new ToolFault(`Everything is written, but ${origin} does not show ${sku} yet.`);
            await delay(pollMs);
          }
        }
      }
    },
  };
}

function readyReplicas(): string[] {
  const deployables = readEstateFile<DeployableStatus[]>('status.json');
  const instances = deployables.find(({ deployable }) => deployable === 'catalogue')?.instances ?? [];
  return instances.flatMap(({ state, address }) => (state === 'ready' && address ? [address] : []));
}

/** Whether this version, or a later one, is shown: an entity tag begins with it. */
async function serves(origin: string, sku: string, version: number): Promise<boolean> {
  const answer = await reach(`${origin}/catalogue/v1/products/${sku}`);
  await answer.body?.cancel();
  const [, shown = 0] = /^(?:W\/)?"(\d+)\./.exec(answer.headers.get('etag') ?? '') ?? [];
  return answer.ok && Number(shown) >= version;
}

/** A merchandiser's token, which is fetched anew well before it ends. */
function createToken(endpoints: Endpoints): () => Promise<string> {
  let current: Promise<string> | undefined;
  let endsAt = 0;
  return () => {
    if (Date.now() > endsAt) {
      current = signIn(endpoints, 'merchandiser');
      endsAt = Date.now() + tokenLifeMs;
    }
    return current ?? signIn(endpoints, 'merchandiser');
  };
}
