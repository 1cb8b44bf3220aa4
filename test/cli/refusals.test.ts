import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimcheck, folder } from '../support/cli.ts';
import { json, serve, type TestServer } from '../support/server.ts';

/** Bad input: one line with its place and a hint, exit 2, nothing asked, nothing written. */
let server: TestServer;
beforeAll(async () => {
  server = await serve(json('{}'));
});
afterAll(() => server.close());

const config = (extra = '', source = '') => `sources:
  - { type: hetzner, project: p, token: { env: TOKEN }, baseUrl: "${server.url}"${source} }
${extra}`;
const page = 'A statement. We have backups.\n';
const claims = (requirement: string) =>
  `title: T\nversion: "1"\npublisher: us\nkind: claims\npage: ./page.md\nrequirements:\n${requirement}`;
const claim = (extra = '', proof = '{ none: nobody can tell }', quote = 'We have backups') => `  - id: backups
    title: Backups
    kind: fact
    quote: ${quote}
    at: "#"
    text: there are backups
    covers: whole
    proof: ${proof}
${extra}`;

type Row = [name: string, files: () => Record<string, string>, line: RegExp, argv?: string[], env?: Record<string, string | undefined>];
const one = (yaml: () => string) => () => ({ 'claimcheck.yaml': yaml() });
const withClaims = (text: string) => () => ({ 'claimcheck.yaml': config('claims: [./claims.yaml]'), 'claims.yaml': text, 'page.md': page });
const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nsources: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;

