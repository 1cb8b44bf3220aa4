import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { wholeOf } from '../../src/cli/deliver.ts';
import type { Bytes, Renderer, Report } from '../../src/model.ts';
import { renderers } from '../../src/registry.ts';
import { beside } from './beside.ts';
import { check, finding, HOSTILE, rowsOf } from './fixtures.ts';
import { csvRows } from './reading-rows.ts';

/** Names, sentences and labels that attack whoever reads them, in every place where a provider may put one. */
const NAMES: readonly string[] = [
  ...Object.values(HOSTILE),
  '=HYPERLINK("https://evil.example")',
  '+1',
  '-1+1|cmd',
  '@SUM(1)',
  '\t=1',
  '\r=1',
  '  =1',
  "'=1",
  '\uff1d1',
  '"quoted", and, more\r\nlines',
  ']]><x/><![CDATA[',
  '--><img src=x onerror=alert(1)>',
  '[press](javascript:alert(1)) ![](https://evil.example/x.png) @everyone #1 | cell',
  '```\n# heading\n---',
  '\u0000\u0008\u000b\u001b[2J\u009b31m\u007f',
  '\ud800 half',
  '\u2028\u2029\u0085',
  '{{7*7}} <%= 7*7 %>',
];
function hostile(): Report {
  const base = beside();
  const results = [
    ...base.results,
    check({
      check: 'aws.hostile',
      title: 'Names are only names',
      verdict: 'fail',
      reasons: ['access_denied'],
      findings: NAMES.flatMap((name) => [
        finding(name, 'fail', `${name} fails`, { observed: { [name]: name } }),
        finding(`${name}?`, 'unknown', `${name} is not known`, { reason: 'access_denied' as const }),
        finding(`${name}!`, 'fail', `${name} is waived`, {
          waiver: { check: 'aws.hostile', resource: name, reason: name, approvedBy: name, until: '2027-01-31T00:00:00.000Z' },
        }),
      ]),
    }),
  ];
  const total = results.reduce((sum, { subjects }) => sum + subjects.reduce((all, { findings }) => all + findings.length, 0), 0);
  return { ...base, results, run: { ...base.run, findings: { ...base.run.findings, total } } };
}
const text = async (renderer: Renderer<Bytes>) => {
  const report = hostile();
  return new TextDecoder('utf-8', { fatal: true }).decode(await wholeOf((await renderer.render(report, rowsOf(report))).bytes));
};
const readable = renderers.filter(({ mediaType }) => !mediaType.includes('pdf'));

// what a terminal obeys, what turns the order of what is read, what is not seen
const MOVES = /(?![\n\r])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
const shown = (found: string) => `U+${found.codePointAt(0)?.toString(16)}`;

describe.each(readable.map((renderer) => [renderer.id, renderer] as const))('%s', (id, renderer) => {
  it('holds no sign that a terminal obeys or that is not seen', async () => {
    // a page sets names apart in its own way, and its own tests look at that in a browser
    const written = id === 'html' ? '' : await text(renderer);
    expect([...(written.match(MOVES) ?? [])].map(shown)).toEqual([]);
  });
  it('is still what it is', async () => {
    const written = await text(renderer);
    const { mediaType } = renderer;
    if (/ndjson/.test(mediaType)) for (const line of written.trim().split('\n')) JSON.parse(line);
    else if (/json/.test(mediaType)) JSON.parse(written);
    else if (/xml/.test(mediaType)) XmlDocument.fromString(written).dispose();
    else if (/csv/.test(mediaType)) expect(new Set(csvRows(written).map((row) => row.length)).size).toBe(1);
    else expect(written).not.toMatch(/<(?:script>alert|img src=x)/);
  });
  it('cuts what has no end', async () => {
    // the report itself is whole: it is what all others are made from
    if (id !== 'json' && id !== 'html') expect((await text(renderer)).length).toBeLessThan(1_000_000);
  });
});

describe('csv', () => {
  const cells = async () => csvRows(await text(renderers.find(({ id }) => id === 'csv') as Renderer<Bytes>));
  it('has no cell that a spreadsheet calculates', async () => {
    const calculated = (await cells()).flat().filter((cell) => /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20\t\r\n]/.test(cell));
    expect(calculated).toEqual([]);
  });
  it('gives a name back when the one apostrophe in front is taken away', async () => {
    const [head, ...rows] = await cells();
    const at = (head as readonly string[]).indexOf('resource_name');
    const names = new Set(rows.map((row) => (row[at] as string).replace(/^'/, '')));
    for (const name of ['=HYPERLINK("https://evil.example")', '+1', '-1+1|cmd', '@SUM(1)', "'=1", '\uff1d1', '  =1']) {
      expect(names.has(name), name).toBe(true);
    }
  });
  it('has one record a line, each ended by CR and LF', async () => {
    const written = await text(renderers.find(({ id }) => id === 'csv') as Renderer<Bytes>);
    expect(written.split('\r\n').length - 1).toBe((await cells()).length);
    expect(written.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});

describe('markdown', () => {
  it('calls nobody, points nowhere, draws nothing', async () => {
    const written = await text(renderers.find(({ id }) => id === 'markdown') as Renderer<Bytes>);
    const prose = written.replace(/(`+)(?:(?!\1)[\s\S])*?\1/g, '');
    expect(prose).not.toMatch(/(?<!\\)[[<](?!!-- -->)/);
    expect(prose).not.toMatch(/@(?!<!-- -->)\w/);
    expect(prose).not.toMatch(/https?:\/\//);
    const width = (row: string) => row.replaceAll('\\|', '').split('|').length;
    const rows = written.split('\n');
    for (const [at, row] of rows.entries())
      if (row.startsWith('|') && rows[at - 1]?.startsWith('|')) expect(width(row), row).toBe(width(rows[at - 1] as string));
  });
});
