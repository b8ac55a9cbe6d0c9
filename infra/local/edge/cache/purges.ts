/** Which tags were purged while answers were being fetched: such an answer may be the old one. */
export interface Purges {
  /** The moment of the last purge of anything. */
  readonly latest: number;
  /** A fetch begins: its moment, to be given back to `end`. */
  begin(): number;
  end(startedAt: number): void;
  purge(tags: Iterable<string>): void;
  /** Whether one of the tags was purged after the fetch had begun. */
  touched(tags: readonly string[], startedAt: number): boolean;
}

/** Moments are counted, not measured. A purge is remembered for as long as a fetch that began before it is under way. */
export function createPurges(mostTags = 100_000): Purges {
  let moment = 0;
  let latest = 0;
  /** Purges up to this moment are forgotten: a fetch that began before it is taken as touched. */
  let forgotten = 0;
  const purgedAt = new Map<string, number>();
  const underWay = new Set<number>();

  function forget(): void {
    const [oldestFetch = Number.POSITIVE_INFINITY] = underWay;
    for (const [tag, at] of purgedAt) {
      if (at > oldestFetch && purgedAt.size <= mostTags) return;
      if (at > oldestFetch) forgotten = at;
      purgedAt.delete(tag);
    }
  }

  return {
    get latest() {
      return latest;
    },
    begin() {
      moment += 1;
      underWay.add(moment);
      return moment;
    },
    end(startedAt) {
      underWay.delete(startedAt);
      forget();
    },
    purge(tags) {
      moment += 1;
      latest = moment;
      for (const tag of tags) {
        purgedAt.delete(tag);
        purgedAt.set(tag, latest);
      }
      forget();
    },
    touched: (tags, startedAt) => startedAt < forgotten || tags.some((tag) => (purgedAt.get(tag) ?? 0) > startedAt),
  };
}
