/** Work that is done once at a time, for whoever asks. */
export interface Turns<Part> {
  /** Resolves after a turn that began after this call and did these parts. */
  ask(wanted: readonly Part[]): Promise<void>;
}

/** Creates turns: whoever asks while one is under way shares the next one, which does what any of them wants. */
export function createTurns<Part>(work: (wanted: ReadonlySet<Part>) => Promise<void>): Turns<Part> {
  let isUnderWay = false;
  let next: { wanted: Set<Part>; done: PromiseWithResolvers<void> } | undefined;

  async function workOff(): Promise<void> {
    isUnderWay = true;
    for (let turn = next; turn; turn = next) {
      next = undefined;
      await work(turn.wanted).then(turn.done.resolve, turn.done.reject);
    }
    isUnderWay = false;
  }

  return {
    ask(wanted) {
      next ??= { wanted: new Set(), done: Promise.withResolvers() };
      for (const part of wanted) next.wanted.add(part);
      const { promise } = next.done;
      if (!isUnderWay) void workOff();
      return promise;
    },
  };
}
