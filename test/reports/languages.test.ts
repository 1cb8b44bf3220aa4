/** Both languages say the same things, each in its own words, and a page in one of them has no word of the other. */
import { describe, expect, it } from 'vitest';
import { type Language, MESSAGES } from '../../reports/messages/index.ts';
import { slotsOf } from '../../reports/messages/slots.ts';
import pdf from '../../reports/pdf/index.ts';
import { type FindingRow, LANGUAGES, REASONS, type Report } from '../../src/model.ts';
import { contradicted, large, nothing, rowsOf } from './fixtures.ts';
import { dataOf, renderedText, tags, words } from './html-reading.ts';
import { hasPdftotext, textOf } from './reading.ts';
import { mute, vocabulary, wordsIn } from './words.ts';

type Leaf = readonly [path: string, value: unknown];
function leaves(value: unknown, path = ''): readonly Leaf[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, `${path}.${key}`));
}
const all = (language: Language): ReadonlyMap<string, unknown> => new Map(leaves(MESSAGES[language]));

describe('the message files', () => {
  it('have the same keys in every language, of the same kind', () => {
    const kinds = (language: Language) => [...all(language)].map(([path, value]) => `${path} ${typeof value}`).sort();
    for (const language of LANGUAGES) expect(kinds(language)).toEqual(kinds('en'));
  });
  it('have the same places in every sentence', () => {
    for (const [path, english] of leaves(MESSAGES.en.screen)) {
      const places = (text: unknown) => [...new Set(slotsOf(String(text)).filter((_, index) => index % 2 === 1))].sort();
      const other = path
        .split('.')
        .slice(1)
        .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], MESSAGES.de.screen);
      if (english !== '') expect([path, places(other)]).toEqual([path, places(english)]);
    }
  });
  it('take the same number of values in every sentence that is made', () => {
    for (const [path, english] of all('en'))
      if (typeof english === 'function') expect([path, (all('de').get(path) as () => string).length]).toEqual([path, english.length]);
  });
  it('leave nothing in English where German has another word', () => {
    // what is the same in both: names of formats, of programs, signs
    const same = [...all('en')]
      .filter(([path, english]) => typeof english === 'string' && english === all('de').get(path))
      .map(([, text]) => text);
    expect(same.filter((text) => /\p{L}{3}/u.test(String(text).replace(/\{\w+\}|claimcheck|report\.json|^Operation$/g, '')))).toEqual([]);
  });
  it('have a form for one and a form for many', () => {
    const { de, en } = MESSAGES;
    const told = (n: number) => [de.forms(de.screen.script.lists.findings.all, n), en.forms(en.screen.script.lists.findings.all, n)];
    expect([0, 1, 2, 1234].map(told)).toEqual([
      ['0 Befunde', '0 findings'],
      ['1 Befund', '1 finding'],
      ['2 Befunde', '2 findings'],
      ['1.234 Befunde', '1,234 findings'],
    ]);
    for (const t of [de, en]) {
      const plurals = leaves(t.screen).filter(([path]) => path.endsWith('.one') || path.endsWith('.other'));
      expect(plurals.length).toBeGreaterThan(40);
      for (const [path, text] of plurals) expect([path, String(text).includes('{n}')]).toEqual([path, true]);
      // what counts things says it with a made-up word nowhere: `1 subjects`
      for (const [path, make] of leaves(t.pages))
        if (
          typeof make === 'function' &&
          make.length === 1 &&
          /(?:claim|control|check|finding|subjects)$/.test(path) &&
          !/failed|unknown/.test(path)
        )
          expect(make(1)).not.toBe(String(make(2)).replace('2', '1'));
    }
  });
  it('write numbers and days as the language does', () => {
    const { de, en } = MESSAGES;
    const at = '2026-03-02T14:05:06.789Z';
    expect([de.number(1234567), de.day(at), de.when(at), de.day('2027-03-31')]).toEqual([
      '1.234.567',
      '02.03.2026',
      '02.03.2026, 14:05:06 UTC',
      '31.03.2027',
    ]);
    expect([en.number(1234567), en.day(at), en.when(at)]).toEqual(['1,234,567', '2026-03-02', '2026-03-02 14:05:06 UTC']);
    expect(de.when('yesterday')).toBe('yesterday');
    expect(de.name('x'.repeat(1500))).toMatch(/x… \[gekürzt: im Ganzen 1\.500 Zeichen\]$/);
  });
});

