import { describe, expect, it } from 'vitest';
import html from '../../reports/html/index.ts';
import pdf from '../../reports/pdf/index.ts';
import type { Report } from '../../src/model.ts';
import { editionOf } from '../../src/report/edition.ts';
import { BROKEN, beside, comparisonOf, periodOf, rowOf, year } from './beside.ts';
import { allWell, HOSTILE, rowsOf } from './fixtures.ts';
import { markupOf, tags, words } from './html-reading.ts';
import { chapters, flat, hasPdftotext, lowest, pageCount, textOf } from './reading.ts';

const pageOf = async (report: Report) => new TextDecoder().decode((await html.render(report, rowsOf(report))).bytes);
const bytesOf = async (report: Report) => (await pdf.render(report, rowsOf(report))).bytes;
const readable = it.skipIf(!hasPdftotext);
const german = (report: Report): Report => ({ ...report, presentation: { language: 'de' } });
const customer = (report: Report): Report => editionOf(report, rowsOf(report), { audience: 'customer', allow: [] }).report;
/** Of the page, only what stands in a section. */
const part = (page: string, id: string): string => {
  const from = page.indexOf(`<section id="${id}"`);
  return from < 0 ? '' : page.slice(from, page.indexOf('</section>', from));
};
/** One word of each language for each thing that has to be said, in both formats. */
const SAID: Readonly<Record<'en' | 'de', readonly string[]>> = {
  en: [
    'Since run 2 of 2026-11-14, of claims, controls and checks: ',
    '2026-06-01 to 2026-06-12: ',
    'What changed since run 2 of 2026-11-14',
    'Something is worse, and something is less known.',
    '1 that was looked at then is not any more.',
    'none of it counts as better',
    'New failures',
    'What became invisible',
    'Fails no more, and was not mended',
    'Mended failures, and what is known again',
    'permission lost',
    'Held on 4 of 12 days; broken on 3, in 2 interruptions; unknown on 1; nothing to look at on 1; longest gap 2 days.',
    'Held on 0 of 12 days; not assessed on 9; longest gap 2 days.',
    '3 alike on every day',
    '8 sealed runs, 1 interrupted, 1 failed without a manifest, 1 refused beside another in 12 days; 12 were expected by "0 6 * * *" (UTC), 3 missed.',
    'A sealed run on 8 of 12 days.',
    '2026-06-01, 2026-06-03, 2026-06-07 to 2026-06-08 (2 days).',
    '1 interrupted run is left out of these lines.',
    'not mended: No longer looked at',
    'Still so when last seen',
    'last seen to hold on 2026-06-02',
    'or before: the first look of the period saw it',
  ],
  de: [
    'Seit Lauf 2 vom 14.11.2026, von Aussagen, Anforderungen und Prüfungen: ',
    '01.06.2026 bis 12.06.2026: ',
    'Was sich seit Lauf 2 vom 14.11.2026 geändert hat',
    'Etwas ist schlechter, und etwas ist weniger bekannt.',
    'nichts davon gilt als besser',
    'Neu verletzt',
    'Was unsichtbar wurde',
    'Nicht mehr verletzt, und nicht behoben',
    'Berechtigung verloren',
    'An 4 von 12 Tagen erfüllt; an 3 verletzt, in 2 Unterbrechungen; an 1 unbekannt; an 1 nichts anzusehen; längste Lücke 2 Tage.',
    '3 an jedem Tag gleich',
    'An 8 von 12 Tagen gab es einen versiegelten Lauf.',
    'nicht behoben: Nicht mehr angesehen',
    'Beim letzten Blick noch so',
  ],
};

describe.each(['en', 'de'] as const)('in %s', (language) => {
  const report = () => (language === 'de' ? german(beside()) : beside());
  it('the page says what changed, and what of each day is known', async () => {
    const page = await pageOf(report());
    const text = flat(words(part(page, 'summary') + part(page, 'changes') + part(page, 'days')));
    for (const said of SAID[language]) expect(text).toContain(said);
  });
  readable('so does the PDF', async () => {
    const text = flat(textOf(await bytesOf(report())));
    for (const said of SAID[language]) expect(text).toContain(said);
  });
});

