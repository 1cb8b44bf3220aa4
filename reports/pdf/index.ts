/** The report for people outside: one PDF that says what was seen, what was not, and how to verify both. */
import type { FindingRow, RenderedFile, Renderer, Report } from '../../src/model.ts';
import { digest } from '../facts.ts';
import { failedChecks, unknownChecks } from '../unknowns.ts';
import { printed } from './document.ts';
import { claims } from './sections/claims.ts';
import { controls } from './sections/controls.ts';
import { cover, titleOf } from './sections/cover.ts';
import { failures, unknowns } from './sections/findings.ts';
import { gaps } from './sections/gaps.ts';
import { method } from './sections/method.ts';
import { populations } from './sections/populations.ts';
import { scope } from './sections/scope.ts';
import { waivers } from './sections/waivers.ts';
import { otherwise } from './sections/witnessed.ts';
import { worksheet } from './worksheet.ts';

/** How many rows of each verdict are printed at most; the others stand in findings.jsonl, and the page says so. */
export const ROWS = 300;

async function render(report: Report, findings: () => AsyncIterable<FindingRow>): Promise<RenderedFile> {
  const { fail, unknown } = await digest(findings, ROWS, Math.max(failedChecks(report).length, unknownChecks(report).length));
  const bytes = await printed(report.run, titleOf(report), (sheet) => {
    cover(sheet, report);
    claims(sheet, report);
    controls(sheet, report);
    failures(sheet, report, fail);
    unknowns(sheet, report, unknown);
    otherwise(sheet, report);
    gaps(sheet, report);
    populations(sheet, report);
    scope(sheet, report);
    waivers(sheet, report);
    method(sheet, report);
  });
  return { name: 'report.pdf', mediaType: 'application/pdf', bytes };
}

const pdf: Renderer = { id: 'pdf', title: 'Report for people', mediaType: 'application/pdf', file: 'report.pdf', render, worksheet };
export default pdf;
