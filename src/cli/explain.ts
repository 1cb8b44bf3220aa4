import { nearest, Refusal } from '../errors.ts';
import { formsFor } from '../evaluate/vouch.ts';
import { checksDir, home, shippedClaims, shippedFrameworks } from '../home.ts';
import { KINDS } from '../itself/kinds.ts';
import type { Framework, Proof } from '../model.ts';
import { tryCases } from '../policy/check.ts';
import { idOf, loadPolicy, yamlFiles } from '../policy/load.ts';
import { collectors } from '../registry.ts';
import type { Command } from './edge.ts';

/** All that is known of one check: its sentence, what it reads and asks, its worked cases, who relies on it. */
export const explain: Command<{ readonly check: string }> = async ({ check: id }, edge) => {
  const known = yamlFiles(checksDir).map((path) => idOf(checksDir, path));
  if (!known.includes(id)) {
    const meant = nearest(id, known);
    throw new Refusal('POLICY_UNKNOWN_CHECK', `no check is called \`${id}\``, {
      hint: meant ? `did you mean \`${meant}\`?` : 'see `claimcheck list checks`',
    });
  }
  const file = (folder: string) => (name: string) => ({ path: `${home}/config/${folder}/${name}.yaml`, shown: `${folder}/${name}.yaml` });
  const policy = loadPolicy({
    checksDir,
    collectors,
    params: {},
    select: [id],
    frameworks: [...shippedFrameworks().map(file('frameworks')), ...shippedClaims().map(file('claims'))],
  });
  const [ready] = policy.checks;
  const collector = [...collectors, ...KINDS].find((one) => one.id === ready?.check.about);
  if (!ready || !collector) throw new Refusal('POLICY_UNKNOWN_CHECK', `the check \`${id}\` could not be loaded`);
  const { check } = ready;
  const block = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? '' : `\n${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  await edge.out(
    `${check.id} (${check.severity}, ${check.evidence})\n  ${check.title}\n` +
      block('Judges', [
        `${collector.title} (${collector.id})`,
        ...(check.with ? [`only beside a configured source of type  ${check.with.join(', ')}`] : []),
        ...(check.where ? [`those where  ${check.where}`] : []),
        `${check.holds} must satisfy  ${check.expect}`,
        `when there is none: ${check.whenNone}, because ${check.whenNoneBecause}`,
      ]) +
      block(
        'Parameters',
        Object.entries(check.params).map(([name, param]) => `${name} = ${JSON.stringify(param.default)}  ${param.about}`),
      ) +
      block(
        'Asks',
        collector.calls.map((call) => `${call.operation}  needs ${call.permission}\n    ${call.docs}`),
      ) +
      block(
        'Takes the word of',
        formsFor(ready, collectors).map(
          ({ id: form, title }) => `whoever signed a statement “${title}” that names the resource: claimcheck attest new ${form}`,
        ),
      ) +
      block(
        'Says',
        tryCases(ready, collector).map(
          (tried) => `${tried.verdict.padEnd(14)} ${JSON.stringify(tried.case.given)}\n    ${tried.case.because}`,
        ),
      ) +
      block('What to do', [check.remedy]) +
      block('A pass does not say', check.notes === undefined ? [] : [check.notes]) +
      block(
        'Relied on by',
        policy.frameworks.flatMap((framework) => reliances(framework, id)),
      ),
  );
  return 0;
};

function reliances({ id, requirements }: Framework, check: string): string[] {
  return requirements.flatMap((requirement) => whys(requirement.proof, check).map((why) => `${id}/${requirement.id}  ${why}`));
}
function whys(proof: Proof, check: string): string[] {
  if ('check' in proof) return proof.check === check ? [proof.why] : [];
  return ('all' in proof ? proof.all : 'any' in proof ? proof.any : []).flatMap((inner) => whys(inner, check));
}
