/** Counts the rows whose allergens are not all known, and which tags those are. */
export interface UnknownAllergens {
  readonly rows: number;
  /** By tag, in how many rows. */
  readonly tags: Readonly<Record<string, number>>;
}

/** Tags are anybody's text: of more different ones only the rows are counted. */
const MOST_TAGS = 1000;
const SHOWN_TAGS = 5;

/** Creates the count, of which memory is bounded. */
export function createUnknownAllergens(): { add(tags?: readonly string[]): void; counted(): UnknownAllergens } {
  const counts = new Map<string, number>();
  let rows = 0;
  return {
    add(tags = []) {
      if (tags.length > 0) rows += 1;
      for (const tag of new Set(tags)) {
        if (counts.has(tag) || counts.size < MOST_TAGS) counts.set(tag, (counts.get(tag) ?? 0) + 1);
      }
    },
    counted: () => ({ rows, tags: Object.fromEntries(counts) }),
  };
}

/** A sentence for a person; empty when all are known. */
export function tellUnknownAllergens({ rows, tags }: UnknownAllergens): string[] {
  if (rows === 0) return [];
  const most = Object.entries(tags).sort(([, one], [, other]) => other - one);
  const shown = most.slice(0, SHOWN_TAGS).map(([tag, count]) => `${tag} (${count})`);
  const others = most.length > SHOWN_TAGS ? ', …' : '';
  return [
    `${rows} rows have allergens that are not known, and so no claim that these may belie: ${shown.join(', ')}${others}`,
  ];
}
