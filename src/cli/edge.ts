/** What a command may touch of the world. Made in main.ts, the only file that knows `process`. */
import type { Clock } from '../collect/clock.ts';

export interface Edge {
  readonly env: (name: string) => string | undefined;
  readonly clock: Clock;
  readonly cwd: string;
  readonly node: string;
  /** Aborted by SIGINT or SIGTERM; `interrupted` then says which exit status that is. */
  readonly signal: AbortSignal;
  readonly interrupted: () => number | undefined;
  /** Machine output and reports. */
  out(text: string): Promise<void>;
  /** Talk. */
  say(text: string): void;
  /** A terminal that can rewrite its line. */
  readonly terminal: { readonly columns: number; draw(text: string): void } | undefined;
  /** Asks on the terminal and shows nothing of what is typed; absent without a terminal. */
  readonly secret?: (question: string) => Promise<string>;
  uuid(): string;
}
/** A command's result is its exit status. */
export type Command<Options> = (options: Options, edge: Edge) => Promise<number>;
