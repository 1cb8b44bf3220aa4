/** What must be the same wherever a part of one run is asked, continued or put together. */
import type { Config } from '../config.ts';
import { canonical, digestOf } from '../locker/canonical.ts';
import type { Digest } from '../model.ts';
import type { Policy } from '../policy/load.ts';

export interface Binding {
  readonly version: string;
  /** Of the configuration's text and its waivers, as they stand in the files. */
  readonly config: Digest;
  readonly policy: Digest;
  /** As given by --checks. */
  readonly checks: string | null;
  readonly demo: string | null;
}

export function bindingOf(
  { text, waivers, params }: Pick<Config, 'text' | 'waivers' | 'params'>,
  { files }: Pick<Policy, 'files'>,
  { version, checks, demo }: { readonly version: string; readonly checks?: string | undefined; readonly demo?: string | undefined },
): Binding {
  return {
    version,
    config: digestOf(canonical({ text, waivers })),
    policy: digestOf(canonical({ files, params })),
    checks: checks ?? null,
    demo: demo ?? null,
  };
}

/** In words, what differs; undefined: nothing does. */
export function difference(a: Binding, b: Binding): string | undefined {
  if (a.version !== b.version) return `claimcheck ${a.version} and ${b.version}`;
  if (a.config !== b.config) return 'different configurations';
  if (a.checks !== b.checks) return `--checks ${a.checks ?? '(all)'} and ${b.checks ?? '(all)'}`;
  if (a.policy !== b.policy) return 'different policies';
  return a.demo === b.demo ? undefined : 'a demonstration and a real estate';
}
