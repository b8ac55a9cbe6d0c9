import type { ReadModel } from './read-model/read-model.ts';
import type { Cacheable } from './replies.ts';

/** Lists that were asked for, as they were answered. */
export interface KeptAnswers {
  /** The answer to this URL, made now unless it was since anything shown has changed. */
  get(url: string, make: () => Cacheable): Cacheable;
}

const MAX_BYTES = 16 * 1024 * 1024;

/** Keeps answers until the read model changes; when there are too many, the oldest goes. */
export function keepAnswers(model: Pick<ReadModel, 'generation'>): KeptAnswers {
  const answers = new Map<string, Cacheable>();
  let generation = model.generation;
  let bytes = 0;

  function forget(url: string, { body }: Cacheable): void {
    answers.delete(url);
    bytes -= sizeOf(url, body);
  }

  function keep(url: string, answer: Cacheable): void {
    answers.set(url, answer);
    bytes += sizeOf(url, answer.body);
    for (const [oldest, old] of answers) {
      if (bytes <= MAX_BYTES) break;
      forget(oldest, old);
    }
  }

  return {
    get(url, make) {
      if (generation !== model.generation) {
        answers.clear();
        bytes = 0;
        generation = model.generation;
      }
      const known = answers.get(url);
      if (known) return known;
      const answer = make();
      keep(url, answer);
      return answer;
    },
  };
}

/** Beside the body there are the tags, the address and what the entry itself takes. */
function sizeOf(url: string, body: string): number {
  return body.length + url.length + 1000;
}
