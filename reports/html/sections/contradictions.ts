/** Where what is said and what is seen do not go together, and where that could not be found out. */
import type { ContradictionSide, Report } from '../../../src/model.ts';
import { valuesOf } from '../../contradictions.ts';
import type { Messages } from '../../messages/index.ts';
import { filled } from '../../messages/slots.ts';
import { requirementId } from '../ids.ts';
import { verdictWord } from '../marks.ts';
import { type Html, html } from '../markup.ts';
import { bdi, evidenceLinks, type Sheet, section, table } from '../parts.ts';

export function contradictions({ t, report }: Sheet): Html | undefined {
  const { contradictions: pairs = [] } = report;
  if (pairs.length === 0) return undefined;
  const of = (verdict: string) => pairs.filter((pair) => pair.verdict === verdict).length;
  const { contradictions: words, chapters } = t.pages;
  const columns = [
    { title: words.sentence, as: 'wide' as const },
    { title: words.stated },
    { title: words.seen },
    { title: chapters.claims },
    { title: t.screen.parts.evidence },
  ];
  const rows = pairs.map(({ title, verdict, because, claims, said, seen, opposed }) => [
    html`${verdictWord(t, verdict)} ${t.sentence(title)} <span class="aside">${verdict === 'pass' ? '' : t.sentence(because)}</span>`,
    side(t, said),
    side(t, seen),
    claims.map((claim) => claimLink(t, report, claim)),
    evidenceLinks(t, [...new Set(opposed.flatMap(({ evidence }) => evidence))]),
  ]);
  return section(
    'contradictions',
    chapters.contradictions,
    words.remark(of('fail'), pairs.length, of('unknown')),
    table(t.screen.contradictions.caption, columns, rows),
  );
}

/** `software-security-statement/redundancy` */
function claimLink(t: Messages, report: Report, claim: string): Html {
  const [framework = '', ...id] = claim.split('/');
  const row = { framework, id: id.join('/') };
  return html`<a href="#${requirementId(report, row)}">${bdi(t, row.id)}</a> `;
}

function side(t: Messages, { by, gaps, ...rest }: ContradictionSide): Html {
  const { contradictions: words } = t.screen;
  const { text, more } = valuesOf({ by, gaps, ...rest }, t);
  const values = more > 0 ? filled(words.more, { values: text, more: t.forms(words.values, more) }) : text;
  const [gap] = gaps;
  return html`<b>${bdi(t, by)}</b> ${values}${gap ? ` ${t.pages.contradictions.unseen(gap.reason)}` : ''}`;
}
