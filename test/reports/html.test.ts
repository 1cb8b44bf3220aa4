import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Packed } from '../../reports/html/data.ts';
import { gather } from '../../reports/html/gather.ts';
import { html } from '../../reports/html/markup.ts';
import { page } from '../../reports/html/page.ts';
import { MESSAGES } from '../../reports/messages/index.ts';
import { clientModule } from '../../src/dev/client.ts';
import { type Report, STANDINGS, VERDICTS } from '../../src/model.ts';
import { beside } from './beside.ts';
import { allWell, check, contradicted, finding, HOSTILE, large, nothing, rowsOf } from './fixtures.ts';
import { between, dataOf, markupOf, renderedText, tags, words } from './html-reading.ts';

const REPORTS = [
  ['all well', allWell],
  ['contradicted', contradicted],
  ['nothing', nothing],
  ['beside another run, over a period', beside],
] as const;
const packedOf = (page: string): Packed => dataOf(page) as Packed;

describe.each(REPORTS)('structure: %s', (_, make) => {
  it('is well-formed: what is opened is closed, in order', async () => {
    const open: string[] = [];
    const alone = new Set(['meta', 'input', 'rect', 'circle', 'path', 'use', 'br']);
    for (const { name, close } of tags(await renderedText(make()))) {
      if (alone.has(name)) continue;
      if (!close) open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });
  it('has one main, one h1, named sections and no heading that skips a level', async () => {
    const all = tags(await renderedText(make())).filter(({ close }) => !close);
    const count = (name: string) => all.filter((tag) => tag.name === name).length;
    expect([count('main'), count('h1'), count('header') > 0, count('footer')]).toEqual([1, 1, true, 1]);
    const levels = all.filter(({ name }) => /^h\d$/.test(name)).map(({ name }) => Number(name.slice(1)));
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    const ids = all.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    for (const { attributes } of all.filter(({ name }) => name === 'section')) expect(ids).toContain(attributes.get('aria-labelledby'));
  });
  it('leads every link of the contents, and every link to what is not drawn later, to something', async () => {
    const all = tags(await renderedText(make()));
    const ids = new Set(all.flatMap(({ attributes }) => attributes.get('id') ?? []));
    const { rows, evidence } = packedOf(await renderedText(make()));
    const later = new Set([...rows.map(([key]) => `finding-${key}`), ...evidence.map((hex) => `evidence-${hex}`)]);
    const links = all.filter(({ name, attributes }) => name === 'a' && attributes.get('href')?.startsWith('#') === true);
    const lost = links.map(({ attributes }) => attributes.get('href')?.slice(1) ?? '').filter((id) => !ids.has(id) && !later.has(id));
    expect(lost).toEqual([]);
  });
  it('is the same bytes from the same report', async () => {
    expect(await renderedText(make())).toBe(await renderedText(make()));
  });
  it('refers to nothing outside but in links that a reader may press', async () => {
    const page = await renderedText(make());
    for (const { name, attributes } of tags(page)) {
      expect(
        [...attributes.keys()].filter((key) => /^(?:src|srcset|data|action|formaction|poster|background|ping|style|on\w+)$/.test(key)),
      ).toEqual([]);
      const href = attributes.get('href');
      if (href !== undefined && !href.startsWith('#')) expect([name, attributes.get('rel')]).toEqual(['a', 'noopener noreferrer']);
      expect(['link', 'base', 'iframe', 'object', 'embed', 'img', 'form-action']).not.toContain(name);
    }
    expect(between(page, '<style>', '</style>')).not.toMatch(/url\(|@import|image-set/);
    expect(page.match(/<script\b/g)).toHaveLength(2);
    expect(page.match(/<style\b/g)).toHaveLength(1);
  });
  it('forbids everything but its own style and script, by their digests', async () => {
    const page = await renderedText(make());
    const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const policy = between(page, 'Content-Security-Policy" content="', '"').split('; ');
    expect(policy[0]).toBe("default-src 'none'");
    expect(policy).toContain(`style-src ${digest(between(page, '<style>', '</style>'))}`);
    expect(policy).toContain(`script-src ${digest(between(page, '<script>', '</script>'))}`);
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:|data:/);
  });
});

describe('what it says', () => {
  it('counts claims by standing and checks by verdict, as the report does', async () => {
    const report = contradicted();
    const text = words(await renderedText(report));
    expect(text).toContain(
      'Of 4 published claims, 1 is borne out by evidence, 1 is contradicted, 1 could not be shown, and 1 cannot be checked',
    );
    const page = await renderedText(report);
    const counted = (list: string, facet: string) =>
      Number(/<span class="count">(\d+)<\/span>/.exec(between(page, `data-filter="${list}" data-facets="${facet}"`, '</a>'))?.[1]);
    for (const standing of STANDINGS) {
      const claims = report.requirements.filter((row) => row.framework === 'example-claims' && row.standing === standing);
      expect([standing, counted('claims', `standing=${standing}`)]).toEqual([standing, claims.length]);
    }
    for (const verdict of VERDICTS) {
      expect([verdict, counted('checks', `verdict=${verdict}`)]).toEqual([
        verdict,
        report.results.filter((row) => row.verdict === verdict).length,
      ]);
    }
  });
  it('reads without a script: claims, arguments, controls, failed and unknown checks, gaps, waivers, how to verify', async () => {
    const page = (await renderedText(contradicted())).replace(/<noscript>[\s\S]*?<\/noscript>/g, '');
    const text = words(page);
    for (const said of [
      'All employees use multi-factor authentication.',
      '9 of 10 users with a password have no second factor.',
      'All of these are needed:',
      'A user who signs in with a password alone is the break-in that this sentence rules out.',
      'What Microsoft and GitHub host themselves.',
      'As worded this cannot be verified',
      'A.8.5 Secure authentication',
      'How secrets are handed to new people.',
      'of 93 controls have a check',
      'Everyone who signs in with a password uses a second factor',
      'password_enabled = true',
      'Turn it on: https://docs.aws.amazon.com/',
      'nobody has signed for it',
      'Grant Members: read',
      'break-glass Waived until 2027-01-31 by Chief of Security: Sealed envelope in the safe.',
      'Matches nothing: can be removed.',
      'Declared out of scope: nothing is kept there.',
      'maxDays = 400 (looser than shipped)',
      'sha256sum -c runs/00000003/SHA256SUMS',
      'It could not be determined, for the reason given.',
      'Demonstration estate, world “breach”.',
    ])
      expect(text).toContain(said);
  });
  it('says that nothing was seen where nothing was seen', async () => {
    const text = words(await renderedText(nothing()));
    expect(text).toContain('This run was interrupted.');
    expect(text).toContain('No credentials were found for aws/production.');
    expect(text).toContain('Of 1 published claim, 0 are borne out by evidence');
    expect(text).not.toContain('Every question that was asked was answered');
    const none = { ...nothing(), gaps: [], scope: [], results: [], requirements: [], run: { ...nothing().run, frameworks: [] } };
    expect(words(await renderedText(none))).toContain('Nothing was judged: no check ran');
    expect(words(await renderedText(none))).toContain('No question was asked at all.');
  });
  it('speaks of checks where there are no claims', async () => {
    const report: Report = { ...contradicted(), requirements: [] };
    const text = words(await renderedText({ ...report, run: { ...report.run, frameworks: [] } }));
    expect(text).toContain('Security evidence');
    expect(text).toContain('Of 4 checks, 1 failed and 2 could not be determined.');
    expect(text).toContain('No claims were assessed in this run.');
  });
  it('says on top for whom an edition was made, until when, and what was left out', async () => {
    const edition = {
      audience: 'customer',
      recipient: 'Example <b>GmbH</b>',
      validUntil: '2027-03-31',
      note: 'Names were replaced; every count stands.',
      replaced: 12,
      allowed: ['eu-central-1'],
    } as const;
    const page = await renderedText({ ...allWell(), edition });
    const text = words(page.slice(0, page.indexOf('class="verdict"')));
    expect(text).toContain('Customer’s edition, made for Example <b>GmbH</b>.');
    expect(text).toContain(
      `To be relied on until 2027-03-31. ${MESSAGES.en.pages.cover.note.customer} 12 names were replaced. Shown by permission: eu-central-1.`,
    );
  });
  it('looks as the company wants to be seen, in the shapes that are agreed and no other', async () => {
    const logo = 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=';
    const presentation = { legalName: 'Example "& Sons"', logo, colours: { accent: '#123456', text: '#111111' } };
    const text = await renderedText({ ...allWell(), presentation });
    expect(text).toContain(`<img class="logo" src="${logo}" alt="Logo of Example &quot;&amp; Sons&quot;">`);
    expect(between(text, 'Content-Security-Policy" content="', '"')).toContain('; img-src data:;');
    expect(between(text, '<style>', '</style>')).toContain('--link: #123456; --focus: #123456; --ink: #111111;');
    const odd = { logo: 'https://example.com/logo.png', colours: { accent: 'red; } body { display: none', text: '#fff' } };
    const plain = await renderedText({ ...allWell(), presentation: odd });
    expect(plain).toBe(await renderedText(allWell()));
  });
  it('has an id for each claim, control, check, finding and piece of evidence', async () => {
    const report = contradicted();
    const page = await renderedText(report);
    const ids = new Set(tags(page).flatMap(({ attributes }) => attributes.get('id') ?? []));
    for (const id of ['claim-example-claims/mfa', 'control-iso-27001-2022/A.8.5', 'check-aws.iam.console-users-mfa'])
      expect(ids).toContain(id);
    expect(ids.size).toBeGreaterThan(report.requirements.length + report.results.length);
    const { rows, evidence } = packedOf(page);
    expect(rows).toHaveLength(report.run.findings.total);
    for (const [key] of rows) expect(key).toMatch(/^[0-9a-f]{16}(?:-\d+)?$/);
    for (const hex of evidence) expect(hex).toMatch(/^[0-9a-f]{64}$/);
  });
  it('gives a finding the same id in the next run, whatever else changes', async () => {
    const keys = async (report: Report) => packedOf(await renderedText(report)).rows.map((row) => [row[4], row[0]] as const);
    const before = new Map(await keys(allWell()));
    const turned = allWell().results.map((row) => ({
      ...row,
      subjects: row.subjects.map((subject) => ({ ...subject, findings: [finding('new', 'fail', 'new'), ...subject.findings] })),
    }));
    const after = new Map(await keys({ ...allWell(), results: turned }));
    expect(after.get('ada')).toBe(before.get('ada'));
    expect(after.get('ada')).not.toBe(after.get('grace'));
  });
  it('gives two rows about one resource two ids', async () => {
    const twice = check({
      check: 'a.b',
      title: 't',
      verdict: 'fail',
      findings: [finding('x', 'fail', 'one'), finding('x', 'fail', 'two')],
    });
    const { rows } = packedOf(await renderedText({ ...allWell(), results: [twice], requirements: [] }));
    expect(new Set(rows.map(([key]) => key)).size).toBe(2);
  });
});

// controls but the line end, zero-width characters, directional marks
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}]/u;

