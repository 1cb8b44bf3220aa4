/** How to read the words of this report, and how to check that nothing in it was altered. */
import { type Report, STANDINGS, STRENGTHS, VERDICTS } from '../../../src/model.ts';
import { name } from '../../text.ts';
import { type Fingerprint, grouped } from '../fingerprint.ts';
import type { Span } from '../lines.ts';
import type { Mark } from '../marks.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, PAGE, SIZE } from '../style.ts';
import { type Cell, cell, marked, table } from '../table.ts';

type Term = readonly [Mark, string, string];

export function method(sheet: Sheet, report: Report): void {
  const { t } = sheet;
  const { chapters, method: words } = t.pages;
  sheet.page();
  sheet.chapter(chapters.method, words.remark, { id: 'method' });
  const { run } = report;
  const { verify: more } = t.pages;
  sheet.text(
    `${more.requests(run.requests.sent, run.requests.operations.length, run.requests.mutating)} ${more.clocks(run.clock.maxSkewMs)}`,
    {},
    { after: 4 },
  );
  sheet.text(words.caution, { face: 'bold' }, { after: 4 });
  marks(
    sheet,
    words.verdicts,
    VERDICTS.map((verdict) => [{ verdict }, t.verdictWord[verdict], t.verdictMeans[verdict]]),
  );
  marks(
    sheet,
    words.standings,
    STANDINGS.map((standing) => [{ standing }, t.standingWord[standing], t.standingMeans[standing]]),
  );
  marks(
    sheet,
    words.strengths,
    STRENGTHS.map((strength) => [{ strength }, t.strengthWord[strength], t.strengthMeans[strength]]),
  );
  terms(
    sheet,
    words.words,
    words.glossary.map(([word, means]) => [cell(word, { face: 'bold' }), cell(means)]),
  );
}

const marks = (sheet: Sheet, title: string, all: readonly Term[]): void =>
  terms(
    sheet,
    title,
    all.map(([mark, word, means]) => [marked(mark, word, { face: 'bold' }), cell(means)]),
  );

function terms(sheet: Sheet, title: string, rows: readonly (readonly Cell[])[]): void {
  sheet.need(48 + rows.length * 20);
  sheet.heading(title, 0);
  const columns = [
    { title: '', share: 1.4 },
    { title: '', share: 4.4 },
  ];
  table(sheet, columns, rows, { pad: 3 });
  sheet.space(4);
}

/** `attached`: every finding is inside this file, one a line. */
export function verify(sheet: Sheet, report: Report, { hex }: Fingerprint, attached: boolean): void {
  const { t } = sheet;
  const { chapters, verify: words } = t.pages;
  const { run, edition } = report;
  sheet.chapter(chapters.verify, undefined, { id: 'verify', room: 480 });
  const mono = { face: 'mono', size: SIZE.small } as const;
  const rows = run.findings.inline ? '' : ` ${attached ? words.attachedRows : words.unattachedRows}`;
  const steps: readonly (readonly Span[])[] = [
    [{ text: words.attachment }],
    [
      { text: `${words.fingerprint} ` },
      { text: grouped(hex), ...mono },
      { text: `. ${edition === undefined ? words.sealedSame : words.editionDiffers}` },
    ],
    [{ text: words.ask(name(run.id), run.seq) }],
    [{ text: words.verify }],
    [{ text: words.sums(`runs/${String(run.seq).padStart(8, '0')}/SHA256SUMS`) }],
    [{ text: words.again(name(run.id)) }],
    [{ text: `${words.findings(run.findings.total, run.findings.file, run.findings.inline)}${rows}` }],
  ];
  sheet.group('L', () => {
    steps.forEach((step, index) => {
      sheet.group('LI', () => {
        sheet.need(30);
        const top = sheet.y;
        sheet.text(`${index + 1}.`, { face: 'bold', colour: COLOUR.accent }, {}, 'Lbl');
        sheet.y = top;
        sheet.text(step, {}, { x: PAGE.left + 20, after: 5 }, 'LBody');
      });
    });
  });
  sheet.heading(words.digests, 0);
  const digests: readonly (readonly [string, string])[] = [
    [words.policy, run.digests.policy],
    [words.config, run.digests.config],
    [words.previous, run.previous ?? words.first],
  ];
  const columns = [
    { title: '', share: 1 },
    { title: '', share: 5 },
  ];
  table(
    sheet,
    columns,
    digests.map(([label, text]) => [
      cell(label, { colour: COLOUR.soft }),
      cell(text, text.startsWith('sha256:') ? { face: 'mono', size: SIZE.tiny } : {}),
    ]),
    { pad: 3 },
  );
}
