/** What the simulated GitHub can be asked beyond the first desk: one line for each area. */
import type { Operation } from './part.ts';

export const operations: readonly Operation[] = [];
