import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { causeIn } from '../../reports/changes.ts';
import { changesGlance, daysGlance } from '../../reports/glance.ts';
import { MESSAGES } from '../../reports/messages/index.ts';
import type { Comparison, PeriodTable } from '../../src/model.ts';
import { comparisonOf, periodOf, rowOf } from './beside.ts';
import { allWell } from './fixtures.ts';

const { en, de } = MESSAGES;
const german = de.pages.changes.told;
const folder = join(import.meta.dirname, '../../src/compare');

/** Every sentence that a comparison gives as a reason, as its source writes it; `X` where a value stands. */
function sentences(): readonly string[] {
  const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const literal = /because(?:: | = )(['`])((?:(?!\1).)+)\1/g;
  const found = code.flatMap((text) => [...text.matchAll(literal)].flatMap((one) => one[2] ?? []));
  return [...new Set(found.map((one) => one.replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, 'X').replace('is X part', 'is newly part')))];
}

describe('why two runs differ, in German', () => {
  it('is said in German, whatever the comparison gives as a reason', () => {
    const all = sentences();
    expect(all.length).toBeGreaterThan(30);
    for (const one of all) expect([one, german(one)]).not.toEqual([one, one]);
  });
  it('keeps what was recorded, and words that are none of ours', () => {
    expect(german('iam:ListUsers was refused (access_denied), and is answered now')).toBe(
      'iam:ListUsers: damals verweigert (access_denied), jetzt beantwortet',
    );
    expect(german('the question ended in timeout then, and is answered now')).toBe(
      'die Frage: endete damals mit timeout, jetzt beantwortet',
    );
    expect(german('it is left out now: a lab, it is not there any more')).toBe('jetzt ausgenommen: a lab, it is not there any more');
    expect(german('nothing else changed that was recorded (version 1 then, 2 now)')).toBe(
      'sonst hat sich nichts Aufgezeichnetes geändert (damals Version 1, jetzt 2)',
    );
    expect(german('files of the policy: 2 changed, 1 removed')).toBe('Dateien der Regeln: 2 geändert, 1 entfernt');
    expect(german('User: arn:aws:iam::1:user/x is not authorized')).toBe('User: arn:aws:iam::1:user/x is not authorized');
  });
  it('stands so in a line, and in English as it was recorded', () => {
    const cause = { kind: 'resource_vanished', because: 'it is not there any more' } as const;
    expect(causeIn(de, cause, false)).toBe('Ressource verschwunden: nicht mehr da');
    expect(causeIn(en, cause, false)).toBe('resource vanished: it is not there any more');
  });
});

describe('at a glance', () => {
  const comparison: Comparison = comparisonOf(allWell());
  it('what is less known is not among what is better', () => {
    const all = { ...comparison, requirements: [] };
    expect(changesGlance(en, all)).toMatch(/^Since run 0 of 2026-11-14, of claims, controls and checks: 1 worse, 2 less known, 1 gone/);
    expect(changesGlance(de, all)).toContain('1 schlechter, 2 weniger bekannt, 1 weg, geduldet oder anders gefragt, 1 besser');
    expect(changesGlance(en, { ...all, checks: [] })).toContain(': none is otherwise; ');
    expect(changesGlance(en, { ...all, before: comparison.after })).toMatch(/^By judging again/);
  });
  it('days that nobody saw are said beside those that failed', () => {
    const table: PeriodTable = periodOf(allWell(), 'hbu', {
      requirements: [rowOf('f/a', 'A', 'hhh')],
      checks: [rowOf('c.b', 'B', 'hbh'), rowOf('c.u', 'U', 'hu-'), rowOf('c.h', 'H', 'hhh')],
    });
    expect(daysGlance(en, table)).toContain(
      '0 of 1 claims and controls and 1 of 3 checks were seen to fail; 1 more were not known on some day; ',
    );
    expect(daysGlance(de, table)).toContain('0 von 1 Aussagen und Anforderungen und 1 von 3 Prüfungen wurden verletzt gesehen; 1 weitere');
  });
});
