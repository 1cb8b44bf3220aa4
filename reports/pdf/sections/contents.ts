/** For whoever has never seen such a report: seven questions with their answers, what stands on which page, what the marks mean. */
import { type Report, STANDINGS, VERDICTS } from '../../../src/model.ts';
import { findingCounts, gapGroups, ofKind } from '../../facts.ts';
import { name, prose } from '../../text.ts';
import { failedChecks } from '../../unknowns.ts';
import { breakLines } from '../lines.ts';
import { draw, STANDING_COLOUR, VERDICT_COLOUR } from '../marks.ts';
import type { Chapter } from '../places.ts';
import type { Sheet } from '../sheet.ts';
import { COLOUR, CONTENT, PAGE, SIZE } from '../style.ts';
import { type Cell, cell, table } from '../table.ts';

export interface Entry {
  readonly chapter: Chapter;
  readonly title: string;
}

export function contents(sheet: Sheet, report: Report, entries: readonly Entry[]): void {
  const { chapters, contents: words } = sheet.t.pages;
  sheet.page();
  sheet.chapter(chapters.contents);
  sheet.keep();
  sheet.heading(words.questions);
  table(
    sheet,
    [
      { title: '', share: 2 },
      { title: '', share: 5.4 },
      { title: '', share: 0.5 },
    ],
    questions(sheet, report, new Set(entries.map(({ chapter }) => chapter))),
    { size: SIZE.body, pad: 3.4 },
  );
  sheet.space(8);
  sheet.heading(words.page);
  list(sheet, entries);
  sheet.space(6);
  key(sheet);
}

function questions(sheet: Sheet, report: Report, there: ReadonlySet<Chapter>): readonly (readonly Cell[])[] {
  const { contents: words } = sheet.t.pages;
  const { run } = report;
  const titles = run.frameworks.filter((row) => row.kind === 'claims').map((row) => name(prose(row.title)));
  const counts = findingCounts(report.results);
  const findings = VERDICTS.reduce((sum, verdict) => sum + counts[verdict], 0);
  const subjects = report.scope.reduce((sum, entry) => sum + entry.subjects.length, 0);
  const rows: readonly (readonly [string, string, Chapter])[] = [
    [words.promised, words.promisedIs(ofKind(report, 'claims').length, titles.join(' · ')), 'claims'],
    [words.checked, words.checkedIs(report.results.length, findings, subjects), 'populations'],
    [words.when, words.whenIs(sheet.t.when(run.startedAt), sheet.t.when(run.finishedAt)), 'scope'],
    [words.whom, words.whomIs(name(run.tool.version), report.scope.length), 'scope'],
    [words.failed, words.failedIs(failedChecks(report).length, report.results.length), 'failed'],
    [words.unseen, words.unseenIs(gapGroups(report).length), 'gaps'],
    [words.verify, words.verifyIs, 'verify'],
  ];
  return rows.map(([question, answer, chapter]) => [
    cell(question, { face: 'bold' }),
    { spans: [{ text: answer }], most: 3 },
    { spans: [{ text: ' ' }], ...(there.has(chapter) && { pageOf: chapter }) },
  ]);
}

function list(sheet: Sheet, entries: readonly Entry[]): void {
  const half = Math.ceil(entries.length / 2);
  const rows = entries.slice(0, half).map((left, index): readonly Cell[] => {
    const right = entries[index + half];
    const two = (entry: Entry | undefined): readonly Cell[] =>
      entry === undefined
        ? [cell(' '), cell(' ')]
        : [
            { spans: [{ text: entry.title, goTo: sheet.to(entry.chapter) }], most: 1 },
            { spans: [{ text: ' ' }], pageOf: entry.chapter },
          ];
    return [...two(left), ...two(right)];
  });
  const columns = [
    { title: '', share: 4 },
    { title: '', share: 0.6 },
    { title: '', share: 4 },
    { title: '', share: 0.6 },
  ];
  table(sheet, columns, rows, { size: SIZE.body, pad: 2.6 });
}

/** Standings on the left, verdicts on the right, each with its shape, its word and its meaning. */
function key(sheet: Sheet): void {
  const { t } = sheet;
  const { contents: words } = t.pages;
  sheet.heading(words.key, 2);
  sheet.text(`${words.keyNote} ${words.original}`.trim(), { size: SIZE.small, colour: COLOUR.soft }, { after: 5 });
  const gap = 24;
  const width = (CONTENT - gap) / 2;
  const column = (x: number, terms: readonly (readonly [Parameters<typeof draw>[1], string, string, string])[]) => {
    for (const [mark, word, means, colour] of terms) {
      const top = sheet.y;
      sheet.artifact(() => draw(sheet.doc, mark, x, top + 2, 8));
      const spans = [{ text: `${word}. `, face: 'bold' as const, colour }, { text: means }];
      sheet.lines(breakLines(sheet.fonts, spans, width - 16, { size: SIZE.small }), x + 15);
      sheet.space(3);
    }
  };
  const top = sheet.y;
  column(
    PAGE.left,
    STANDINGS.map((standing) => [{ standing }, t.standingWord[standing], t.standingMeans[standing], STANDING_COLOUR[standing]] as const),
  );
  const left = sheet.y;
  sheet.y = top;
  column(
    PAGE.left + width + gap,
    VERDICTS.map((verdict) => [{ verdict }, t.verdictWord[verdict], t.verdictMeans[verdict], VERDICT_COLOUR[verdict]] as const),
  );
  sheet.y = Math.max(left, sheet.y);
}
