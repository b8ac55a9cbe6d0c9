import { setTimeout as delay } from 'node:timers/promises';
import { type ImportResult, jsonLines } from '@grocer/contracts/imports';
import type { DeployableStatus } from '@grocer/local/estate';
import { type Endpoints, readEndpoints, readEstateFile } from '../endpoints.ts';
import { ToolFault } from '../run-tool.ts';
import { signIn } from '../sign-in.ts';

/** The running catalogue: its replicas take imports by their own addresses, since the edge lets no large body by. */
export interface Catalogue {
  /** Sends JSON lines, to the replicas in turn. To send the same again, as is done when a replica has gone, changes nothing more. */
  post(lines: readonly string[]): Promise<ImportResult>;
  /** Resolves when every ready replica serves what was written, and has told the edge to drop whatever that touches. */
  untilServed(): Promise<void>;
}

const tokenLifeMs = 5 * 60_000;
const patienceMs = 30_000;
/** The edge may take no more tags for a minute. */
const edgePatienceMs = 90_000;
const retryMs = 500;

/** Connects to the running estate as a merchandiser. */
export function connectCatalogue({ replacesEdited }: { replacesEdited: boolean }): Catalogue {
  const endpoints = readEndpoints();
  const token = createToken(endpoints);
  let turn = 0;

  /** Replicas come and go: a part that none has taken is sent again for a while. What was written of it then counts as unchanged. */
  async function post(lines: readonly string[]): Promise<ImportResult> {
    const giveUpAt = Date.now() + patienceMs;
    const body = lines.join('\n');
    for (;;) {
      const answer = await postOnce(body);
      if (typeof answer === 'object') return answer;
      if (Date.now() > giveUpAt) throw new ToolFault(answer);
      await delay(retryMs);
    }
  }

  /** The answer, or a sentence that says why there is none yet; throws where trying again will not help. */
  async function postOnce(body: string): Promise<ImportResult | string> {
    const replicas = readyReplicas();
    const replica = replicas[turn++ % replicas.length];
    if (!replica) return 'No replica of the catalogue is ready; npm run estate:status tells more.';
    const url = `${replica}/catalogue/v1/imports?edited=${replacesEdited ? 'replace' : 'keep'}`;
    try {
      const headers = { authorization: `Bearer ${await token()}`, 'content-type': jsonLines };
      const response = await fetch(url, { method: 'POST', headers, body });
      if (response.ok) return await response.json();
      const told = await tell(response);
      if (response.status >= 500) return told;
      throw new ToolFault(told);
    } catch (error) {
      if (error instanceof ToolFault) throw error;
      return `A replica of the catalogue (${replica}) has gone while it imported.`;
    }
  }

  /** Nothing once the replica has published what was written; else a sentence that says why it has not. */
  async function publishAt(replica: string): Promise<string | undefined> {
    try {
      const headers = { authorization: `Bearer ${await token()}` };
      const response = await fetch(`${replica}/catalogue/v1/imports/publication`, { method: 'POST', headers });
      return response.ok ? undefined : `${replica}: ${await tell(response)}`;
    } catch {
      return `${replica} does not answer`;
    }
  }

  async function untilPublishedAt(replica: string): Promise<void> {
    const giveUpAt = Date.now() + edgePatienceMs;
    for (;;) {
      const fault = await publishAt(replica);
      // A replica that is gone, or not ready, serves nobody; it reads everything before it does again.
      if (fault === undefined || !readyReplicas().includes(replica)) return;
      if (Date.now() > giveUpAt) throw new ToolFault(`Everything is written, but not everyone is served it: ${fault}`);
      await delay(retryMs);
    }
  }

  return {
    post,
    async untilServed() {
      await Promise.all(readyReplicas().map(untilPublishedAt));
    },
  };
}

async function tell(response: Response): Promise<string> {
  const { title, detail }: { title?: string; detail?: string } = await response.json().catch(() => ({}));
  return `The catalogue answers ${response.status}: ${detail ?? title ?? 'it does not say why'}.`;
}

function readyReplicas(): string[] {
  const deployables = readEstateFile<DeployableStatus[]>('status.json');
  const instances = deployables.find(({ deployable }) => deployable === 'catalogue')?.instances ?? [];
  return instances.flatMap(({ state, address }) => (state === 'ready' && address ? [address] : []));
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
