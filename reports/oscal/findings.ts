/** Requirements as OSCAL findings. docs/decisions says why only what is established is satisfied. */
import type { Assessment, Report, Standing } from '../../src/model.ts';
import { checksIn } from '../facts.ts';
import { subjectsOf } from '../lines.ts';
import { json } from '../machine.ts';
import { marked } from '../marked.ts';
import { controlId, frameworkResource, named, props } from '../oscal.ts';
import { STANDING_MEANS } from '../words.ts';
import { judgementId } from './observations.ts';
import { riskId } from './risks.ts';

/** `other` is OSCAL's own word for "neither passed nor failed". A goal or a superlative is no objective: it is excluded by name. */
const STATUS: Readonly<Record<Exclude<Standing, 'not-assessed'>, { readonly state: string; readonly reason: string }>> = {
  established: { state: 'satisfied', reason: 'pass' },
  supported: { state: 'not-satisfied', reason: 'other' },
  contradicted: { state: 'not-satisfied', reason: 'fail' },
  unproven: { state: 'not-satisfied', reason: 'other' },
};

export function* findings(report: Report): Iterable<string> {
  const results = new Map(report.results.map((one) => [one.check, one]));
  for (const requirement of report.requirements) {
    const { standing, strength, framework, id, title, because, covers, remainder, quote, proof, wording } = requirement;
    if (standing === 'not-assessed') continue;
    const judged = [...new Set(checksIn(proof))]
      .flatMap((check) => results.get(check) ?? [])
      .flatMap((result) => subjectsOf(result).map((subject) => ({ result, subject })));
    const failing = judged.filter(({ subject }) => subject.counts.fail > subject.counts.waived);
    const said = [because, STANDING_MEANS[standing], remainder === undefined ? '' : `No check covers: ${remainder}`, wording ?? ''];
    // so many that they are not named here: each is an observation with the id of its check
    const apart = [...new Set(checksIn(proof))].reduce((sum, check) => sum + (results.get(check)?.subjectCount ?? 0), 0);
    if (apart > 0) said.push(`Its checks were made ${apart} times; the observations name their checks, and are not listed here.`);
    yield json({
      uuid: named(report, 'finding', framework, id),
      title: marked(title),
      description: marked(quote ?? title),
      target: {
        type: 'objective-id',
        'target-id': controlId(requirement),
        title: marked(`${framework} ${id}`),
        props: props({ framework, requirement: id, standing, strength, covers }),
        status: { ...STATUS[standing], remarks: marked(said.filter((text) => text !== '').join(' ')) },
      },
      ...(judged.length > 0 && {
        'related-observations': judged.map(({ result, subject }) => ({
          'observation-uuid': judgementId(report, result.check, subject.key),
        })),
      }),
      ...(failing.length > 0 && {
        'related-risks': failing.map(({ result, subject }) => ({ 'risk-uuid': riskId(report, result.check, subject.key) })),
      }),
    });
  }
}

/** What was looked into, framework by framework, and what was left out by name. */
export function reviewed(report: Report) {
  const selections = report.run.frameworks.flatMap((framework) => {
    const own = report.requirements.filter((one) => one.framework === framework.id);
    const chosen = own.filter((one) => one.standing !== 'not-assessed');
    const apart = own.filter((one) => one.standing === 'not-assessed');
    if (chosen.length === 0) return [];
    return [
      {
        description: marked(`${framework.title}, ${framework.version}`),
        links: [{ href: `#${frameworkResource(report, framework).uuid}`, rel: 'reference' }],
        'include-controls': chosen.map((one) => ({ 'control-id': controlId(one) })),
        ...(apart.length > 0 && {
          'exclude-controls': apart.map((one) => ({ 'control-id': controlId(one) })),
          remarks: `Not assessed: ${apart.map(reasonOf).join('; ')}`,
        }),
      },
    ];
  });
  const none = {
    'include-all': {},
    remarks: 'No framework and no page of claims has anything here that was assessed: there are observations alone.',
  };
  return { 'control-selections': selections.length > 0 ? selections : [none] };
}
const reasonOf = (one: Assessment): string => `${controlId(one)} (${marked(one.because)})`;
