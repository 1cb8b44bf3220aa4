import { z } from 'zod';

/** GitHub's cloud, or a server of one's own: https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api */
const CLOUD = 'https://api.github.com';
/** Where GitHub Enterprise Server keeps its REST interface. */
export const SERVER_PATH = '/api/v3';

const BaseUrl = z
  .url({ protocol: /^https?$/ })
  .superRefine((text, ctx) => {
    const url = new URL(text);
    const path = url.pathname.replace(/\/$/, '');
    const refuse = (message: string) => ctx.addIssue({ code: 'custom', message });
    if (url.username || url.password) refuse('credentials do not belong into an address; name an environment variable under `token`');
    if (url.search || url.hash) refuse('an address without a query and without a fragment');
    if (path !== '' && path !== SERVER_PATH) refuse(`the path must be empty, or ${SERVER_PATH} for GitHub Enterprise Server`);
  })
  .transform((text) => text.replace(/\/$/, ''));

export const GithubConfig = z.strictObject({
  type: z.literal('github'),
  /** As in the address of its page. The pattern is GitHub's rule for account names, with room for managed users' suffixes. */
  organization: z.string().regex(/^[a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,38}$/i, 'not the name of a GitHub organization'),
  /** The environment variable that holds a token; never the token itself. */
  token: z
    .strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable') })
    .default({ env: 'GITHUB_TOKEN' }),
  /** What you call this entry. Absent: the organization's name. */
  name: z.string().min(1).optional(),
  baseUrl: BaseUrl.default(CLOUD),
});
export type GithubConfig = z.infer<typeof GithubConfig>;

export const nameOf = (config: GithubConfig): string => config.name ?? config.organization;

/** One origin, and below it only the REST interface. */
export function mayReach(url: URL, { baseUrl }: GithubConfig): boolean {
  const base = new URL(baseUrl);
  const below = base.pathname === '/' ? '/' : `${base.pathname}/`;
  return url.origin === base.origin && url.pathname.startsWith(below) && url.username === '' && url.password === '';
}
