/** A machine as what its commands say, by the command line. Shares no word with what asks it. */
import type { Instant } from '../../model.ts';

/** What a command says, and its exit status, 0 where none is given. `hang` never ends, `flood` never stops. */
export interface Said {
  readonly stdout?: string | ((now: Instant) => string);
  readonly stderr?: string;
  readonly status?: number;
  readonly fault?: 'hang' | 'flood';
}
export interface World {
  readonly name: string;
  /** By the whole command line. A command that is not there is not installed; one that is, but is asked something else, says how it is used. */
  readonly commands: Readonly<Record<string, Said>>;
}
/** Seconds since 1970, so many hours ago. */
export const stamp = (now: Instant, hours: number) => Math.floor(Date.parse(now) / 1000) - hours * 3600;
export const ago = (now: Instant, hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString();
