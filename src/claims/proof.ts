/** What a proof names: checks that exist, each once in its place. */
import { nearest } from '../errors.ts';
import type { Proof } from '../model.ts';
import type { YamlFile } from '../yaml.ts';
import type { Complaint } from './lint.ts';

export function checksIn(proof: Proof): readonly string[] {
  if ('check' in proof) return [proof.check];
  const branches = 'all' in proof ? proof.all : 'any' in proof ? proof.any : [];
  return branches.flatMap(checksIn);
}

export function proofFaults(proof: Proof, path: readonly PropertyKey[], yaml: YamlFile, known: readonly string[]): Complaint[] {
  if ('check' in proof) {
    if (known.includes(proof.check)) return [];
    const meant = nearest(proof.check, known);
    return [
      {
        level: 'fault',
        rule: 'check',
        at: yaml.at([...path, 'check']),
        message: `no check is called \`${proof.check}\``,
        hint: meant ? `did you mean \`${meant}\`?` : 'see `claimcheck list checks`',
      },
    ];
  }
  const branch = 'all' in proof ? 'all' : 'any' in proof ? 'any' : undefined;
  if (branch === undefined) return [];
  const inner = (proof as Readonly<Record<string, readonly Proof[]>>)[branch] as readonly Proof[];
  return inner.flatMap((one, index) => proofFaults(one, [...path, branch, index], yaml, known));
}
