/** Looks into a page without a browser: a small reader of tags that knows nothing of how the page was made. */
import html from '../../reports/html/index.ts';
import type { FindingRow, Report } from '../../src/model.ts';
import { rowsOf } from './fixtures.ts';

export const renderedText = async (report: Report, rows: () => AsyncIterable<FindingRow> = rowsOf(report)): Promise<string> =>
  new TextDecoder().decode((await html.render(report, rows)).bytes);

export interface Tag {
  readonly name: string;
  readonly close: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}
/** The page without what a parser of HTML does not parse: the style, the data, the script. */
export const markupOf = (page: string): string =>
  page.replace(/<style>[\s\S]*?<\/style>/, '<style></style>').replace(/(<script\b[^>]*>)[\s\S]*?(<\/script>)/g, '$1$2');

export function tags(page: string): readonly Tag[] {
  return [...markupOf(page).matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, close, name, rest]) => ({
      name: name ?? '',
      close: close === '/',
      attributes: new Map([...(rest ?? '').matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)].map(([, key, value]) => [key ?? '', value ?? ''])),
    }),
  );
}
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
export const unescaped = (text: string): string => text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
/** What a reader sees with scripts off, tags away. */
export const words = (page: string): string =>
  unescaped(
    markupOf(page)
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' '),
  );

export const between = (page: string, from: string, to: string): string => {
  const start = page.indexOf(from);
  if (start < 0) throw new Error(`the page has no ${from}`);
  return page.slice(start + from.length, page.indexOf(to, start + from.length));
};
export const dataOf = (page: string): unknown => JSON.parse(between(page, '<script type="application/json" id="data">', '</script>'));
