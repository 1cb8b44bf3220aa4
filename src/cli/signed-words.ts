/** Which of the signed words that claims rest on do not stand today, as a run would find it. */
import type { Complaint } from '../claims/lint.ts';
import { fault, note } from '../claims/lint.ts';
import { checksIn } from '../claims/proof.ts';
import type { Place } from '../errors.ts';
import { formsFor } from '../evaluate/vouch.ts';
import { checksDir } from '../home.ts';
import type { Proof } from '../model.ts';
import { idOf, loadPolicy, yamlFiles } from '../policy/load.ts';
import { collectors } from '../registry.ts';
import { readText } from '../yaml.ts';
import type { Edge } from './edge.ts';
import { readUserConfig } from './setup.ts';

export interface Rests {
  readonly id: string;
  readonly proof: Proof;
  readonly at: Place;
}
/** By check, why its attestation does not stand; undefined: no attestations are configured, so nobody looked. */
export type Fallen = ReadonlyMap<string, string> | undefined;

export async function fallenWords(config: string | undefined, edge: Edge): Promise<Fallen> {
  if (config === undefined) return undefined;
  const { look, stating } = await import('./attest/look.ts');
  const read = readUserConfig(config, edge, { sealed: true });
  if (!read.sources.some(({ source }) => stating.has(source.id))) return undefined;
  const fallen = new Map((await look(read, edge)).flatMap(({ form, gap }) => (gap ? [[form.id, gap.detail] as const] : [])));
  return new Map(
    [...signedFor()].flatMap(([check, forms]) =>
      forms.flatMap((form) => (fallen.has(form) ? [[check, fallen.get(form) as string] as const] : [])),
    ),
  );
}

/** Checks that nothing but a signed word can answer, with the forms that would. */
function signedFor(): ReadonlyMap<string, readonly string[]> {
  signed ??= new Map(
    loadPolicy({ checksDir, collectors, params: {}, select: attestedChecks(), frameworks: [] }).checks.flatMap((ready) => {
      const own = collectors.find(({ id }) => id === ready.check.about)?.form;
      const forms = own ? [own] : formsFor(ready, collectors);
      return forms.length > 0 ? [[ready.check.id, forms.map(({ id }) => id)] as const] : [];
    }),
  );
  return signed;
}
/** The others are not read for it: to load them all takes longer than the rest of the command. */
function attestedChecks(): string[] {
  const files = yamlFiles(checksDir).filter((path) => /^evidence: attested$/m.test(readText(path)));
  return files.map((path) => idOf(checksDir, path));
}
let signed: ReadonlyMap<string, readonly string[]> | undefined;

export function wordComplaints(claims: readonly Rests[], fallen: Fallen, ledger: string): Complaint[] {
  const resting = claims.flatMap(({ id, proof, at }) =>
    checksIn(proof).flatMap((check) => (signedFor().has(check) ? [{ id, check, at }] : [])),
  );
  if (fallen === undefined) {
    const count = new Set(resting.map(({ id }) => id)).size;
    return count === 0
      ? []
      : [
          note(
            'attestation',
            { file: ledger },
            `${count} claims rest on signed words, which were not looked at: no attestations are configured here`,
          ),
        ];
  }
  return resting.flatMap(({ id, check, at }) => {
    const because = fallen.get(check);
    return because === undefined
      ? []
      : [fault('attestation', at, `what \`${id}\` rests on does not stand (${check}): ${because}`, { hint: 'claimcheck attest check' })];
  });
}
