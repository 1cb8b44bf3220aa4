import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StatementConfig } from '../../../collectors/statement/config.ts';
import pageCollector from '../../../collectors/statement/page/index.ts';
import source from '../../../collectors/statement/source.ts';
import { openWebsite, type World } from '../../../src/demo/statement/open.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import { checksDir } from '../../../src/home.ts';
import type { Finding, ResourceSet } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { collectAll } from '../../support/collect.ts';

const NOW = '2026-11-22T03:00:00.000Z';
const CHECKS = ['statement.published.complete', 'statement.published.reviewed'] as const;
const policy = loadPolicy({ checksDir, collectors: [pageCollector], params: {}, select: [...CHECKS], frameworks: [] });
const dir = mkdtempSync(join(tmpdir(), 'claimcheck-statement-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function judged(set: ResourceSet) {
  const verdicts = policy.checks.map((ready) => {
    const rows: Finding[] = [];
    const { verdict } = judgeSet(ready, set, { now: Date.parse(NOW), waivers: [], emit: (row) => rows.push(row) });
    return [ready.check.id, { verdict, rows }] as const;
  });
  return new Map(verdicts);
}
async function look(config: StatementConfig) {
  const { sets, exchanges, scope } = await collectAll({ source, collectors: [pageCollector], config, now: NOW });
  const [set] = sets as [ResourceSet];
  const said = judged(set);
  const verdicts = CHECKS.map((id) => said.get(id)?.verdict);
  return { set, exchanges, scope, said, verdicts, resources: set.resources.map(({ resource }) => resource as Record<string, unknown>) };
}
/** Why nothing is known of a field. */
const reasonOf = (value: unknown) => (value as { $unknown?: { reason: string } }).$unknown?.reason;

describe('the website of the demo estate', () => {
  const lookAt = async (world: World, faults: Parameters<typeof openWebsite>[0]['faults'] = []) => {
    const site = await openWebsite({ world, now: () => NOW, faults });
    try {
      const config = StatementConfig.parse({ type: 'statement', name: 'website', pages: site.pages });
      return { ...(await look(config)), site };
    } finally {
      await site.close();
    }
  };
  it('says what was reviewed, and no more', async () => {
    const { verdicts, resources, exchanges } = await lookAt('clean');
    expect(verdicts).toEqual(['pass', 'pass']);
    expect(resources.map(({ sentences }) => sentences)).toEqual([expect.any(Number), expect.any(Number)]);
    for (const { sentences } of resources) expect(sentences).toBeGreaterThan(10);
    // the page itself is the evidence
    const recorded = exchanges.filter(({ operation }) => operation === 'statement:GetPublishedPage');
    expect(recorded).toHaveLength(2);
    for (const { response } of recorded) expect(new TextDecoder().decode(response?.body)).toContain('<main>');
  });
  it('a sentence that was made stronger is gone as it was, and new as it is', async () => {
    const { said, site } = await lookAt('drifted');
    for (const { check, resource } of site.drift) {
      const failed = said.get(check)?.rows.filter(({ verdict }) => verdict === 'fail');
      expect(failed?.map((row) => row.resource.id)).toEqual([site.url + resource]);
    }
    expect(said.get(CHECKS[0])?.rows.find(({ verdict }) => verdict === 'fail')?.because).toContain('annual penetration testing');
    expect(said.get(CHECKS[1])?.rows.find(({ verdict }) => verdict === 'fail')?.because).toContain('continuous penetration testing');
  });
  it('a page that lets no program in says nothing', async () => {
    const { verdicts, resources } = await lookAt('denied');
    expect(verdicts).toEqual(['unknown', 'unknown']);
    expect(resources.map(({ withdrawn }) => reasonOf(withdrawn))).toEqual(['access_denied', 'access_denied']);
  });
  it.each(['denied', 'throttled', 'html', 'empty', 'truncated', 'garbled', 'reset', '500'] as const)(
    '%s of one page: its verdicts are unknown, the other page is judged',
    async (kind) => {
      const { said } = await lookAt('clean', [{ operation: '/best-practices', kind }]);
      for (const id of CHECKS)
        expect(
          said
            .get(id)
            ?.rows.map(({ verdict }) => verdict)
            .toSorted(),
        ).toEqual(['pass', 'unknown']);
    },
  );
});

describe('a page', () => {
  let server: Server;
  let answer: (incoming: IncomingMessage, response: ServerResponse) => void;
  beforeAll(async () => {
    server = createServer((incoming, response) => answer(incoming, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(() => server.close());
  const REVIEWED = '# Security\n\nWe don\'t sell data. We "encrypt" backups -- all of them.\n\n## Access\n\n- Two-factor authentication\n';
  const html = (inner: string) => `<!doctype html><html><body>${inner}</body></html>`;
  const SAME = html(
    '<h1>Security</h1><p>We don’t sell data. We “encrypt” backups – all of them.</p><h2>Access</h2><ul><li>Two-factor authentication</li></ul>',
  );
  interface Case {
    readonly reviewed?: string;
    readonly body?: string;
    readonly headers?: Record<string, string>;
    readonly status?: number;
    readonly within?: string;
  }
  const seen = async ({ reviewed = REVIEWED, body = SAME, headers = { 'content-type': 'text/html' }, status = 200, within }: Case) => {
    answer = (_, response) => response.writeHead(status, headers).end(body);
    return against(reviewed, within);
  };
  const against = async (reviewed: string, within?: string) => {
    writeFileSync(join(dir, 'page.md'), reviewed);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/security`;
    return look({ type: 'statement', name: 'site', pages: [{ url, page: join(dir, 'page.md'), ...(within && { within }) }] });
  };

  it('is the same whatever a site generator makes of its quotation marks and dashes', async () =>
    expect((await seen({})).verdicts).toEqual(['pass', 'pass']));
  it('Markdown is read as well', async () =>
    expect((await seen({ body: REVIEWED, headers: { 'content-type': 'text/markdown; charset=utf-8' } })).verdicts).toEqual([
      'pass',
      'pass',
    ]));

  it.each<[string, Case, unknown[]]>([
    ['a word changed', { body: SAME.replace('sell', 'lose') }, ['fail', 'fail']],
    ['a sentence left out', { body: SAME.replace('We don’t sell data. ', '') }, ['fail', 'pass']],
    ['a sentence more', { body: SAME.replace('<h2>', '<p>We never sleep.</p><h2>') }, ['pass', 'fail']],
    ['the same words under another heading', { body: SAME.replace('Access', 'Not yet available') }, ['fail', 'fail']],
    ['said once where it was reviewed twice', { reviewed: `${REVIEWED}- Two-factor authentication\n` }, ['fail', 'pass']],
    ['a menu, which counts as said', { body: SAME.replace('<h1>', '<nav><a href="/">Home and shop</a></nav><h1>') }, ['pass', 'fail']],
  ])('%s', async (_, change, verdicts) => expect((await seen(change)).verdicts).toEqual(verdicts));

  it('a menu outside of the element that holds the statement does not count', async () => {
    const body = html(`<nav>Home and shop</nav><div id="text">${SAME.replace(/^.*<body>|<\/body>.*$/g, '')}</div><p>Imprint here</p>`);
    expect((await seen({ body, within: '#text' })).verdicts).toEqual(['pass', 'pass']);
  });

  it.each<[string, Case, string]>([
    ['another page altogether', { body: html('<p>We are back soon.</p>') }, 'malformed_response'],
    ['no sentence', { body: html('<script>render()</script>') }, 'malformed_response'],
    ['no such element', { within: 'article' }, 'malformed_response'],
    ['a picture', { headers: { 'content-type': 'image/png' } }, 'unexpected_content_type'],
    ['not there', { status: 404 }, 'no_results'],
    ['gone', { status: 410 }, 'no_results'],
    ['only for those who sign in', { status: 401 }, 'access_denied'],
    ['not today', { status: 503 }, 'provider_error'],
    ['another alphabet than it says', { headers: { 'content-type': 'text/html; charset=us-ascii-x' } }, 'malformed_response'],
    ['larger than a page', { body: html(`<p>${'We grow. '.repeat(200_000)}</p>`) }, 'too_large'],
    ['elsewhere, unencrypted', { status: 302, headers: { location: 'http://example.com/' } }, 'redirect_blocked'],
    ["a machine's own metadata", { status: 302, headers: { location: 'https://169.254.169.254/' } }, 'target_blocked'],
  ])('%s: unknown', async (_, change, reason) => {
    const { verdicts, resources } = await seen(change);
    expect(verdicts).toEqual(['unknown', 'unknown']);
    expect([reasonOf(resources[0]?.['withdrawn']), reasonOf(resources[0]?.['unreviewed'])]).toEqual([reason, reason]);
  });

  it('half a page shows what stands in it and nothing else', async () => {
    const open = SAME.replace('</body></html>', '');
    expect((await seen({ body: open })).verdicts).toEqual(['pass', 'unknown']);
    const cut = await seen({ body: open.replace(/<h2>.*/, '') });
    expect(cut.verdicts).toEqual(['unknown', 'unknown']);
    expect(reasonOf(cut.resources[0]?.['withdrawn'])).toBe('truncated');
  });
  it('an answer that ends where the line ends may be half of one', async () => {
    answer = (_, response) => {
      response.useChunkedEncodingByDefault = false;
      response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-type: text/markdown\r\nconnection: close\r\n\r\n${REVIEWED}`);
    };
    expect((await against(REVIEWED)).verdicts).toEqual(['pass', 'unknown']);
  });

  it.each<[string, () => void, string]>([
    ['is gone', () => rmSync(join(dir, 'page.md')), 'no_results'],
    ['states nothing', () => writeFileSync(join(dir, 'page.md'), '# Security\n'), 'malformed_response'],
    ['is no text', () => writeFileSync(join(dir, 'page.md'), Buffer.from([0x57, 0xff, 0xfe])), 'malformed_response'],
  ])('the reviewed text %s: unknown', async (_, change, reason) => {
    answer = (__, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(SAME);
    writeFileSync(join(dir, 'page.md'), REVIEWED);
    change();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/security`;
    const { verdicts, resources } = await look({ type: 'statement', name: 'site', pages: [{ url, page: join(dir, 'page.md') }] });
    expect(verdicts).toEqual(['unknown', 'unknown']);
    expect(reasonOf(resources[0]?.['withdrawn'])).toBe(reason);
    expect(resources[0]?.['sentences']).toBe(3);
  });
  it.skipIf(process.getuid?.() === 0)('the reviewed text may not be read: unknown', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(SAME);
    writeFileSync(join(dir, 'page.md'), REVIEWED);
    chmodSync(join(dir, 'page.md'), 0);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/security`;
    const { resources } = await look({ type: 'statement', name: 'site', pages: [{ url, page: join(dir, 'page.md') }] });
    chmodSync(join(dir, 'page.md'), 0o600);
    expect(reasonOf(resources[0]?.['withdrawn'])).toBe('access_denied');
  });
});

describe('what claimcheck.yaml may say', () => {
  const read = (url: string, more: object = {}) =>
    StatementConfig.safeParse({ type: 'statement', name: 'site', pages: [{ url, page: 'security.md', ...more }] });
  const said = (result: ReturnType<typeof read>) => result.error?.issues.map(({ message }) => message).join('; ');
  it.each([
    ['http://example.com/security', /over https/],
    ['https://ada:secret@example.com/', /user in it/],
    ['https://example.com/#access', /read whole/],
    ['security', /an address looks like/],
    ['file:///etc/passwd', /over https/],
  ])('%s is refused', (url, line) => expect(said(read(url))).toMatch(line));
  it('a page of another kind is refused', () => expect(said(read('https://example.com/', { page: 'x.pdf' }))).toMatch('Markdown or HTML'));
  it('a key that is not known is refused', () => expect(said(read('https://example.com/', { pgae: 'x' }))).toMatch('pgae'));
  it('a page is named once', () => {
    const page = { url: 'https://example.com/', page: 'a.md' };
    expect(said(StatementConfig.safeParse({ type: 'statement', name: 'site', pages: [page, page] }))).toMatch('named twice');
  });
});
