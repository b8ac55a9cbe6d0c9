import { paying } from './rules-paying.ts';
import { placing } from './rules-placing.ts';
import { recovering } from './rules-recovering.ts';
import { warehouse } from './rules-warehouse.ts';
import type { Rules } from './thread.ts';

/** How orders work, told a second time and more simply than the workflows do. */
export const rules: Rules = { ...placing, ...paying, ...warehouse, ...recovering };
