import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { Refusal, Refusals } from '../../src/errors.ts';
import { sources } from '../../src/registry.ts';
import { contrastOnWhite, strangeIn } from '../../src/report/presentation.ts';

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'claimcheck-brand-'));
  writeFileSync(join(base, 'logo.svg'), '<svg viewBox="0 0 10 10"><path d="M0 0h10v10z" fill="#123456"/></svg>');
  writeFileSync(join(base, 'script.svg'), '<svg viewBox="0 0 1 1"><script>alert(1)</script></svg>');
  writeFileSync(join(base, 'no.png'), 'GIF89a');
});
afterAll(() => rmSync(base, { recursive: true }));

const read = (report: string, sealed = false) =>
  parseConfig(
    `sources:\n  - type: host\n    name: here\n    hosts: []\nreport:\n${report}`,
    'claimcheck.yaml',
    { sources: sources.filter(({ id }) => id === 'none'), frameworks: [], env: () => undefined, sealed },
    base,
  );
/** The complaints about `report:`; the source that nobody knows complains as well. */
function complaints(report: string, sealed = false): readonly string[] {
  try {
    read(report, sealed);
  } catch (error) {
    const all = error instanceof Refusals ? error.all : error instanceof Refusal ? [error] : [];
    return all.map((one) => one.line).filter((line) => !line.includes('no source is of type'));
  }
  return [];
}

describe('how a company wants to be seen', () => {
  it('refuses what could not be read, where it is written', () => {
    expect(complaints("  colours:\n    accent: '#7799bb'\n").join()).toMatch(/claimcheck\.yaml:7:\d+.*contrast of 2\.9\d : 1/);
    expect(complaints("  colours:\n    accent: '#1d3a57'\n    text: '#000000'\n")).toEqual([]);
  });
  it.each([
    ['  logo: gone.svg\n', 'no such logo'],
    ['  logo: script.svg\n', 'the logo has <script>'],
    ['  logo: no.png\n', 'the logo is no PNG'],
    ['  logo: logo.gif\n', 'a .png or an .svg'],
    ['  language: fr\n', 'en'],
    ["  colours:\n    accent: 'blue'\n", '#1d3a57'],
    ['  slogan: Trust us\n', 'slogan'],
  ])('refuses %j', (report, words) => {
    expect(complaints(report).join()).toContain(words);
  });
  it('takes a drawing of plain shapes, and does without its file in a locker', () => {
    expect(complaints('  logo: logo.svg\n  language: de\n  legalName: Müller & Söhne GmbH\n')).toEqual([]);
    expect(complaints('  logo: gone.svg\n', true)).toEqual([]);
  });
  it('counts contrast as WCAG does', () => {
    expect(contrastOnWhite('#ffffff')).toBeCloseTo(1, 5);
    expect(contrastOnWhite('#000000')).toBeCloseTo(21, 5);
    // the grey that WCAG's own examples name as the lightest that passes
    expect(contrastOnWhite('#767676')).toBeGreaterThanOrEqual(4.5);
    expect(contrastOnWhite('#777777')).toBeLessThan(4.5);
  });
  it.each([
    ['<svg><image href="http://x/"/></svg>', '<image>'],
    ['<svg onload="x()"><path d=""/></svg>', '`onload`'],
    ['<svg><path style="fill:url(http://x)"/></svg>', '`style`'],
    ['<svg><path fill="url(#a)"/></svg>', '`url(`'],
    ['<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', 'a document type or a character section'],
    ['hello', 'no <svg>'],
  ])('finds what is strange in %j', (svg, strange) => {
    expect(strangeIn(svg)).toBe(strange);
  });
});
