/** How to read the words of this report, and how to check that nothing in it was altered. */
import { type Report, STANDINGS, STRENGTHS, VERDICTS } from '../../../src/model.ts';
import { name, number, plural } from '../../text.ts';
import { STANDING_MEANS, STANDING_WORD, STRENGTH_MEANS, STRENGTH_WORD, VERDICT_MEANS, VERDICT_WORD } from '../../words.ts';
import type { Mark } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { PAGE } from '../style.ts';
import { cell, marked, table } from '../table.ts';

type Term = readonly [Mark, string, string];

export function method(sheet: Sheet, report: Report): void {
  sheet.chapter(
    'Method',
    'Providers are asked through their interfaces, with requests that only read. Every answer is recorded; ' +
      'checks are evaluated on the recorded answers; what was not answered is unknown.',
  );
  glossary(
    sheet,
    'Verdicts of a check',
    VERDICTS.map((verdict) => [{ verdict }, VERDICT_WORD[verdict], VERDICT_MEANS[verdict]]),
  );
  glossary(
    sheet,
    'Standings of a claim or control',
    STANDINGS.map((standing) => [{ standing }, STANDING_WORD[standing], STANDING_MEANS[standing]]),
  );
  glossary(
    sheet,
    'Strength of the evidence, strongest first',
    STRENGTHS.map((strength) => [{ strength }, STRENGTH_WORD[strength], STRENGTH_MEANS[strength]]),
  );
  sheet.space(4);
  const caution =
    'The standing of a control means that this evidence is relevant to the control. ' +
    'It is not a certificate, and no standard’s owner has looked at it.';
  sheet.text(caution, {}, { after: 4 });
  verify(sheet, report);
}

function glossary(sheet: Sheet, title: string, terms: readonly Term[]): void {
  sheet.need(40 + terms.length * 19);
  sheet.heading(title, 0);
  table(
    sheet,
    [
      { title: '', share: 1.2 },
      { title: '', share: 4 },
    ],
    terms.map(([mark, word, means]) => [marked(mark, word, { face: 'bold' }), cell(means)]),
  );
  sheet.space(4);
}

function verify(sheet: Sheet, { run }: Report): void {
  sheet.chapter('How to verify this report');
  const steps = [
    `Ask whoever gave you this file for the sealed run ${name(run.id)} (number ${run.seq} of its chain).`,
    `In the locker, run “sha256sum -c runs/${String(run.seq).padStart(8, '0')}/SHA256SUMS”: every recorded answer, finding and the manifest ` +
      'must still have the digest under which it was kept. No key signed this run, so this shows damage, not a rewriting of the whole locker.',
    `Run “claimcheck evaluate --run ${name(run.id)}”: it judges the recorded answers again, offline, and writes this report anew.`,
    `Compare the digests: policy ${run.digests.policy}, configuration ${run.digests.config}, previous run ${run.previous ?? 'none'}.`,
    `Every finding (${plural(run.findings.total, 'row')}) stands in ${run.findings.file} with the digests of the answers it rests on` +
      `${run.findings.inline ? ', and in report.json' : '; there are too many for report.json'}.`,
    `${number(run.requests.sent)} requests were made, of ${plural(run.requests.operations.length, 'kind')}; ` +
      `${run.requests.mutating} could change anything.`,
  ];
  steps.forEach((step, index) => {
    const top = sheet.y;
    sheet.text(`${index + 1}.`, { face: 'bold' });
    sheet.y = top;
    sheet.text(step, {}, { x: PAGE.left + 16, after: 3 });
  });
}
