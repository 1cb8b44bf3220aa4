import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import machine from '../../reports/json/index.ts';
import { MESSAGES } from '../../reports/messages/index.ts';
import pdf from '../../reports/pdf/index.ts';
import { wholeOf } from '../../src/cli/deliver.ts';
import type { Report } from '../../src/model.ts';
import { allWell, check, contradicted, crowded, finding, HOSTILE, large, nothing, rowsOf } from './fixtures.ts';
import { chapters, flat, hasPdftotext, latin1, lowest, outlineSizes, pageCount, streams, textOf, uris } from './reading.ts';

const bytesOf = async (report: Report, rows = rowsOf(report)) => (await pdf.render(report, rows)).bytes;
const readable = it.skipIf(!hasPdftotext);

describe('the file', () => {
  it.each([
    ['all well', allWell],
    ['contradicted', contradicted],
    ['nothing collected', nothing],
  ] as const)('is the same bytes twice: %s', async (_, make) => {
    const [first, second] = [await bytesOf(make()), await bytesOf(make())];
    expect(latin1(first).startsWith('%PDF-1.7')).toBe(true);
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
  });

  it('takes its dates from the run', async () => {
    expect(latin1(await bytesOf(allWell()))).toContain('/CreationDate');
    expect(latin1(await bytesOf(allWell())).match(/D:\d{14}Z/g)).toEqual(Array(4).fill('D:20261121100431Z'));
  });

  it('says its language, its title and its structure', async () => {
    const text = latin1(await bytesOf(allWell()));
    expect(text).toContain('/Lang (en-GB)');
    expect(text).toContain('/Marked true');
    expect(text).toContain('/DisplayDocTitle true');
    expect(text).toContain('(Security statements of Example Cloud)');
    expect(text).toMatch(/\/S \/Table\b/);
  });

  it('bookmarks the chapters that it has, and no others', async () => {
    const title = 'Security statements of Example Cloud';
    const tail = ['Checks and populations', 'Attestations', 'Waivers', 'Scope', 'Method', 'How to verify this report'];
    const found = ['What failed', 'What is unknown', 'What could not be seen'];
    expect(chapters(await bytesOf(contradicted()))).toEqual([title, 'Summary', 'Contents', 'Claims', 'Controls', ...found, ...tail]);
    const well = tail.filter((one) => one !== 'Waivers' && one !== 'Attestations');
    expect(chapters(await bytesOf(allWell()))).toEqual([title, 'Summary', 'Contents', 'Claims', 'Controls', ...well]);
  });
});

