import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublic } from '../../src/statement/fetch.ts';
import { parseStatement, readSource } from '../../src/statement/read.ts';
import { folder } from '../support/cli.ts';
import { serve, type TestServer } from '../support/server.ts';

const signal = new AbortController().signal;
const read = (text: string, format: 'markdown' | 'html' = 'markdown') => parseStatement({ name: `page.${format}`, text, format });
const texts = async (text: string, format: 'markdown' | 'html' = 'markdown') => (await read(text, format)).sentences.map((one) => one.text);

describe('Markdown', () => {
  it('is cut into sentences and items, each under its heading and at its place', async () => {
    const { sentences, title, lastUpdated, links } = await read(
      '---\ntitle: Security\nlast_updated: March 3, 2026\n---\n\n# One\n\nWe **encrypt** data. We\nback it up [daily](/backups).\n\n## Access control\n\n- Two-factor\n- Reviews\n',
    );
    expect(title).toBe('Security');
    expect(lastUpdated).toEqual({ text: 'March 3, 2026', line: 3, column: 1 });
    expect(links).toEqual([{ href: '/backups', line: 9, column: 12 }]);
    expect(sentences.map(({ text, at, line, column, item }) => [text, at, line, column, item])).toEqual([
      ['We encrypt data.', '#one', 8, 1, false],
      ['We back it up daily.', '#one', 8, 22, false],
      ['Two-factor', '#access-control', 13, 3, true],
      ['Reviews', '#access-control', 14, 3, true],
    ]);
    expect(sentences[2]?.headings).toEqual(['One', 'Access control']);
  });
  it.each([
    ['Measures, e.g. Firewalls, exist. Others too.', 2],
    ['Acme Inc. Hosts it. Version 1.2 is used.', 2],
    ['Developed by the U.S. government. It works!', 2],
    ['Is it safe? Yes, it is. Ask Dr. Meyer.', 3],
    ['Nach Art. 32 DSGVO, z. B. durch Verschlüsselung. Das gilt.', 2],
  ])('%s: %i sentences', async (text, count) => expect(await texts(text)).toHaveLength(count));
  it('tables, quotes and blocks of HTML hide nothing; code, comments and pictures say nothing', async () => {
    expect(
      await texts(
        '| A | B |\n|---|---|\n| We scan. | Daily |\n\n> We patch.\n\n<div><p>We log.</p></div>\n\n```\nno claim\n```\n\n<!-- none -->\n',
      ),
    ).toEqual(['A', 'B', 'We scan.', 'Daily', 'We patch.', 'We log.']);
  });
  it('a heading that occurs again has an anchor of its own', async () => {
    const { sentences } = await read('## Backups\n\nOne.\n\n## Backups\n\nTwo.\n');
    expect(sentences.map(({ at }) => at)).toEqual(['#backups', '#backups-1']);
  });
});

describe('HTML', () => {
  const page =
    '<!doctype html><html><head><title>Security</title><meta property="article:modified_time" content="2026-05-01"><style>p{}</style></head>\n' +
    '<body><script>var claim = "We sell data.";</script><h2 id="tls">TLS</h2><p>We use <b>TLS</b>. <a href="/x">More</a>.</p>\n' +
    '<ul><li>Peer review</li></ul><p hidden>Nobody sees this.</p><noscript>Turn it on.</noscript></body></html>';
  it('is read as a browser shows it: scripts, styles and what is hidden are no statements', async () => {
    const { sentences, title, lastUpdated, links } = await read(page, 'html');
    expect(sentences.map(({ text, at, item }) => [text, at, item])).toEqual([
      ['We use TLS.', '#tls', false],
      ['More.', '#tls', false],
      ['Peer review', '#tls', true],
    ]);
    expect(sentences[0]).toMatchObject({ line: 2 });
    expect(title).toBe('Security');
    expect(lastUpdated?.text).toBe('2026-05-01');
    expect(links).toMatchObject([{ href: '/x', line: 2 }]);
  });
  it('nested beyond reason is refused', async () => {
    await expect(read(`${'<div>'.repeat(2000)}We hide.`, 'html')).rejects.toThrow(/nests its elements more than/);
  });
});