describe('a report', () => {
  it('has the chapters of what it was asked for, and no other', async () => {
    const comparison = comparisonOf(allWell());
    const overTime = periodOf(allWell(), '-hh', { requirements: [], checks: [rowOf('a.b', 'It is so', '-hh')] });
    const titles = ['What changed since run 0 of 2026-11-14', 'Day by day, 2026-06-01 to 2026-06-03'];
    for (const [made, there] of [
      [allWell(), []],
      [{ ...allWell(), comparison }, titles.slice(0, 1)],
      [{ ...allWell(), overTime }, titles.slice(1)],
      [{ ...allWell(), comparison, overTime }, titles],
    ] as const) {
      expect(chapters(await bytesOf(made)).filter((title) => titles.includes(title))).toEqual(there);
      const page = await pageOf(made);
      expect(['changes', 'days'].filter((id) => part(page, id) !== '')).toHaveLength(there.length);
    }
  });
  it('of two runs alike says that nothing changed; of a period without a run, that nothing is known', async () => {
    const same = comparisonOf(allWell());
    const none = {
      ...same,
      context: [],
      scope: [],
      checks: [],
      requirements: [],
      exit: 0,
      findings: {
        ...same.findings,
        total: 0,
        listed: [],
        effects: Object.fromEntries(Object.keys(same.findings.effects).map((effect) => [effect, 0])) as typeof same.findings.effects,
      },
    };
    const empty = {
      ...periodOf(allWell(), '---', { requirements: [], checks: [] }),
      runs: { sealed: 0, aborted: 0, lost: [], locked: 0, first: null, last: null },
    };
    const report: Report = { ...allWell(), comparison: none, overTime: empty };
    const page = await pageOf(report);
    expect(words(part(page, 'changes'))).toContain('Nothing changed.');
    expect(words(part(page, 'changes'))).toContain('The same sources and subjects were to be looked at in both runs.');
    expect(words(part(page, 'days'))).toContain('No run lies in this period: nothing is known of it.');
    // but in the key there is nothing that looks like a day that held
    expect(part(page, 'days').split('class="key"')[1]?.split('</ul>').slice(1).join()).not.toContain('day-held');
    if (hasPdftotext) expect(flat(textOf(await bytesOf(report)))).toContain('No run lies in this period');
  });
  it('is the same bytes twice', async () => {
    expect(Buffer.from(await bytesOf(beside())).equals(Buffer.from(await bytesOf(beside())))).toBe(true);
    expect(await pageOf(beside())).toBe(await pageOf(beside()));
  });
});

