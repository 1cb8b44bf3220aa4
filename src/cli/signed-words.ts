/** Which of the signed words that claims rest on do not stand today, as a run would find it. */
import type { Complaint } from '../claims/lint.ts';
import { fault, note } from '../claims/lint.ts';
import { checksIn } from '../claims/proof.ts';
import type { Place } from '../errors.ts';
import type { Proof } from '../model.ts';
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
  const standings = await look(read, edge);
  return new Map(standings.flatMap(({ form, gap }) => (gap ? [[`att.${form.id}`, gap.detail] as const] : [])));
}

export function wordComplaints(claims: readonly Rests[], fallen: Fallen, ledger: string): Complaint[] {
  const resting = claims.flatMap(({ id, proof, at }) =>
    checksIn(proof).flatMap((check) => (check.startsWith('att.') ? [{ id, check, at }] : [])),
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
