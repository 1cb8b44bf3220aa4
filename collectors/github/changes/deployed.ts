/** The last link of a change: the deployments that a repository declares, and the first of each environment that had the change in it. */
import { z } from 'zod';
import { isUnknown, settled, unknown } from '../../../src/kit.ts';
import type { Ask, Context, Known } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { MANY_DEPLOYMENTS, MORE_DEPLOYMENTS } from '../graphql/deployments.ts';
import { type Commit, Page, RateLimit } from './answers.ts';
import { nodesOf, type Told } from './nodes.ts';
import { type Explained, further, placeOf } from './read.ts';

/** https://docs.github.com/en/graphql/reference/objects#deployment */
const Deployment = z.looseObject({
  id: z.string(),
  environment: z.string().nullable(),
  commitOid: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  state: z.string().nullable(),
});
export type Deployment = z.infer<typeof Deployment>;
const Repository = z.looseObject({ id: z.string(), deployments: Page(Deployment) });
const MoreDeployments = z.looseObject({ rateLimit: RateLimit, repository: z.looseObject({ deployments: Page(Deployment) }) });
export interface Deployments {
  /** Ever: a repository that declares none deploys in another way, or not at all. */
  readonly declared: boolean;
  /** Of the period, newest first. */
  readonly list: readonly Deployment[];
  /** What says so. */
  readonly from: readonly object[];
}

const FIRST = { first: 50 };

export async function deploymentsOf(
  github: Github,
  ask: Ask,
  { period }: Context,
  all: readonly Explained[],
): Promise<ReadonlyMap<Explained, Known<Deployments>>> {
  const batch = { document: MANY_DEPLOYMENTS, node: Repository, sizes: FIRST, alone: false } as const;
  const told = await nodesOf(github, ask, [all.map(({ id }) => id)], batch);
  const none = unknown({ operation: MANY_DEPLOYMENTS.operation, reason: 'missing_member', detail: 'nothing was said of the repository' });
  return new Map(
    await Promise.all(all.map(async (one) => [one, await listOf(github, ask, period.from, one, told.get(one.id) ?? none)] as const)),
  );
}

async function listOf(
  github: Github,
  ask: Ask,
  since: string,
  { repo }: Explained,
  told: Known<Told<z.infer<typeof Repository>>>,
): Promise<Known<Deployments>> {
  if (isUnknown(told)) return told;
  const first = told.node.deployments;
  const past = (nodes: readonly Deployment[]) => nodes.some(({ createdAt }) => Date.parse(createdAt) < Date.parse(since));
  const page = (found: z.infer<typeof MoreDeployments>) => found.repository.deployments;
  const params = { ...placeOf(repo), until: since };
  const rest = past(first.nodes)
    ? []
    : await further(github, ask, MORE_DEPLOYMENTS, params, first, { first: 100 }, MoreDeployments, page, past);
  return settled([rest], (more: readonly Deployment[]): Known<Deployments> => {
    const list = [...first.nodes, ...more].filter(({ createdAt }) => Date.parse(createdAt) >= Date.parse(since));
    return { declared: first.totalCount > 0, list, from: [told.from, more] };
  });
}

/** INACTIVE is only said of what had succeeded: https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status (`auto_inactive`) */
const SUCCEEDED: ReadonlySet<string | null> = new Set(['SUCCESS', 'ACTIVE', 'INACTIVE']);

/** By commit: the first deployment to each environment that succeeded and had the commit in it, as far as the commits are known. Pure. */
export function firstDeployments(commits: readonly Commit[], list: readonly Deployment[]): ReadonlyMap<string, readonly Deployment[]> {
  const parents = new Map(commits.map(({ oid, parents: { nodes } }) => [oid, nodes.map((parent) => parent.oid)]));
  const found = new Map<string, Map<string | null, Deployment>>();
  const inOrder = [...list].filter(({ state }) => SUCCEEDED.has(state)).sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  for (const deployment of inOrder) {
    const open = [deployment.commitOid];
    for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
      const before = parents.get(oid);
      const known = found.get(oid) ?? new Map<string | null, Deployment>();
      // whatever leads up to it was deployed with it, then or earlier
      if (before === undefined || known.has(deployment.environment)) continue;
      found.set(oid, known.set(deployment.environment, deployment));
      open.push(...before);
    }
  }
  return new Map([...found].map(([oid, by]) => [oid, [...by.values()]]));
}
