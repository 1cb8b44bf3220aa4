/** Where what is said and what is seen do not go together, and where that could not be found out. */
import type { ContradictionSide, Report } from '../../../src/model.ts';
import { valuesOf } from '../../contradictions.ts';
import { number, plural, sentence } from '../../text.ts';
import { requirementId } from '../ids.ts';
import { verdictWord } from '../marks.ts';
import { type Html, html } from '../markup.ts';
import { bdi, evidenceLinks, type Sheet, section, table } from '../parts.ts';

export function contradictions({ report }: Sheet): Html | undefined {
  const { contradictions: pairs = [] } = report;
  if (pairs.length === 0) return undefined;
  const of = (verdict: string) => pairs.filter((pair) => pair.verdict === verdict).length;
  const intro = `Pairs of sources that should agree: what a page or a document states, and what another source shows. ${number(of('fail'))} of ${plural(pairs.length, 'pair')} contradict each other; of ${number(of('unknown'))} it is not known. A contradiction contradicts every claim whose words it is about.`;
  const columns = [
    { title: 'What should agree', as: 'wide' as const },
    { title: 'Stated' },
    { title: 'Seen' },
    { title: 'Claims' },
    { title: 'Evidence' },
  ];
  const rows = pairs.map(({ title, verdict, because, claims, said, seen, opposed }) => [
    html`${verdictWord(verdict)} ${sentence(title)} <span class="aside">${verdict === 'pass' ? '' : sentence(because)}</span>`,
    side(said),
    side(seen),
    claims.map((claim) => claimLink(report, claim)),
    evidenceLinks([...new Set(opposed.flatMap(({ evidence }) => evidence))], ''),
  ]);
  return section(
    'contradictions',
    'What is stated against what is seen',
    intro,
    table('Pairs of sources that should agree', columns, rows),
  );
}

/** `software-security-statement/redundancy` */
function claimLink(report: Report, claim: string): Html {
  const [framework = '', ...id] = claim.split('/');
  const row = { framework, id: id.join('/') };
  return html`<a href="#${requirementId(report, row)}">${bdi(row.id)}</a> `;
}

function side({ by, gaps, ...rest }: ContradictionSide): Html {
  const { text, more } = valuesOf({ by, gaps, ...rest });
  const [gap] = gaps;
  return html`<b>${bdi(by)}</b> ${text}${more > 0 ? `, ${plural(more, 'more value')}` : ''}${gap ? ` not known (${gap.reason})` : ''}`;
}