const ROWS: Row[] = [
  ['no configuration', () => ({}), /^there is no claimcheck\.yaml here .*claimcheck demo/],
  ['an unknown key', one(() => config('lockr: ./x')), /^claimcheck\.yaml:3:1 {2}unknown key `lockr` \(did you mean `locker`\?\)$/],
  [
    'an unknown key of a source',
    one(() => config('', ', projct: x')),
    /^claimcheck\.yaml:2:\d+ {2}unknown key `projct` \(did you mean `project`\?\)$/,
  ],
  [
    'an unknown source',
    one(() => 'sources:\n  - type: hetzer\n'),
    /^claimcheck\.yaml:2:11 {2}no source is of type `hetzer` \(did you mean `hetzner`\?\)$/,
  ],
  ['no source', one(() => 'sources: []\n'), /^claimcheck\.yaml:1:10 .*sources/],
  [
    'two sources of one name',
    one(() => `${config()}  - { type: hetzner, project: p, token: { env: TOKEN } }\n`),
    /two sources are called `hetzner\/p`/,
  ],
  [
    'a variable that is not set',
    one(() => config()),
    /^claimcheck\.yaml:2:\d+ {2}the environment variable TOKEN is not set/,
    ['run'],
    { TOKEN: undefined },
  ],
  ['a variable that is empty', one(() => config()), /TOKEN is not set/, ['run'], { TOKEN: '' }],
  [
    'an unknown framework',
    one(() => config('frameworks: [nist-csf-2]')),
    /^claimcheck\.yaml:3:14 {2}no framework is called `nist-csf-2` \(did you mean `nist-csf-2\.0`\?\)$/,
  ],
  [
    'a misspelt check',
    one(() => config('params: { hetzner.locaton.allowed: {} }')),
    /^claimcheck\.yaml:3:11 {2}no check is called `hetzner\.locaton\.allowed` \(did you mean `hetzner\.location\.allowed`\?\)$/,
  ],
  [
    'a misspelt parameter',
    one(() => config('params: { hetzner.location.allowed: { allowedCountrys: [DE] } }')),
    /has no parameter `allowedCountrys` \(did you mean `allowedCountries`\?\)$/,
  ],
  [
    'a parameter of another kind',
    one(() => config('params: { hetzner.location.allowed: { allowedCountries: DE } }')),
    /^claimcheck\.yaml:3:\d+ {2}`allowedCountries` .* must be a list of texts, not a text/,
  ],
  [
    'a period that ends before it begins',
    one(() => config('period: { from: 2026-07-02, to: 2026-07-01 }')),
    /^claimcheck\.yaml:3:9 {2}`period\.from` is after `period\.to`/,
  ],
  [
    'a day that is none',
    one(() => config('period: { from: yesterday, to: 2026-07-01 }')),
    /^claimcheck\.yaml:3:17 {2}`period\.from`: a day is written 2026-07-01/,
  ],
  [
    'a claims file that is not there',
    one(() => config('claims: [./nothing.yaml]')),
    /^claimcheck\.yaml:3:10 {2}no such claims file: \.\/nothing\.yaml$/,
  ],
  [
    'a quote that nobody said',
    withClaims(claims(claim('', undefined, 'We have backups twice'))),
    /^claims\.yaml:10:12 {2}the quote of `backups` does not occur in \.\/page\.md/,
  ],
  [
    'a claim bound to a misspelt check',
    withClaims(claims(claim('', '{ check: hetzner.server.backup-enabled, why: it shows it }'))),
    /^claims\.yaml:14:21 {2}no check is called `hetzner\.server\.backup-enabled` \(did you mean `hetzner\.server\.backups-enabled`\?\)$/,
  ],
  ['a claim without a why', withClaims(claims(claim('', '{ check: hetzner.server.backups-enabled }'))), /^claims\.yaml:14:\d+ {2}.*why/],
  [
    'an unknown key in a claim',
    withClaims(claims(claim('    ownr: me\n'))),
    /^claims\.yaml:15:5 {2}unknown key `ownr` \(did you mean `owner`\?\)/,
  ],
  [
    'a proof that contains itself',
    withClaims(claims(claim('', '&p { all: [*p] }'))),
    /^claims\.yaml {2}an alias leads back to what it stands in: the file contains itself$/,
  ],
  [
    'a value that nobody stated',
    withClaims(claims(claim('    states: { copies: { value: 3, quote: three backups } }\n'))),
    /^claims\.yaml:15:42 {2}what `backups` states as `copies` does not occur in \.\/page\.md/,
  ],
  [
    'a claims file whose page is missing',
    () => ({ ...withClaims(claims(claim()))(), 'claims.yaml': claims(claim()).replace('page.md', 'gone.md') }),
    /^claims\.yaml:5:7 {2}cannot read the page \.\/gone\.md/,
  ],
  ['broken YAML', one(() => 'sources: [\n'), /^claimcheck\.yaml:\d+:\d+ {2}/],
  ['a key that occurs twice', one(() => `${config()}locker: a\nlocker: b\n`), /^claimcheck\.yaml:\d+:\d+ {2}.*unique/i],
  ['an alias bomb', one(() => bomb), /^claimcheck\.yaml {2}.*alias/i],
  ['__proto__', one(() => `${config()}params: { __proto__: {} }\n`), /`__proto__` is not allowed/],
  ['a file that is no text', one(() => '\u0000\ufffd'), /claimcheck\.yaml/],
  [
    'a selection that matches nothing',
    one(() => config()),
    /^.*no check is called `hetzner\.servr\.\*`/,
    ['run', '--checks', 'hetzner.servr.*'],
  ],
  [
    'a selection about another source',
    one(() => config()),
    /no chosen check is about a configured source \(hetzner\)/,
    ['run', '--checks', 'aws.*'],
  ],
  ['an unknown format', one(() => config()), /^no report format is called `pfd` \(did you mean `pdf`\?\)$/, ['run', '--format', 'pfd']],
  ['TLS verification switched off', one(() => config()), /NODE_TLS_REJECT_UNAUTHORIZED=0/, ['run'], { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ['an unknown command', () => ({}), /^unknown command 'rnu'.*run/, ['rnu']],
  ['an unknown option', () => ({}), /^unknown option '--fromat'.*--format/, ['run', '--fromat', 'pdf']],
  ['an unknown world', () => ({}), /^there is no world called `cleen` \(did you mean `clean`\?\)$/, ['demo', '--world', 'cleen']],
  ['an unknown list', () => ({}), /^nothing called `chekcs` can be listed \(did you mean `checks`\?\)$/, ['list', 'chekcs']],
  [
    'an unknown check to explain',
    () => ({}),
    /^no check is called `aws\.iam\.root-mfaa` \(did you mean `aws\.iam\.root-mfa`\?\)$/,
    ['explain', 'aws.iam.root-mfaa'],
  ],
  ['a locker that is not there', one(() => config()), /^there is no locker at /, ['evaluate', '--run', '7']],
];

describe('refused', () => {
  it.each(ROWS)('%s', async (_, files, line, argv = ['run'], env = {}) => {
    const cwd = folder(files());
    const before = readdirSync(cwd).sort();
    server.hits.length = 0;
    const spoken = await claimcheck(argv, { cwd, env: { TOKEN: 'hetzner-token-0123456789', ...env } });
    expect(spoken).toMatchObject({ status: 2, out: '' });
    expect(spoken.said.join('\n')).toMatch(line);
    expect(spoken.said).toHaveLength(1);
    expect(spoken.said.join('\n')).not.toMatch(/\n\s+at /);
    expect(server.hits).toEqual([]);
    expect(readdirSync(cwd).sort()).toEqual(before);
  });

  it('several faults at once, a line each', async () => {
    const cwd = folder({ 'claimcheck.yaml': config('lockr: x\nfameworks: []') });
    const { said, status } = await claimcheck(['run'], { cwd, env: { TOKEN: 'x'.repeat(20) } });
    expect(status).toBe(2);
    expect(said.map((text) => /`\w+`/.exec(text)?.[0])).toEqual(['`lockr`', '`fameworks`']);
  });

  it.skipIf(process.getuid?.() === 0)('a report folder that cannot be written, before anything is asked', async () => {
    const cwd = folder({ 'claimcheck.yaml': config() });
    mkdirSync(join(cwd, 'shut'));
    chmodSync(join(cwd, 'shut'), 0o500);
    const spoken = await claimcheck(['run', '--out', 'shut/report'], { cwd, env: { TOKEN: 'x'.repeat(20) } });
    expect(spoken).toMatchObject({ status: 2 });
    expect(server.hits).toEqual([]);
  });
  it('a report folder that is a file', async () => {
    const cwd = folder({ 'claimcheck.yaml': config(), taken: '' });
    server.hits.length = 0;
    const spoken = await claimcheck(['run', '--out', 'taken'], { cwd, env: { TOKEN: 'x'.repeat(20) } });
    expect(spoken).toMatchObject({ status: 2, said: [expect.stringMatching(/^the report cannot be written to .*taken/)] });
    expect(server.hits).toEqual([]);
    expect(existsSync(join(cwd, '.claimcheck'))).toBe(false);
  });
});
