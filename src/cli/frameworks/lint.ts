/** `claimcheck frameworks lint`: a framework of one's own, before a run is made with it. */
import { resolve } from 'node:path';
import { Refusal, Refusals } from '../../errors.ts';
import { type Complaint, lint } from '../../framework/lint.ts';
import { shippedFrameworks } from '../../home.ts';
import { ControlsFile } from '../../policy/schema.ts';
import { keysIn, parseYaml, readText, strictly } from '../../yaml.ts';
import type { Command, Edge } from '../edge.ts';
import { knownChecks, ownFrameworks } from './named.ts';

export interface LintOptions {
  readonly files: readonly string[];
  readonly config: string;
  readonly json?: boolean;
}
interface Linted {
  readonly file: string;
  readonly controls: number;
  readonly complaints: readonly Complaint[];
}

/** Faults are 1, what is no framework is 2; notes change nothing. One file that cannot be read keeps no other one back. */
export const frameworksLint: Command<LintOptions> = async ({ files, config, json }, edge) => {
  const chosen = files.length > 0 ? files : ownFrameworks(config, edge).map(({ shown }) => shown);
  if (chosen.length === 0)
    throw new Refusal('USAGE', `no framework is named, and ${config} names none of its own`, {
      hint: 'claimcheck frameworks lint frameworks/acme.yaml',
    });
  const read: Linted[] = [];
  const unreadable: Refusal[] = [];
  for (const shown of chosen) {
    try {
      read.push(lintOne(shown, edge));
    } catch (error) {
      if (error instanceof Refusals) unreadable.push(...error.all);
      else if (error instanceof Refusal) unreadable.push(error);
      else throw error;
    }
  }
  const all = read.flatMap(({ complaints }) => complaints);
  const faults = all.filter(({ level }) => level === 'fault').length;
  for (const refusal of unreadable) edge.say(refusal.line);
  if (json) await edge.out(`${JSON.stringify({ frameworks: read, faults, notes: all.length - faults }, null, 2)}\n`);
  else if (read.length > 0) await edge.out(`${[...all.map(lineOf), tallyOf(read, faults, all.length - faults)].join('\n')}\n`);
  return unreadable.length > 0 ? 2 : faults > 0 ? 1 : 0;
};

function lintOne(shown: string, edge: Pick<Edge, 'cwd'>): Linted {
  const yaml = parseYaml(readText(resolve(edge.cwd, shown), shown), shown);
  if ((yaml.value as { kind?: unknown } | null)?.kind === 'claims')
    throw new Refusal('USAGE', 'this is a page of claims', { at: yaml.at(['kind']), hint: '`claimcheck claims lint` reads those' });
  const file = strictly(yaml, ControlsFile, keysIn(ControlsFile), 'POLICY_INVALID');
  return {
    file: shown,
    controls: file.requirements.length,
    complaints: lint({ yaml, file, checks: knownChecks(), shipped: shippedFrameworks() }),
  };
}
function tallyOf(read: readonly Linted[], faults: number, notes: number): string {
  const controls = read.reduce((sum, one) => sum + one.controls, 0);
  const files = `${read.length} ${read.length === 1 ? 'framework' : 'frameworks'}`;
  return `${controls} controls of ${files}: ${faults} ${faults === 1 ? 'fault' : 'faults'}, ${notes} ${notes === 1 ? 'note' : 'notes'}`;
}
function lineOf({ level, at, message, hint }: Complaint): string {
  return new Refusal('POLICY_INVALID', level === 'note' ? `note: ${message}` : message, { at, ...(hint !== undefined && { hint }) }).line;
}