describe('hostile names', () => {
  it('are text and nothing else, and all of them can be seen', async () => {
    const page = await renderedText(contradicted());
    expect(markupOf(page)).not.toContain('<script>alert');
    expect(page.match(/<script\b/g)).toHaveLength(2);
    expect(page).not.toMatch(HIDDEN);
    const text = words(page);
    for (const seen of [
      'bob\\x1b[31m\\x1b]0;owned\\x07',
      'admin\\u202egnp.exe',
      'ro\\u200bot\\ufeff',
      HOSTILE.markup,
      'line one\\nPASS everything\\r\\n',
    ])
      expect(`${text} ${JSON.stringify(dataOf(page)).replaceAll('\\\\', '\\').replaceAll('\\"', '"')}`).toContain(seen);
    expect(text).toContain(HOSTILE.unicode);
  });
  it('of one megabyte are cut, and the cut is said', async () => {
    const page = await renderedText(contradicted());
    expect(page.length).toBeLessThan(400_000);
    expect(JSON.stringify(dataOf(page))).toContain('[cut: 1,048,576 characters in all]');
  });
  it('are made visible wherever they are put, even where nobody thought of it', () => {
    expect(html`<p title="${'"\u202e<'}">${['a\u0000', undefined, html`<b>${1}</b>`]}</p>`.markup).toBe(
      '<p title="&quot;\\u202e&lt;">a\\x00<b>1</b></p>',
    );
  });
  it('in every member that a policy or a provider writes', async () => {
    const bad = '"><img src=x onerror=alert(1)></script><!--\u2028\u202e\'';
    const poisoned = (value: unknown, key = ''): unknown => {
      if (Array.isArray(value)) return value.map((one) => poisoned(one, key));
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, poisoned(member, name)]));
      const closed =
        /^(?:verdict|standing|strength|severity|reason|reasons|kind|state|status|schema|covers|audience|file|startedAt|finishedAt)$/;
      return typeof value === 'string' && !closed.test(key) && !/^sha256:/.test(value) ? `${value}${bad}` : value;
    };
    const report = poisoned({
      ...contradicted(),
      results: contradicted().results.map((row) => ({ ...row, evidence: 'config' })),
    }) as Report;
    const fixed = JSON.parse(JSON.stringify(report), (key, value: unknown) =>
      key === 'evidence' && typeof value === 'string' ? 'config' : value,
    ) as Report;
    const page = await renderedText(fixed);
    expect(tags(page).filter(({ name }) => name === 'img')).toEqual([]);
    expect(markupOf(page)).not.toMatch(/<(?:img|!--)/);
    expect(page.match(/<script\b/g)).toHaveLength(2);
    expect(page.match(/<\/script/g)).toHaveLength(2);
    expect(page).not.toMatch(/[\u2028\u202e]/);
  });
  it('cannot make links that do something else than lead to a page', async () => {
    const remedy = 'Press javascript:alert(1) or https://user:secret@example.com/x or https://example.com/good.';
    const report = contradicted();
    const page = await renderedText({ ...report, results: report.results.map((row) => ({ ...row, remedy })) });
    const links = tags(page).flatMap(({ attributes }) =>
      attributes.get('href')?.startsWith('#') === false ? [attributes.get('href')] : [],
    );
    expect([...new Set(links)]).toEqual(['https://example.com/good']);
  });
});