describe('characters', () => {
  it('embeds every script it prints, with outlines and not only names', async () => {
    const bytes = await bytesOf(contradicted());
    const maps = streams(bytes)
      .map((stream) => stream.toString('latin1'))
      .filter((text) => text.includes('begincmap'));
    for (const code of ['0141', '00f3', '017a', '5317', '4eac', '2713'])
      expect(
        maps.some((map) => map.toLowerCase().includes(`<${code}>`)),
        code,
      ).toBe(true);
    const sizes = outlineSizes(bytes);
    expect(sizes.length).toBe(maps.length);
    expect(Math.min(...sizes)).toBeGreaterThan(100);
  });

  it('does not load the Han font where nothing needs it', async () => {
    expect(latin1(await bytesOf(allWell()))).not.toContain('Chocolate');
    expect(latin1(await bytesOf(contradicted()))).toContain('Chocolate');
  });

  readable('come out right, and what cannot be drawn says so', async () => {
    const text = flat(textOf(await bytesOf(contradicted())));
    expect(text).toContain('Łódź 北京 ✓');
    expect(text).toContain('odd U+1F9FF\\u{10ffff} end');
  });

  readable('that attack the reader are written out', async () => {
    const text = textOf(await bytesOf(contradicted()));
    const { terminal, bidi, zeroWidth } = HOSTILE;
    for (const name of [terminal, bidi, zeroWidth]) expect(text).not.toContain(name);
    for (const written of ['bob\\x1b[31m\\x1b]0;owned\\x07', 'admin\\u202egnp.exe', 'ro\\u200bot\\ufeff', 'one\\nPASS everything\\r\\n']) {
      expect(flat(text)).toContain(written);
    }
    expect(text.replaceAll('\f', '').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('what a person reads', () => {
  readable('says first that a demonstration is one', async () => {
    const text = textOf(await bytesOf(contradicted()));
    expect(flat(text)).toContain('Demonstration estate, world “breach”');
    const pages = text.split('\f').slice(0, -1);
    expect(pages.every((page) => page.includes('Demonstration estate'))).toBe(true);
    expect(textOf(await bytesOf(allWell()))).not.toContain('Demonstration');
  });

  readable('numbers every page', async () => {
    const bytes = await bytesOf(contradicted());
    const pages = textOf(bytes).split('\f').slice(0, -1);
    expect(pages.length).toBe(pageCount(bytes));
    pages.forEach((page, index) => {
      expect(page).toContain(`${index + 1} of ${pages.length}`);
      expect(page).toContain('01JDA4Q7Z5V2K8N3W6X9Y0B1C2');
    });
  });

  readable('has who was asked on page 1, what came of it on page 2, and the digests where it says how to verify', async () => {
    const report = contradicted();
    const pages = textOf(await bytesOf(report))
      .split('\f')
      .map(flat);
    expect(pages[0]).toContain('Unknown who answered (access_denied)');
    for (const words of ['What could not be seen', 'GET /orgs/{org}/members', 'Members: read', 'Contradicted 1 of 4', 'FAIL 9 of 11'])
      expect(pages[1]).toContain(words);
    const { policy, config } = report.run.digests;
    const last = pages.findLast((page) => page.includes('How to verify this report'));
    for (const digest of [policy, config, report.run.previous]) expect(last).toContain(digest);
  });

  readable.each([
    ['all well', allWell],
    ['contradicted', contradicted],
    ['nothing collected', nothing],
    ['seven sources with endless names', crowded],
  ] as const)('has the cover on one page, the summary on the next, the contents on the third: %s', async (_, make) => {
    const [cover, summary, contents, next] = textOf(await bytesOf(make())).split('\f');
    expect(cover).toContain('Verification fingerprint');
    expect(summary).toMatch(/Summary\n/);
    expect(summary).toContain('Failed, the gravest first');
    expect(contents).toContain('Seven questions, and where they are answered');
    expect(contents).toContain('How to read the marks');
    expect(next).toMatch(/Claims|Controls/);
  });

  readable('answers seven questions with the pages where the answers stand', async () => {
    const pages = textOf(await bytesOf(contradicted()))
      .split('\f')
      .map(flat);
    for (const [question, title] of [
      ['What was promised\\?', 'Claims'],
      ['What failed\\?', 'What failed'],
      ['How do I verify this\\?', 'How to verify this report'],
    ] as const) {
      const page = new RegExp(`${question} .*?[.] (\\d+) `).exec(pages[2] ?? '')?.[1];
      expect(pages[Number(page) - 1], question).toContain(title);
    }
  });

  readable('never says that anybody conforms to a standard', async () => {
    const text = flat(textOf(await bytesOf(contradicted())));
    expect(text).toContain('Mapped to ISO/IEC 27001 Annex A controls');
    expect(text).toContain('2 of 93 controls have a check');
    expect(text).not.toMatch(/compliant|certified/i);
  });

  readable('shows a waived failure as a failure', async () => {
    const text = flat(textOf(await bytesOf(contradicted())));
    expect(text).toContain('Waived until 2027-01-31 by Chief of Security');
    expect(text).toContain('9 of 10 findings fail, 1 of them waived');
    expect(text).toContain('Expired: no longer applied.');
  });

  readable('does not call silence success when nothing was collected', async () => {
    const text = flat(textOf(await bytesOf(nothing())));
    expect(text).toContain('This run was interrupted');
    expect(text).toContain('PASS 0 of 1');
    expect(text).toContain('Unproven 1 of 1');
    expect(text).not.toContain('Every question that was asked was answered');
  });
});

describe('size', () => {
  it('stays readable with 20,000 findings', async () => {
    const { report, rows } = large(20_000);
    const bytes = await bytesOf(report, rows);
    expect(pageCount(bytes)).toBeLessThan(80);
    expect(bytes.length).toBeLessThan(2_000_000);
  });

  readable('says how many findings were cut and where they stand', async () => {
    const { report, rows } = large(20_000);
    const text = flat(textOf(await bytesOf(report, rows)));
    expect(text).toContain('300 of 13,334 failed findings are printed here. 13,034 were left out');
    expect(text).toMatch(/300 of 6,\d+ unknown findings are printed here/);
    expect(text).toContain('findings.jsonl');
  });

  it('bears names of any length, of anything', async () => {
    const names = ['x'.repeat(1_048_576), '\u{1f9ff}'.repeat(5_000), '\u202e'.repeat(5_000), '北'.repeat(5_000), ' '.repeat(5_000), ''];
    const base = contradicted();
    const results = [
      check({
        check: 'a.b',
        title: 'Names',
        verdict: 'fail',
        findings: names.map((name) => finding(name, 'fail', name, { observed: Object.fromEntries(names.map((key) => [key, key])) })),
      }),
    ];
    const bytes = await bytesOf({ ...base, results });
    expect(pageCount(bytes)).toBeLessThan(30);
    // The footer stands lowest, 40 points above the edge: nothing runs off the page.
    expect(lowest(bytes)).toBeGreaterThan(35);
  });
});

it('makes links of http, https and mailto alone', async () => {
  const remedy =
    'See https://ok.example/x, mailto:a@ok.example, javascript:alert(1), file:///etc/passwd and https://user:secret@ok.example/.';
  const base = contradicted();
  const results = base.results.map((row) => ({ ...row, remedy }));
  const found = uris(await bytesOf({ ...base, results }));
  expect([...new Set(found)].sort()).toEqual(['https://ok.example/x', 'mailto:a@ok.example']);
});

describe('for a company', () => {
  const svg =
    '<svg viewBox="0 0 40 10"><g transform="translate(1 1)" fill="#aa0000"><rect width="8" height="8" rx="1"/><circle cx="20" cy="4" r="4"/></g></svg>';
  const logo = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  const presentation = { language: 'de', legalName: 'Müller & <Söhne> GmbH', logo, colours: { accent: '#5b2a6e' } } as const;

  readable('speaks its language, bears its name, and says the same', async () => {
    const text = flat(textOf(await bytesOf({ ...contradicted(), presentation })));
    for (const words of [
      'Müller & <Söhne> GmbH',
      'Vorführumgebung, Welt „breach“',
      'Widerlegt 1 von 4',
      'VERLETZT 9 von 11',
      'Was nicht zu sehen war',
    ])
      expect(text).toContain(words);
    // what is ours is German throughout; what others said stays as they said it
    for (const words of ['Contradicted', 'What failed', 'Not covered', 'of 11']) expect(text).not.toContain(words);
  });

  it('writes names into the metadata so that they can be read as XML', async () => {
    const text = Buffer.from(await bytesOf({ ...allWell(), presentation })).toString('utf8');
    expect(text).toContain('<rdf:li>Müller &amp; &lt;Söhne&gt; GmbH</rdf:li>');
    expect(text).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(text).toContain('/Lang (de-DE)');
  });

  readable('prints on the cover and on every page for whom it is, and until when', async () => {
    const edition = {
      audience: 'customer',
      recipient: 'Example GmbH',
      validUntil: '2027-03-31',
      note: 'Names are left out.',
      replaced: 3,
      allowed: [],
    } as const;
    const pages = textOf(await bytesOf({ ...allWell(), edition }))
      .split('\f')
      .slice(0, -1)
      .map(flat);
    expect(pages[0]).toContain(`for customers. ${MESSAGES.en.pages.cover.note.customer}`);
    for (const page of pages) expect(page).toContain('For Example GmbH, valid until 2027-03-31');
  });
});

describe('what is inside', () => {
  it('holds the report in machine form, as data, under the fingerprint of the cover', async () => {
    const report = contradicted();
    const bytes = await bytesOf(report);
    const json = Buffer.from(await wholeOf((await machine.render(report, rowsOf(report))).bytes));
    expect(streams(bytes).some((stream) => stream.equals(json))).toBe(true);
    expect(latin1(bytes)).toContain('/AFRelationship /Data');
    if (!hasPdftotext) return;
    const hex = createHash('sha256')
      .update(json)
      .digest('hex')
      .replace(/.{4}(?=.)/g, '$& ');
    const [cover = ''] = textOf(bytes).split('\f');
    expect(flat(cover)).toContain(hex);
  });

  it('holds every finding, one a line, when there are too many for the report', async () => {
    const { report, rows } = large(12_000);
    const bytes = await bytesOf(report, rows);
    const lines =
      streams(bytes)
        .map((stream) => stream.toString('utf8'))
        .find((text) => text.startsWith('{"resource"'))
        ?.trimEnd()
        .split('\n') ?? [];
    expect(lines.length).toBe(12_000);
    expect(JSON.parse(lines[11_999] ?? '{}')).toMatchObject({ check: expect.any(String), verdict: 'unknown' });
  });
});