describe('days', () => {
  const rects = (svg: string) =>
    tags(svg)
      .filter(({ name }) => name === 'rect')
      .map(({ attributes }) => ['class', 'x', 'width'].map((key) => attributes.get(key)));
  it('without a run are drawn as nothing, and every other state in a shape of its own', async () => {
    const overTime = periodOf(allWell(), '-hbu-n', { requirements: [], checks: [rowOf('a.b', 'It is so', '-hbu-n')] });
    const page = part(await pageOf({ ...allWell(), overTime }), 'days');
    const strips = page.slice(page.indexOf('class="stretched')).match(/<svg class="strip"[\s\S]*?<\/svg>/g) ?? [];
    const wide = String(Math.round(100_000 / 6) / 100);
    const at = (day: number) => String(Math.round((day * 100_000) / 6) / 100);
    expect(rects(strips[0] ?? '')).toEqual([
      ['day-held', at(1), wide],
      ['day-broken', at(2), wide],
      ['day-cut', at(2), wide],
      ['day-unknown', at(3), wide],
      ['day-unknown', at(3), wide],
      ['day-none', at(5), wide],
    ]);
    const list = words(page.slice(page.indexOf('<details>'), page.indexOf('</details>')));
    expect(flat(list)).toContain(
      '2026-06-01: no run 2026-06-02: held 2026-06-03: failed 2026-06-04: unknown 2026-06-05: no run 2026-06-06: nothing to look at',
    );
  });
  it('have a line of runs only where neighbouring days had one', async () => {
    const overTime = periodOf(allWell(), 'hh-h', { requirements: [], checks: [rowOf('a.b', 'It is so', 'hh-h')] });
    const whole = { ...overTime, trend: overTime.trend.map((point) => ({ ...point, aborted: false })) };
    const page = part(await pageOf({ ...allWell(), overTime: whole }), 'days');
    const [line = ''] = /class="trend-line"[^>]* d="([^"]*)"/.exec(page)?.slice(1) ?? [];
    expect(line.match(/M/g)).toHaveLength(1);
    expect(line.match(/L/g)).toHaveLength(1);
    const [dots = ''] = /class="trend-dots"[^>]* d="([^"]*)"/.exec(page)?.slice(1) ?? [];
    expect(dots.match(/M/g)).toHaveLength(3);
  });
  it('of a year, of 38 claims and 250 checks, stay readable: nothing runs off a page, and what was cut is said', async () => {
    const report = year();
    const bytes = await bytesOf(report);
    expect(pageCount(bytes)).toBeLessThan(130);
    expect(lowest(bytes)).toBeGreaterThan(35);
    expect((await pageOf(report)).length).toBeLessThan(2_500_000);
    if (!hasPdftotext) return;
    const text = flat(textOf(bytes));
    expect(text.match(/We keep promise number \d+, on every day of the year/g)?.length).toBeGreaterThanOrEqual(76);
    expect(text).toMatch(/\d+ more are left out here; they stand in report.json under overTime/);
  });
});

describe('hostile names', () => {
  it('are text and nothing else in the page', async () => {
    const page = await pageOf(beside());
    expect(markupOf(page)).not.toContain('<script>alert');
    expect(page.match(/<script\b/g)).toHaveLength(2);
    // controls but the line end, zero-width characters, directional marks
    expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(words(part(page, 'changes'))).toContain('admin\\u202egnp.exe');
    expect(words(part(page, 'days'))).toContain('bob\\x1b[31m\\x1b]0;owned\\x07');
    const ids = tags(page).flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const links = tags(page).flatMap(({ attributes }) => attributes.get('href') ?? []);
    const places = new Set(ids);
    expect(links.filter((link) => /^#(?:claim|control|check|days|changed)-/.test(link) && !places.has(link.slice(1)))).toEqual([]);
  });
  readable('are written out in the PDF', async () => {
    const text = textOf(await bytesOf(beside()));
    for (const name of [HOSTILE.terminal, HOSTILE.bidi]) expect(text).not.toContain(name);
    expect(flat(text)).toContain('admin\\u202egnp.exe');
    expect(text.replaceAll('\f', '').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("a customer's edition", () => {
  it('names kinds of causes and counts, says that the rest is left out, and does not call a smaller scope an improvement', async () => {
    const report = customer(beside());
    const text = flat(words(part(await pageOf(report), 'changes') + part(await pageOf(report), 'days')));
    for (const said of [
      'Of causes, this edition names the kinds alone.',
      '40 findings changed so; which is left out of this edition.',
      'policy changed',
      'none of it counts as better',
      'Held on 4 of 12 days',
    ])
      expect(text).toContain(said);
    expect(text).not.toContain('more are left out here');
    expect(text).not.toMatch(/was refused|arn:aws|the words of the answer/);
    if (!hasPdftotext) return;
    const printed = flat(textOf(await bytesOf(report)));
    expect(printed).toContain('40 findings changed so; which is left out of this edition.');
    expect(printed).not.toMatch(/was refused|arn:aws:iam/);
  });
  it('keeps every day and every interruption', () => {
    const { overTime } = customer(beside());
    expect(overTime?.checks.map(({ states }) => states)).toEqual(beside().overTime?.checks.map(({ states }) => states));
    const [first] = overTime?.checks[0]?.interruptions ?? [];
    expect(first).toMatchObject({ ...BROKEN, began: [{ kind: 'resource_changed' }], ended: [{ kind: 'permission_lost' }] });
    expect(JSON.stringify(first)).not.toContain('script');
  });
});