describe('many findings', () => {
  it('stand in the page when report.json has no room for them', async () => {
    const { report, rows } = large(20_000);
    const page = await renderedText(report, rows);
    expect(packedOf(page).rows).toHaveLength(20_000);
    expect(words(page)).not.toContain('were left out');
  });
  it('beyond the limit are left out in words: what passes first, and no check as a whole', async () => {
    const base = contradicted();
    const many = (id: string, verdict: 'fail' | 'pass', size: number) => ({
      ...check({ check: id, title: id, verdict, findings: [] }),
      counts: { pass: 0, fail: 0, unknown: 0, not_applicable: 0, waived: 0, [verdict]: size },
    });
    const results = [many('a.fails', 'fail', 700), many('b.fails', 'fail', 10), many('c.passes', 'pass', 600)];
    const run = { ...base.run, findings: { total: 1310, inline: false, file: 'findings.jsonl' as const } };
    const report: Report = { ...base, results, requirements: [], run };
    const subject = { key: 'k', id: 'i', label: 'l' };
    const rows = async function* () {
      for (const { check: id, verdict, counts } of results)
        for (let index = 0; index < counts.fail + counts.pass; index++) yield { ...finding(`r${index}`, verdict, 'x'), check: id, subject };
    };
    const of = async (limits: { rows: number; characters: number }) => {
      const gathered = await gather(report, rows, limits);
      const { rows: kept, checks } = gathered.packed;
      const text = words(page({ t: MESSAGES.en, report, gathered, checks: new Map(results.map((row) => [row.check, row])) }));
      return { kept: results.map(({ check: id }) => kept.filter((row) => checks[row[1]]?.id === id).length), text };
    };
    const some = await of({ rows: 1000, characters: 1_000_000 });
    expect(some.kept).toEqual([700, 10, 290]);
    expect(some.text).toContain('1,000 of 1,310 findings are in this page. 310 were left out to keep it quick');
    expect(some.text).toContain('all of them stand, one a line, in findings.jsonl');
    // not even all that failed: none of the checks loses all of its rows
    expect((await of({ rows: 200, characters: 1_000_000 })).kept).toEqual([190, 10, 0]);
    // long names count by their length
    expect((await of({ rows: 1000, characters: 1000 })).kept[0]).toBeLessThan(30);
  });
});

it('runs the script that its modules make', () => {
  expect(readFileSync(new URL('../../reports/html/script.ts', import.meta.url), 'utf8')).toBe(clientModule());
}, 60_000);
it('reads the findings once', async () => {
  let times = 0;
  const report = contradicted();
  await renderedText(report, () => {
    times += 1;
    return rowsOf(report)();
  });
  expect(times).toBe(1);
});
