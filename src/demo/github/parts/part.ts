/** One area of the simulated GitHub: its operations, in its own file; what it holds is a key of its own in a `World`. */
import type { Visit } from '../answers/visit.ts';

/** Operation in GitHub's spelling, its answer (an array is paged), and what a fine-grained token needs for it (`members=read`). */
export type Operation = readonly [operation: string, answer: (visit: Visit) => object, permission: string];
