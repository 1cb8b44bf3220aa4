/** The command line in this process: its real grammar and commands, with an edge that a test can read. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complain } from '../../src/cli/complain.ts';
import type { Edge } from '../../src/cli/edge.ts';
import { program } from '../../src/cli/program.ts';
import { visible } from '../../src/cli/visible.ts';

export interface Spoken {
  readonly status: number;
  readonly out: string;
  /** One string per line of stderr. */
  readonly said: readonly string[];
}
export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly now?: () => string;
  /** ms; for what waits very long. */
  readonly monotonic?: () => number;
  readonly heard?: (line: string) => void;
}
export async function claimcheck(
  argv: readonly string[],
  {
    cwd,
    env = {},
    signal = new AbortController().signal,
    now = () => new Date().toISOString(),
    monotonic = () => performance.now(),
    heard,
  }: CliOptions,
): Promise<Spoken> {
  let out = '';
  const said: string[] = [];
  const edge: Edge = {
    env: (name) => env[name],
    cwd,
    node: process.version,
    signal,
    interrupted: () => (signal.aborted ? 143 : undefined),
    terminal: undefined,
    uuid: randomUUID,
    clock: {
      now,
      monotonic,
      random: Math.random,
      sleep: (ms) => new Promise((done) => setTimeout(done, Math.min(ms, 5))),
    },
    out: async (text) => {
      out += text;
    },
    say: (text) => {
      said.push(...visible(text).split('\n'));
      heard?.(text);
    },
  };
  const status = await program(argv, edge).catch((error) => complain(error, edge.say));
  return { status, out, said };
}

/** A folder of its own with these files in it. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}
