/** The company's website: the shipped statements as a site generator publishes them, beside the texts that were reviewed. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import type { Instant, WireResponse } from '../../model.ts';
import { type Fault, hold, serveWith } from '../faults.ts';
import { listen } from '../listen.ts';

export type World = 'clean' | 'drifted' | 'denied';
export interface WebsiteOptions {
  readonly world: World;
  /** The `Date` of every answer. */
  readonly now: () => Instant;
  /** Operations are paths: `/best-practices`. */
  readonly faults?: readonly Fault[];
  /** Added to every answer, in ms. */
  readonly latencyMs?: number;
}
export interface Website {
  readonly url: string;
  /** Of claimcheck.yaml: what is published where, and the text of it that was reviewed. */
  readonly pages: readonly { readonly url: string; readonly page: string; readonly within: string }[];
  readonly drift: readonly { readonly check: string; readonly resource: string; readonly what: string }[];
  /** Under `sources`, as YAML. */
  readonly entry: string;
  readonly requests: readonly { readonly operation: string }[];
  close(): Promise<void>;
}

const PAGES = ['best-practices', 'software-security-statement'] as const;
/** Somebody in marketing found a year too modest. */
const CHANGED = {
  page: 'best-practices',
  was: 'We engage in annual penetration testing',
  is: 'We engage in continuous penetration testing',
};

export async function openWebsite({ world, now, faults = [], latencyMs = 0 }: WebsiteOptions): Promise<Website> {
  const folder = mkdtempSync(join(tmpdir(), 'claimcheck-statement-'));
  const texts = new Map(PAGES.map((page) => [`/${page}`, shipped(page)]));
  for (const [path, text] of texts) writeFileSync(join(folder, `${path.slice(1)}.md`), text);
  const published = new Map([...texts].map(([path, text]) => [path, siteOf(path, world === 'drifted' ? changed(path, text) : text)]));
  const serve = serveWith({ faults });
  const requests: { operation: string }[] = [];
  const { url, close } = await listen(async (incoming, response) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://localhost');
    requests.push({ operation: pathname });
    if (latencyMs > 0) await hold(latencyMs, response);
    response.setHeader('date', new Date(now()).toUTCString());
    const answer = async () => (world === 'denied' ? GUARD : html(200, published.get(pathname)));
    await serve({ operation: pathname, answer, refuse: () => GUARD }, response);
  });
  const pages = PAGES.map((page) => ({ url: `${url}/${page}`, page: join(folder, `${page}.md`), within: 'main' }));
  const resource = `/${CHANGED.page}`;
  return {
    url,
    pages,
    drift: [
      { check: 'statement.published.complete', resource, what: 'the page no longer says that penetration tests are annual' },
      { check: 'statement.published.reviewed', resource, what: 'the page says that they are continuous, which nobody has reviewed' },
    ],
    entry: `type: statement
    name: website
    pages:${pages.map((page) => `\n      - ${JSON.stringify(page)}`).join('')}`,
    requests,
    close: async () => {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Beside us in the sources, one further up where they were built: the estate shares no code with what asks it. */
function shipped(page: string): string {
  const [here, built] = ['../../../', '../../../../'].map((up) => new URL(`${up}config/claims/${page}.md`, import.meta.url)) as [URL, URL];
  return readFileSync(existsSync(here) ? here : built, 'utf8');
}
function changed(path: string, text: string): string {
  if (path !== `/${CHANGED.page}`) return text;
  if (!text.includes(CHANGED.was)) throw new TypeError('the sentence that is to drift stands on the page no more');
  return text.replace(CHANGED.was, CHANGED.is);
}
/** As a theme puts it: a menu before, a footer after. */
function siteOf(path: string, text: string): string {
  const body = micromark(text.replace(/^---\n[\s\S]*?\n---\n/, ''), { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Example company: ${path.slice(1)}</title></head>
<body>
<header><nav><a href="/">Home</a> <a href="/prices">Prices</a></nav></header>
<main>
${body}</main>
<footer><p>An example company, which does not exist.</p></footer>
</body>
</html>
`;
}
const html = (status: number, text: string | undefined): WireResponse =>
  text === undefined
    ? html(404, '<!doctype html><html><body><p>There is no such page.</p></body></html>\n')
    : { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: new TextEncoder().encode(text) };
/** What stands before many sites, and lets people in and programs not. */
const GUARD = html(403, '<!doctype html><html><body><p>Checking that you are human.</p></body></html>\n');
