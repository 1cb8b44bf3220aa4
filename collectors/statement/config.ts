/** What claimcheck.yaml may say about a published statement, and how the two questions about a page are written. */
import { z } from 'zod';
import type { Call } from '../../src/model.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const Address = z.string().superRefine((written, { addIssue }) => {
  if (!URL.canParse(written)) return addIssue({ code: 'custom', message: 'an address looks like https://www.example.com/security' });
  const { protocol, hostname, username, password, hash } = new URL(written);
  if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname)))
    addIssue({ code: 'custom', message: 'a published page is read over https; plain http is accepted for loopback only' });
  if (username !== '' || password !== '') addIssue({ code: 'custom', message: 'an address with a user in it is not asked' });
  if (hash !== '') addIssue({ code: 'custom', message: 'a page is read whole: leave out what follows #' });
});

export const StatementConfig = z.strictObject({
  type: z.literal('statement'),
  name: z.string().min(1).describe('What you call this set of pages'),
  pages: z
    .array(
      z.strictObject({
        url: Address.describe('Where everybody can read it: https, without sign-in'),
        page: z
          .string()
          .regex(/\.(?:md|markdown|mdown|txt|x?html?)$/i, 'a reviewed page is Markdown or HTML')
          .describe('The text that was reviewed, which a ledger names as its `page`; counted from the configuration file'),
        within: z
          .string()
          .regex(/^(?:#\S+|[a-z][a-z0-9-]*)$/, 'an element looks like `main` or `#content`')
          .optional()
          .describe('The element of the published HTML that holds the statement: without it, menus and footers count as said'),
      }),
    )
    .min(1)
    .refine((pages) => new Set(pages.map(({ url }) => url)).size === pages.length, 'a page is named twice'),
});
export type StatementConfig = z.infer<typeof StatementConfig>;
export type Page = StatementConfig['pages'][number];

/** Of the public web, so that nobody has to grant anything. */
export const PUBLISHED: Call = {
  operation: 'statement:GetPublishedPage',
  permission: 'read the page without signing in',
  docs: 'https://www.rfc-editor.org/rfc/rfc9110#name-get',
};
export const REVIEWED: Call = {
  operation: 'statement:GetReviewedPage',
  permission: 'read the reviewed page',
  docs: 'https://nodejs.org/api/fs.html#fspromisesreadfilepath-options',
};
const OPERATIONS = { published: PUBLISHED.operation, reviewed: REVIEWED.operation } as const;
export type Which = keyof typeof OPERATIONS;

/** `statement://published/<entry>/<n>`: the nth of its pages, from 0. The answer says which one it is. */
export function questionTo({ name, pages }: StatementConfig, which: Which, page: Page): URL {
  return new URL(`statement://${which}/${encodeURIComponent(name)}/${pages.indexOf(page)}`);
}
export interface Question {
  readonly which: Which;
  readonly entry: string;
  readonly at: number;
}
export function questionIn(url: URL): Question | undefined {
  if (url.protocol !== 'statement:' || !Object.hasOwn(OPERATIONS, url.hostname)) return undefined;
  if ([url.username, url.password, url.port, url.search, url.hash].some((extra) => extra !== '')) return undefined;
  const [empty, entry, at, ...more] = url.pathname.split('/');
  if (empty !== '' || !entry || !/^\d{1,6}$/.test(at as string) || more.length > 0) return undefined;
  return { which: url.hostname as Which, entry: decodeURIComponent(entry), at: Number(at) };
}
export function operationOf(url: URL): string | undefined {
  const question = questionIn(url);
  return question && OPERATIONS[question.which];
}
