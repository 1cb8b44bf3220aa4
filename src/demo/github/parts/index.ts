/** What the simulated GitHub can be asked beyond the first desk: one line for each area. */
import { changes } from './changes/rest.ts';
import { operations as configuration } from './configuration/index.ts';
import { operations as governance } from './governance/index.ts';
import type { Operation } from './part.ts';
import { operations as users } from './users.ts';

export const operations: readonly Operation[] = [...configuration, ...changes, ...governance, ...users];
