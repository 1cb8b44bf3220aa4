/** One area of the simulated GitHub: its operations, in its own file; what it holds is a key of its own in a `World`. */
import type { Visit } from '../answers/visit.ts';

/** Operation in GitHub's spelling, its answer (an array is paged), and what a fine-grained token needs for it (`members=read`). */
export type Operation = readonly [operation: string, answer: (visit: Visit) => object, permission: string];

/** An answer that says all by its status: 204. */
export const NO_CONTENT: object = Object.freeze({});
/** A listing that GitHub puts into a member, beside its `total_count`. */
export class Wrapped {
  readonly member: string;
  readonly all: readonly object[];
  constructor(member: string, all: readonly object[]) {
    this.member = member;
    this.all = all;
  }
}