const REPORTS: readonly (readonly [string, () => { readonly report: Report; readonly rows: () => AsyncIterable<FindingRow> }])[] = [
  ['contradicted', () => ({ report: contradicted(), rows: rowsOf(contradicted()) })],
  ['nothing', () => ({ report: nothing(), rows: rowsOf(nothing()) })],
  ['large', () => large(300)],
  [
    'nobody',
    () => ({ report: { ...nothing(), results: [], requirements: [], scope: [], gaps: [] }, rows: rowsOf({ ...nothing(), results: [] }) }),
  ],
  ['crowded', () => crowd()],
];
/** Every list longer than it is shown, every reason, editions and other opinions. */
function crowd() {
  const base = contradicted();
  const [gap] = base.gaps;
  const [result] = base.results;
  if (gap === undefined || result === undefined) throw new Error('the report has a gap and a result');
  const gaps = REASONS.map((reason, index) => ({ ...gap, reason, operation: `o:${index}`, subject: `s/${index}` }));
  const report: Report = {
    ...base,
    gaps: [...gaps, ...gaps.map((one) => ({ ...one, subject: 's/x' }))],
    edition: { audience: 'customer', recipient: 'Ω', validUntil: '2027-03-31', note: 'Ω', replaced: 1, allowed: ['Ω'] },
    witnessed: {
      compared: 2,
      unmatched: 1,
      gaps: [],
      disagreements: [
        {
          witness: 'Ω',
          rule: 'Ω',
          says: 'Ω',
          check: result.check,
          verdict: 'fail',
          resource: { id: 'Ω', name: 'Ω' },
          subject: { key: 's', id: 's', label: 's' },
          evidence: [],
        },
      ],
    } as unknown as NonNullable<Report['witnessed']>,
  };
  return { report, rows: rowsOf(report) };
}

describe.each(REPORTS)('%s', (_, make) => {
  const shown = async (language: Language) => {
    const { report, rows } = mute(make());
    return { page: await renderedText({ ...report, presentation: { language } }, rows), language };
  };
  /** What a reader sees, hears or may be told later, in words. */
  const read = (page: string): ReadonlySet<string> => {
    const heard = tags(page).flatMap(({ attributes }) =>
      ['aria-label', 'title', 'alt', 'data-words', 'data-title', 'data-light', 'data-dark', 'data-automatic'].flatMap(
        (key) => attributes.get(key) ?? [],
      ),
    );
    const data = dataOf(page) as {
      readonly words: unknown;
      readonly reasons: readonly { readonly means: string }[];
      readonly verdicts: readonly { readonly word: string }[];
    };
    const later = [
      ...leaves(data.words).map(([, value]) => String(value)),
      ...data.reasons.map(({ means }) => means),
      ...data.verdicts.map(({ word }) => word),
    ];
    return wordsIn([words(page), ...heard, ...later].join(' '));
  };

  it.each(LANGUAGES)('has words of its own language alone: %s', async (language) => {
    const { page } = await shown(language);
    expect(page).toContain(`<html lang="${MESSAGES[language].language}">`);
    const own = vocabulary(MESSAGES[language]);
    expect([...read(page)].filter((word) => !own.has(word))).toEqual([]);
    expect(read(page).size).toBeGreaterThan(150);
  });
  it('says nothing of what the English message files say in the German page, and the other way round', async () => {
    for (const language of LANGUAGES) {
      const { page } = await shown(language);
      const text = `${words(page)} ${tags(page)
        .flatMap(({ attributes }) => [...attributes.values()])
        .join(' ')}`;
      const other = all(language === 'en' ? 'de' : 'en');
      const found = [...other].filter(([path, value]) => {
        if (typeof value !== 'string' || value === all(language).get(path)) return false;
        // sentences: a word may be one in both languages
        return slotsOf(value).some((part, index) => index % 2 === 0 && part.trim().split(/\s+/).length > 2 && text.includes(part.trim()));
      });
      expect(found).toEqual([]);
    }
  });
  it.skipIf(!hasPdftotext)('the same of the PDF', async () => {
    for (const language of LANGUAGES) {
      const { report, rows } = mute(make());
      const text = textOf((await pdf.render({ ...report, presentation: { language } }, rows)).bytes as Uint8Array);
      const own = vocabulary(MESSAGES[language]);
      const other = vocabulary(MESSAGES[language === 'en' ? 'de' : 'en']);
      // a line may end within a word
      expect([...wordsIn(text)].filter((word) => word.length > 4 && !own.has(word) && other.has(word))).toEqual([]);
    }
  });
});
