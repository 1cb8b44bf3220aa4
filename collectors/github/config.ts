import { z } from 'zod';
import { Policies } from './policies.ts';
import { becauseOf, Selection } from './selection.ts';

/** GitHub's cloud, or a server of one's own: https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api */
const CLOUD = 'https://api.github.com';
/** Where GitHub Enterprise Server keeps its REST interface. */
export const SERVER_PATH = '/api/v3';
/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
export const VERSION = '2022-11-28';
export const USER_AGENT = 'claimcheck';

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

const Variable = z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable') });
/** Where the token is when nothing is said. */
export const TOKEN: z.infer<typeof Variable> = { env: 'GITHUB_TOKEN' };

/** Both numbers stand on the App's pages: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app */
const App = z.strictObject({
  id: z.int().positive(),
  installation: z.int().positive(),
  /** The environment variable that holds the key as PEM, its line breaks as they are or written `\n`. */
  privateKey: Variable,
});
export type App = z.infer<typeof App>;

/** GitHub's rule for the names of accounts, with room for managed users' suffixes. */
const Login = (what: 'organization' | 'user') =>
  z.string().regex(/^[a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,38}$/i, `not the name of a GitHub ${what}`);

/** No installation of an App on an organization may ask its enterprise, so that this may need a token of its own. */
const Enterprise = z.strictObject({
  /** As in the address github.com/enterprises/… */
  slug: z.string().regex(/^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i, 'not the name of a GitHub enterprise'),
  /** Absent: whatever asks the organization asks its enterprise too. */
  token: Variable.optional(),
});

const Entry = z.strictObject({
  type: z.literal('github'),
  /** As in the address of its page. */
  organization: Login('organization').optional(),
  /** Instead of an organization: a person's account. What is asked of organizations is then not asked. */
  user: Login('user').optional(),
  /** Which repositories are looked at, where it is not all of them. */
  repositories: Selection.optional(),
  /** Which files are policy documents: files of default branches, whose reviews are then looked for in git. */
  policies: Policies.optional(),
  /** The enterprise that the organization belongs to: it alone streams the audit log. */
  enterprise: Enterprise.optional(),
  /** The environment variable that holds a token; never the token itself. */
  token: Variable.optional().meta({ default: TOKEN }),
  /** Instead of a token: an installation of a GitHub App. */
  app: App.optional(),
  /** What you call this entry. Absent: the name of the organization or user. */
  name: z.string().min(1).optional(),
  baseUrl: BaseUrl.default(CLOUD),
});
export type GithubConfig = z.infer<typeof Entry>;
/** Asks as one of the two; as a token when neither is named. */
export const GithubConfig: typeof Entry = Entry.superRefine(
  ({ token, app, organization, user, enterprise, repositories, policies = [] }, ctx) => {
    const refuse = (key: string, message: string) => ctx.addIssue({ code: 'custom', path: [key], message });
    if (token && app) refuse('app', 'name either `token` or `app`, not both');
    if (organization === undefined && user === undefined) refuse('organization', 'name an `organization` or a `user`');
    if (organization !== undefined && user !== undefined) refuse('user', 'name either `organization` or `user`, not both');
    if (user !== undefined && enterprise) refuse('enterprise', 'a user belongs to no enterprise of this kind');
    for (const [at, { repository }] of policies.entries()) {
      const out = becauseOf(repositories, repository);
      const message = `${repository} is left out under \`repositories\`: ${out}`;
      if (out !== undefined) ctx.addIssue({ code: 'custom', path: ['policies', at, 'repository'], message });
    }
  },
).overwrite((config) => (config.token || config.app ? config : { ...config, token: TOKEN }));

/** The login that is looked at. One of the two is there: `GithubConfig` sees to it. */
export const accountOf = ({ organization, user }: GithubConfig): string => organization ?? (user as string);
export const nameOf = (config: GithubConfig): string => config.name ?? accountOf(config);

/** One origin, and below it only the REST interface and the address of the GraphQL one, which a server keeps elsewhere. */
export function mayReach(url: URL, { baseUrl }: GithubConfig): boolean {
  const base = new URL(baseUrl);
  const below = base.pathname === '/' ? '/' : `${base.pathname}/`;
  const inside = url.pathname.startsWith(below) || url.href === graphqlUrl(baseUrl);
  return url.origin === base.origin && inside && url.username === '' && url.password === '';
}

/** The server's REST path is /api/v3, and its GraphQL path /api/graphql: https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql */
export function graphqlUrl(baseUrl: string): string {
  return baseUrl.endsWith(SERVER_PATH) ? `${baseUrl.slice(0, -SERVER_PATH.length)}/api/graphql` : `${baseUrl}/graphql`;
}
