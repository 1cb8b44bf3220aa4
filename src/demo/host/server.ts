/**
 * A simulated machine: a folder of small programs, one for each command that it has, which say what the world says. Whoever looks at it
 * as at itself, with this folder as the place of its commands, sees that machine.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../../model.ts';
import type { Said, World } from './world.ts';

export interface HostServer {
  /** Where its commands are. */
  readonly path: string;
  /** Command lines in the order in which they were run. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export async function startHost({ world, now }: { readonly world: World; readonly now: () => Instant }): Promise<HostServer> {
  const folder = mkdtempSync(join(tmpdir(), 'claimcheck-host-'));
  const path = join(folder, 'bin');
  const journal = join(folder, 'journal');
  mkdirSync(path);
  writeFileSync(journal, '');
  const programs = new Map<string, string[]>();
  for (const [at, [line, said]] of Object.entries(world.commands).entries()) {
    const [program = '', ...argv] = line.split(' ');
    const outcome = join(folder, `said-${at}`);
    writeFileSync(outcome, typeof said.stdout === 'function' ? said.stdout(now()) : (said.stdout ?? ''));
    writeFileSync(`${outcome}-errors`, said.stderr ?? '');
    programs.set(program, [...(programs.get(program) ?? []), `'${argv.join(' ')}')\n${sayingOf(said, outcome)} ;;`]);
  }
  for (const [program, turns] of programs) {
    const script = `#!/bin/sh\nprintf '%s\\n' "${program} $*" >> '${journal}'\ncase "$*" in\n${turns.join('\n')}\nesac\necho 'usage: ${program}' >&2\nexit 64\n`;
    writeFileSync(join(path, program), script, { mode: 0o755 });
  }
  return {
    path,
    get requests() {
      return readFileSync(journal, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function sayingOf({ status = 0, fault }: Said, outcome: string): string {
  if (fault === 'hang') return 'exec /bin/sleep 60';
  if (fault === 'flood') return 'while :; do /bin/cat /bin/sh; done';
  return `/bin/cat '${outcome}'\n/bin/cat '${outcome}-errors' >&2\nexit ${status}`;
}
