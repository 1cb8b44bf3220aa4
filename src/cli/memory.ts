/** How much room V8 takes beyond what is alive. Left to itself it takes what the machine has; what that saves and costs: docs/performance.md. */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Twice 4 MiB for what has just been made, of which one half is in use. V8 would go on to twice 16. */
const ENOUGH = 2 * 4 * 1024 * 1024;
const youngSpace = (): number => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? ENOUGH;

/** Before anything else is loaded. */
export function boundMemory(): void {
  // the heap may grow by so much between two collections, instead of to four times what is alive
  setFlagsFromString('--heap-growing-percent=25');
  // a largest size can be set only before Node starts; that it grows no further, at any time. So it is made to grow, and then told to stop
  for (let kept: unknown[] = [], round = 0; round < 20 && youngSpace() < ENOUGH; round += 1)
    kept = [...kept, Array.from({ length: 20_000 }, () => [round])];
  setFlagsFromString('--semi-space-growth-factor=1');
}
