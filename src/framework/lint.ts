/** A framework of one's own, held to what the shipped ones are held to. Pure: complaints with their places, and nothing written. */
import { basename } from 'node:path';
import type { z } from 'zod';
import { nearest, type Place } from '../errors.ts';
import type { Proof } from '../model.ts';
import type { ControlsFile } from '../policy/schema.ts';
import type { YamlFile } from '../yaml.ts';

export interface Complaint {
  readonly level: 'fault' | 'note';
  readonly rule: 'id' | 'check' | 'why' | 'remainder' | 'size' | 'covers' | 'proof';
  readonly at: Place;
  readonly message: string;
  readonly hint?: string;
}
export interface LintOptions {
  readonly yaml: YamlFile;
  readonly file: z.infer<typeof ControlsFile>;
  readonly checks: readonly string[];
  /** Ids of the frameworks that ship. */
  readonly shipped: readonly string[];
}

/** Shorter than this, an argument is a word and not a reason. */
const LEAST = 20;

export function lint({ yaml, file, checks, shipped }: LintOptions): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const name = basename(yaml.file, '.yaml');
  if (shipped.includes(name))
    complaints.push({
      level: 'fault',
      rule: 'id',
      at: { file: yaml.file },
      message: `a framework that ships is called \`${name}\``,
      hint: 'a framework is called as its file is: give the file another name',
    });
  const known = new Set(checks);
  const first = new Map<string, Place>();
  file.requirements.forEach((requirement, index) => {
    const at = (...steps: PropertyKey[]) => yaml.at(['requirements', index, ...steps]);
    const earlier = first.get(requirement.id);
    if (earlier) complaints.push({ level: 'fault', rule: 'id', at: at('id'), message: twice(requirement.id, earlier) });
    else first.set(requirement.id, at('id'));
    complaints.push(...aboutRemainder(requirement, at));
    complaints.push(...aboutProof(requirement.proof, ['requirements', index, 'proof'], yaml, known));
  });
  return [...complaints, ...aboutSize(file, first.size, yaml)].sort((a, b) => (a.at.line ?? 0) - (b.at.line ?? 0));
}

function twice(id: string, { line }: Place): string {
  return `the id \`${id}\` stands already in line ${line}`;
}

function aboutRemainder(
  { id, covers, remainder }: z.infer<typeof ControlsFile>['requirements'][number],
  at: (...steps: PropertyKey[]) => Place,
): Complaint[] {
  if (covers === 'whole')
    return [
      {
        level: 'note',
        rule: 'covers',
        at: at('covers'),
        message: `\`${id}\` says that its checks cover it whole: then they can establish it`,
        hint: 'a control is seldom no more than what checks see; every shipped one says `part`',
      },
    ];
  if (remainder === undefined)
    return [
      {
        level: 'fault',
        rule: 'remainder',
        at: at('covers'),
        message: `\`${id}\` covers a part: \`remainder\` must say what no check covers`,
      },
    ];
  if (remainder.length >= LEAST) return [];
  return [
    {
      level: 'fault',
      rule: 'remainder',
      at: at('remainder'),
      message: `the remainder of \`${id}\` has ${remainder.length} characters`,
      hint: `say in at least ${LEAST} what no check covers`,
    },
  ];
}

/** Of one requirement: checks that exist, each once and with a reason of its own. */
function aboutProof(proof: Proof, path: readonly PropertyKey[], yaml: YamlFile, known: ReadonlySet<string>): Complaint[] {
  const leaves = leavesAt(proof, path);
  return leaves.flatMap(({ check, why, path: where }, index) => {
    const at = (key: string) => yaml.at([...where, key]);
    const before = leaves.slice(0, index);
    const complaints: Complaint[] = [];
    if (!known.has(check)) complaints.push(unknownCheck(check, at('check'), known));
    if (before.some((one) => one.check === check))
      complaints.push({ level: 'fault', rule: 'check', at: at('check'), message: `\`${check}\` stands in this proof already` });
    if (why.length < LEAST)
      complaints.push({
        level: 'fault',
        rule: 'why',
        at: at('why'),
        message: `the reason for \`${check}\` has ${why.length} characters`,
        hint: `say in at least ${LEAST} what the check has to do with the control`,
      });
    else if (before.some((one) => one.why === why))
      complaints.push({
        level: 'fault',
        rule: 'why',
        at: at('why'),
        message: 'another check of this proof has the same reason, word for word',
      });
    return complaints;
  });
}
function unknownCheck(check: string, at: Place, known: ReadonlySet<string>): Complaint {
  const meant = nearest(check, known);
  const hint = meant ? `did you mean \`${meant}\`?` : 'see `claimcheck list checks`';
  return { level: 'fault', rule: 'check', at, message: `no check is called \`${check}\``, hint };
}

interface Leaf {
  readonly check: string;
  readonly why: string;
  readonly path: readonly PropertyKey[];
}
function leavesAt(proof: Proof, path: readonly PropertyKey[]): Leaf[] {
  if ('check' in proof) return [{ ...proof, path }];
  if ('none' in proof) return [];
  const [key, branches] = 'all' in proof ? (['all', proof.all] as const) : (['any', proof.any] as const);
  return branches.flatMap((inner, index) => leavesAt(inner, [...path, key, index]));
}

function aboutSize({ size }: z.infer<typeof ControlsFile>, ids: number, yaml: YamlFile): Complaint[] {
  if (size === undefined)
    return [
      {
        level: 'note',
        rule: 'size',
        at: yaml.at(['requirements'], true),
        message: 'no `size`: coverage cannot say how many controls nothing speaks to',
        hint: 'size: how many controls there are in all',
      },
    ];
  if (size >= ids) return [];
  return [{ level: 'fault', rule: 'size', at: yaml.at(['size']), message: `\`size\` is ${size}, and there are ${ids} ids` }];
}
