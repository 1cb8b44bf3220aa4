import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel } from '../../../src/kit.ts';
import type { Answer, Ask, Context, Known, Paging } from '../../../src/model.ts';
import { ORGANIZATION, REPOSITORIES } from '../calls.ts';
import type { Github } from '../client.ts';
import type { Sizes } from '../graphql/client.ts';
import { MEMBER_ACTIVITY } from '../graphql/organizations.ts';
import { askedByOwner, askOrganization } from '../organization.ts';
import { AUDIT_LOG } from '../organization-calls.ts';
import { NOT_ALL_MEMBERS } from '../people.ts';
import { listRepositories } from '../repositories.ts';
import { or } from '../repository/layer.ts';
import { contributedOf, Event, eventOf, Member, type Raw, type Seen } from './activity.ts';

const Page = z.looseObject({
  organization: z.looseObject({
    membersWithRole: z.looseObject({
      totalCount: z.int(),
      pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(Member),
    }),
  }),
});
type Page = z.infer<typeof Page>;

/** What the check calls a quarter. Ages count from the run's start. */
const DAYS = 90;
const sinceOf = ({ now }: Context): string => `${new Date(Date.parse(now) - DAYS * 864e5).toISOString().slice(0, 19)}Z`;

function pagingOf(github: Github, params: object): Paging<Page, Member> {
  const sizes: Sizes = { first: 25 };
  const start = { after: null };
  return {
    page: Page,
    send: (token) => github.query(MEMBER_ACTIVITY, { ...params, ...start, ...(token !== undefined && { after: token }) }, sizes),
    items: (page) => page.organization.membersWithRole.nodes,
    // an end without a cursor is no token, and asked for again it is a page already read
    next: ({ organization: { membersWithRole } }) =>
      membersWithRole.pageInfo.hasNextPage ? (membersWithRole.pageInfo.endCursor ?? '') : undefined,
    key: ({ login }) => login,
    total: (page) => page.organization.membersWithRole.totalCount,
  };
}

/** One page is enough: any event says that there is one. */
async function askEvents(github: Github, ask: Ask, login: string, since: string): Promise<Answer<readonly Event[]>> {
  const params = { org: github.organization, phrase: `actor:${login} created:>=${since.slice(0, 10)}`, include: 'all', per_page: 10 };
  return ask(AUDIT_LOG.operation, params, z.array(Event), () => github.get(AUDIT_LOG.operation, params));
}

export default defineCollector({
  id: 'github/member-activity',
  title: 'Whether members of an organization do anything',
  scope: 'organization',
  calls: [ORGANIZATION, REPOSITORIES, MEMBER_ACTIVITY, AUDIT_LOG],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the account: `databaseId`'),
    name: z.string().describe('`login`'),
    contributed: known(z.boolean()).describe(`A contribution in the organization within ${DAYS} days: \`hasAnyContributions\``),
    inAuditLog: known(z.boolean()).describe(
      `An event within ${DAYS} days of which the account is the \`actor\`; asked of those alone who have not contributed`,
    ),
    active: known(z.boolean()).describe('Either of the two'),
  }),
  async *fetch(github: Github, ask, ctx): AsyncIterable<Raw> {
    const [organization, repositories] = await Promise.all([askOrganization(github, ask), listRepositories(github, ask)]);
    if (organization === null) return;
    if (isUnknown(organization)) return ask.incomplete(organization.$unknown);
    if (!askedByOwner(organization)) ask.incomplete(NOT_ALL_MEMBERS);
    if (organization.node_id === undefined) return ask.incomplete(missing(ORGANIZATION.operation, 'node_id').$unknown);
    const since = sinceOf(ctx);
    const params = { login: github.organization, organization: organization.node_id, from: since, to: `${ctx.now.slice(0, 19)}Z` };
    const seen: Seen = { organization, repositories, since };
    const members = ask.pages(MEMBER_ACTIVITY.operation, params, pagingOf(github, params));
    yield* parallel(members, async (member): Promise<Raw> => {
      const contributed: Known<boolean> = contributedOf(member, seen);
      const asked = contributed !== true && seen.organization.plan?.name === 'enterprise';
      return { member, seen, ...(asked && { events: await askEvents(github, ask, member.login, since) }) };
    });
  },
  normalise(raw: Raw) {
    const { member, seen } = raw;
    const [contributed, inAuditLog] = [contributedOf(member, seen), eventOf(raw)];
    return { id: String(member.databaseId), name: member.login, contributed, inAuditLog, active: or([contributed, inAuditLog]) };
  },
});