it.each([
  ['nothing', '', 'markdown'],
  ['headings alone', '# One\n\n## Two\n', 'markdown'],
  ['code alone', '```\nWe are safe.\n```\n', 'markdown'],
  ['a script alone', '<script>document.write("We are safe.")</script>', 'html'],
] as const)('a page of %s is refused', async (_, text, format) => {
  await expect(read(text, format)).rejects.toThrow('the page has no sentence');
});

describe('where it is read from', () => {
  it('a file of ten megabytes is refused', async () => {
    const cwd = folder({ 'big.md': 'We are safe. '.repeat(800_000) });
    await expect(readSource('big.md', cwd, signal)).rejects.toThrow(/has 10400000 bytes; more than 1048576 are not read/);
  });
  it('a file of another kind is refused', async () => {
    await expect(readSource('x.pdf', folder({ 'x.pdf': '%PDF' }), signal)).rejects.toThrow('a statement is Markdown or HTML');
  });
  it('a commit of git, as it was then; neither part may be an option', async () => {
    const cwd = folder();
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd });
    mkdirSync(join(cwd, 'docs'));
    git('init', '-q');
    for (const text of ['We had three copies.\n', 'We have two copies.\n']) {
      writeFileSync(join(cwd, 'docs/security.md'), text);
      git('add', '.');
      git('commit', '-q', '-m', 'x');
    }
    const at = async (revision: string) => (await readSource(`git:${revision}:docs/security.md`, cwd, signal)).text;
    expect(await at('HEAD~1')).toBe('We had three copies.\n');
    expect(await at('HEAD')).toBe('We have two copies.\n');
    await expect(at('HEAD~7')).rejects.toThrow('cannot read git:HEAD~7');
    await expect(readSource('git:--output=/tmp/x:a.md', cwd, signal)).rejects.toThrow('names no file of a commit');
  });
});

describe('the web', () => {
  let server: TestServer;
  const GOOD = { kind: 'text/html; charset=utf-8', status: 200, body: '<p>We encrypt.</p>', headers: {} };
  const to = (location: string) => ({ status: 302, headers: { location } });
  let said = GOOD;
  beforeAll(async () => {
    server = await serve((_, answer) => {
      answer.writeHead(said.status, { 'content-type': said.kind, ...said.headers });
      answer.end(said.body);
    });
  });
  afterAll(() => server.close());
  const fetchIt = async () => texts((await readSource(`${server.url}/security`, '.', signal)).text, 'html');
  it('is asked for a page', async () => expect(await fetchIt()).toEqual(['We encrypt.']));
  it.each([
    ['a picture', { kind: 'image/png' }, /is image\/png, and a statement is HTML or Markdown/],
    ['an error', { status: 503 }, /answered 503/],
    ['ten megabytes', { body: 'x'.repeat(10_000_000) }, /too_large/],
    ['a way to the metadata of a cloud', to('http://169.254.169.254/'), /redirect_blocked: http:/],
    ['a way inside over https', to('https://10.0.0.1/'), /target_blocked: 10\.0\.0\.1 is no public address/],
    ['a way to a name that leads inside', to('https://localhost/'), /target_blocked: localhost leads to/],
    ['a circle', to('/security'), /more than 5 redirects/],
  ])('%s is refused', async (_, change, line) => {
    said = { ...GOOD, ...change };
    const refusal = await fetchIt().then(
      () => undefined,
      (error: { line: string }) => error.line,
    );
    expect(refusal).toMatch(line);
    expect(refusal?.split('\n')).toHaveLength(1);
  });
  it.each(['http://169.254.169.254/latest', 'http://[fe80::1]/', 'http://[fd00:ec2::254]/latest', 'http://[::ffff:169.254.169.254]/'])(
    "%s is a machine's own metadata, and refused even where somebody names it",
    async (address) =>
      await expect(readSource(address, '.', signal)).rejects.toMatchObject({
        line: expect.stringMatching(/target_blocked: .* own metadata/),
      }),
  );
  it.each([
    ['8.8.8.8', true],
    ['192.168.1.1', false],
    ['100.64.0.1', false],
    ['::1', false],
    ['fd00::1', false],
    ['::ffff:10.0.0.1', false],
    ['2002:0a00:0001::', false],
    ['2a01:4f8::1', true],
  ])('%s: public %s', (address, expected) => expect(isPublic(address)).toBe(expected));
});
