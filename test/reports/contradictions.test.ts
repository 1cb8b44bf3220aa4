import { describe, expect, it } from 'vitest';
import html from '../../reports/html/index.ts';
import pdf from '../../reports/pdf/index.ts';
import terminal from '../../reports/terminal/index.ts';
import type { Contradiction, Renderer, Report } from '../../src/model.ts';
import { rowsOf } from '../../src/pipeline.ts';
import { allWell, HOSTILE } from './fixtures.ts';
import { flat, hasPdftotext, textOf } from './reading.ts';

const gap = { operation: 'iam:GetAccountPasswordPolicy', reason: 'access_denied' as const, detail: 'no' };
const pair = (id: string, title: string, verdict: Contradiction['verdict'], seen: readonly unknown[]): Contradiction => ({
  id,
  title,
  verdict,
  ...(verdict === 'unknown' && { reason: 'access_denied' as const }),
  because: verdict === 'fail' ? 'the document says 14 characters, IAM asks for 8' : 'IAM could not be asked',
  claims: ['example-claims/mfa'],
  said: { by: 'the password document', values: [14], size: 1, gaps: [] },
  seen: { by: `AWS IAM ${HOSTILE.markup}`, values: seen, size: seen.length, gaps: verdict === 'unknown' ? [gap] : [] },
  opposed: [],
});
const report: Report = {
  ...allWell(),
  contradictions: [
    pair('password-length', 'IAM asks for as many characters as the document', 'fail', [8]),
    pair('data-centres', 'Servers stand in several places', 'unknown', []),
  ],
};
async function told(renderer: Renderer, of: Report): Promise<string> {
  const { bytes } = await renderer.render(of, () => rowsOf(of));
  const text = renderer.id === 'pdf' ? textOf(bytes) : new TextDecoder().decode(bytes);
  return flat(text);
}

describe.each([html, terminal, pdf].filter(({ id }) => id !== 'pdf' || hasPdftotext))('$id', (renderer) => {
  it('says what contradicts what, and what could not be compared', async () => {
    const text = await told(renderer as Renderer, report);
    expect(text).toContain('the document says 14 characters, IAM asks for 8');
    expect(text).toContain('access_denied');
    expect(text).not.toContain(`AWS IAM ${HOSTILE.markup}<`);
  });
  it('is silent where no pair was compared', async () => {
    const text = await told(renderer as Renderer, allWell());
    expect(text).not.toMatch(/stated against|CONTRADICTIONS/);
  });
});
