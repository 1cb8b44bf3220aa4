/**
 * What others' programs say of the PDF: PDFBox's preflight, qpdf, poppler. Preflight knows PDF/A-1 alone (it says so of the part), so three
 * things that PDF/A-3 allows or does not ask for are expected of it, and nothing else: ISO 19005-3, 6.2.11.4.2 (CIDSet), 6.8 (embedded files).
 * apt-get install qpdf poppler-utils libpdfbox2-java libactivation-java libjaxb-api-java
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import machine from '../../reports/json/index.ts';
import pdf from '../../reports/pdf/index.ts';
import { wholeOf } from '../../src/cli/deliver.ts';
import type { Report } from '../../src/model.ts';
import { allWell, contradicted, crowded, nothing, rowsOf } from '../reports/fixtures.ts';
import { OF_PART_ONE, preflight, preflightOf } from './preflight.ts';

const has = (program: string, flag = '--version') => spawnSync(program, [flag]).error === undefined;
const qpdf = has('qpdf');
const poppler = has('pdfinfo', '-v') && has('pdffonts', '-v') && has('pdfdetach', '-v');
if (!preflight || !qpdf || !poppler) console.warn(`SKIPPED in part: preflight ${preflight}, qpdf ${qpdf}, poppler ${poppler}`);

const folder = mkdtempSync(join(tmpdir(), 'claimcheck-pdf-'));
afterAll(() => rmSync(folder, { recursive: true }));
const german = (): Report => ({ ...contradicted(), presentation: { language: 'de', legalName: 'Müller & <Söhne>' } });
const CASES = [
  ['all well', allWell],
  ['contradicted', contradicted],
  ['nothing collected', nothing],
  ['crowded', crowded],
  ['in German', german],
] as const;
async function fileOf(title: string, report: Report): Promise<string> {
  const path = join(folder, `${title.replace(/ /g, '-')}.pdf`);
  if (!existsSync(path)) writeFileSync(path, (await pdf.render(report, rowsOf(report))).bytes);
  return path;
}
const say = (program: string, ...args: string[]) => {
  const { stdout, stderr, status } = spawnSync(program, args, { encoding: 'utf8' });
  return { text: stdout + stderr, status };
};

describe.each(CASES)('%s', (title, make) => {
  it.skipIf(!preflight)('is told by preflight nothing but what part 3 of the standard allows', async () => {
    const errors = preflightOf(await fileOf(title, make())) ?? [];
    expect(errors).toContain('7.11.2 : Error on MetaData, part must be 1');
    expect(errors.filter((line) => !OF_PART_ONE.some((known) => known.test(line)))).toEqual([]);
  });
  it.skipIf(!qpdf)('has no fault of syntax', async () => {
    const { text, status } = say('qpdf', '--check', await fileOf(title, make()));
    expect(text).toContain('No syntax or stream encoding errors found');
    expect(status).toBe(0);
  });
  it.skipIf(!poppler)('is tagged, with every font embedded and every heading in its place', async () => {
    const file = await fileOf(title, make());
    expect(say('pdfinfo', file).text).toMatch(/Tagged: +yes/);
    const fonts = say('pdffonts', file).text.trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(2);
    for (const line of fonts) expect(line).toMatch(/Identity-H +yes yes yes/);
    const structure = say('pdfinfo', '-struct', file).text;
    for (const role of ['Document', 'Sect', 'H1', 'H2', 'Table', 'TR', 'TH', 'TD', 'L', 'LI', 'LBody', 'Figure'])
      expect(structure).toMatch(new RegExp(`^ *${role}\\b`, 'm'));
    expect(structure).not.toContain('Syntax Error');
  });
  it.skipIf(!poppler)('gives the report back, byte for byte', async () => {
    const report = make();
    const file = await fileOf(title, report);
    const out = join(folder, `${title}.json`);
    expect(say('pdfdetach', '-savefile', 'report.json', '-o', out, file).status).toBe(0);
    expect(readFileSync(out).equals(Buffer.from(await wholeOf((await machine.render(report, rowsOf(report))).bytes)))).toBe(true);
  });
});
