// The times by which work is left to recover, as the real thing is told them or keeps them.

export const CLAIM_MS = 20_000;
export const HEAD_START_MS = 15_000;
export const KEY_LIFE_MS = 24 * 3_600_000;
export const KEY_REPEATABLE_MS = 23 * 3_600_000;
export const ABSENCE_FINAL_MS = 5 * 60_000;
export const RECOVER_CLAIM_MS = 120_000;
export const SILENCE_MS = 15 * 60_000;
export const FULFIL_SETTLES_MS = 30_000;
/** So often recover tries a payment before it leaves it to a person. */
export const ATTEMPTS = 10;
