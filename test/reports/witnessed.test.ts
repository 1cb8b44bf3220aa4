import { describe, expect, it } from 'vitest';
import json from '../../reports/json/index.ts';
import pdf from '../../reports/pdf/index.ts';
import terminal from '../../reports/terminal/index.ts';
import { columns } from '../../reports/terminal/wrap.ts';
import { wholeOf } from '../../src/cli/deliver.ts';
import type { Disagreement, Report, Witnessed } from '../../src/model.ts';
import { ReportSchema } from '../../src/report/schema.ts';
import { allWell, HOSTILE, rowsOf } from './fixtures.ts';
import { DENIED, sha } from './parts.ts';
import { chapters, flat, hasPdftotext, textOf } from './reading.ts';

const one: Disagreement = {
  witness: 'AWS Config',
  rule: 'access-keys-rotated',
  says: 'COMPLIANT',
  at: '2026-11-20T10:00:00.000Z',
  check: 'aws.iam.access-key-rotation',
  subject: { key: 'aws/production', id: '123456789012', label: 'production (123456789012)' },
  resource: { id: 'arn:aws:iam::123456789012:user/deploy', name: 'deploy' },
  verdict: 'fail',
  evidence: [sha('1'), sha('2')],
};
const having = (witnessed: Partial<Witnessed>): Report => ({
  ...allWell(),
  witnessed: { compared: 41, unmatched: 7, disagreements: [one], gaps: [], ...witnessed },
});
const summary = async (report: Report) => new TextDecoder().decode((await terminal.render(report, rowsOf(report))).bytes);
const paper = async (report: Report) => (await pdf.render(report, rowsOf(report))).bytes;

describe('at a terminal', () => {
  it('a disagreement is told in two lines, with what was compared', async () => {
    const text = await summary(having({}));
    expect(text).toContain('AWS CONFIG SAYS OTHERWISE, 1 of 41 judgements compared; 7 more of theirs');
    expect(text).toContain('  - aws.iam.access-key-rotation: deploy\n    here FAIL, there COMPLIANT by access-keys-rotated');
  });
  it('agreement is told with its denominator, and nothing where nobody was asked', async () => {
    expect(await summary(having({ disagreements: [], unmatched: 0 }))).toContain(
      'NOBODY ELSE SAYS OTHERWISE, 0 of 41 judgements compared\n',
    );
    expect(await summary(allWell())).not.toMatch(/otherwise/i);
    expect(await summary(having({ disagreements: [], compared: 0, unmatched: 3 }))).not.toMatch(/otherwise/i);
  });
  it('that somebody could not be heard is told', async () => {
    const text = await summary(having({ disagreements: [], compared: 0, gaps: [{ ...DENIED, subject: 'aws/production/eu-central-1' }] }));
    expect(flat(text)).toContain('1 question to them went unanswered');
  });
  it('many are counted, long and hostile names stay in their columns', async () => {
    const many = Array.from({ length: 30 }, (_, i) => ({
      ...one,
      rule: `${Object.values(HOSTILE).join(' ')}-${i}`,
      resource: { id: String(i), name: Object.values(HOSTILE).join(' ') },
    }));
    const text = await summary(having({ disagreements: many }));
    expect(text).toContain('and 22 more, in the report');
    expect(Math.max(...text.split('\n').map(columns))).toBeLessThanOrEqual(80);
  });
});

describe('on paper', () => {
  it('is a chapter of its own, only where there is something to tell', async () => {
    expect(chapters(await paper(having({})))).toContain('AWS Config says otherwise');
    expect(chapters(await paper(having({ disagreements: [] })))).toContain('Nobody else says otherwise');
    expect(chapters(await paper(allWell())).filter((title) => title.includes('otherwise'))).toEqual([]);
  });
  it.skipIf(!hasPdftotext)('names the resource, the check, both words and the rule', async () => {
    const text = flat(textOf(await paper(having({}))));
    for (const word of [
      'deploy',
      'aws.iam.access-key-rotation',
      'COMPLIANT, 2026-11-20',
      'access-keys-rotated',
      '1 of 41 judgements compared',
    ])
      expect(text).toContain(word);
  });
});

it('in report.json it stands whole, and fits the schema', async () => {
  const report = having({ gaps: [{ ...DENIED, subject: 'aws/production/eu-central-1' }] });
  const written = JSON.parse(new TextDecoder().decode(await wholeOf((await json.render(report, rowsOf(report))).bytes)));
  expect(written.witnessed).toEqual(report.witnessed);
  expect(ReportSchema.safeParse(report).error?.issues).toBeUndefined();
});
