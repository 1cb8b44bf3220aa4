/** Deployments of the period, what became of them, and where their commits came from. */
import { z } from 'zod';
import { isUnknown, parallel } from '../../../src/kit.ts';
import type { Answer, Ask, Context } from '../../../src/model.ts';
import { byId, type Github } from '../client.ts';
import { placeOf } from '../files.ts';
import type { Listing } from '../repositories.ts';
import { COMMIT_PULLS, COMPARE, DEPLOYMENT_STATUSES, DEPLOYMENTS, REVIEWS } from '../repository-calls.ts';
import { isMerged, Pull, Review } from './review.ts';

/** https://docs.github.com/en/rest/deployments/deployments#list-deployments */
const Deployment = z.looseObject({
  id: z.int(),
  sha: z.string().min(1),
  environment: z.string(),
  created_at: z.string(),
  production_environment: z.boolean().optional(),
});
type Deployment = z.infer<typeof Deployment>;
const Status = z.looseObject({ id: z.int(), state: z.string() });
/** ahead, behind, identical or diverged: https://docs.github.com/en/rest/commits/commits#compare-two-commits */
const Comparison = z.looseObject({ status: z.string() });

export interface Deployed {
  readonly statuses: Answer<readonly z.infer<typeof Status>[]>;
  /** These are asked where the deployment succeeded, or may have. */
  readonly comparison?: Answer<z.infer<typeof Comparison>>;
  readonly pulls?: Answer<readonly Pull[]>;
  readonly reviews?: readonly (readonly [number, Answer<readonly Review[]>])[];
}
export interface Found {
  readonly deployments: Answer<readonly Deployment[]>;
  /** By the number of the deployment. */
  readonly details: Readonly<Record<number, Deployed>>;
}

export const inPeriod = ({ created_at }: Deployment, { period }: Context): boolean =>
  Date.parse(created_at) >= Date.parse(period.from) && Date.parse(created_at) <= Date.parse(period.to);
const isLive = ({ production_environment, environment }: Deployment) => production_environment === true || /prod|live/i.test(environment);

export async function askDeployments(github: Github, ask: Ask, repo: Listing, ctx: Context): Promise<Found> {
  const params = placeOf(repo);
  const deployments = await ask.list(DEPLOYMENTS.operation, params, github.paging(DEPLOYMENTS.operation, params, Deployment, byId));
  const list = deployments === null || isUnknown(deployments) ? [] : deployments.filter((one) => inPeriod(one, ctx) && isLive(one));
  const details: Record<number, Deployed> = {};
  for await (const [id, detail] of parallel(list, async (one) => [one.id, await askOne(github, ask, repo, one)] as const, 8))
    details[id] = detail;
  return { deployments, details };
}

async function askOne(github: Github, ask: Ask, repo: Listing, { id, sha }: Deployment): Promise<Deployed> {
  const place = placeOf(repo);
  const params = { ...place, deployment_id: id };
  const statuses = await ask.list(
    DEPLOYMENT_STATUSES.operation,
    params,
    github.paging(DEPLOYMENT_STATUSES.operation, params, Status, byId),
  );
  if (statuses !== null && !isUnknown(statuses) && !statuses.some(({ state }) => state === 'success')) return { statuses };
  const between = { ...place, basehead: `${repo.default_branch}...${sha}`, page: 1, per_page: 1 };
  const commit = { ...place, commit_sha: sha };
  const [comparison, pulls] = await Promise.all([
    ask(COMPARE.operation, between, Comparison, () => github.get(COMPARE.operation, between)),
    ask.list(COMMIT_PULLS.operation, commit, github.paging(COMMIT_PULLS.operation, commit, Pull)),
  ]);
  return { statuses, comparison, pulls, reviews: await askReviews(github, ask, repo, pulls) };
}

async function askReviews(
  github: Github,
  ask: Ask,
  repo: Listing,
  pulls: Answer<readonly Pull[]>,
): Promise<NonNullable<Deployed['reviews']>> {
  const merged = pulls === null || isUnknown(pulls) ? [] : pulls.filter((pull) => isMerged(pull, repo.default_branch));
  const each = async ({ number }: Pull) => {
    const params = { ...placeOf(repo), pull_number: number };
    return [number, await ask.list(REVIEWS.operation, params, github.paging(REVIEWS.operation, params, Review, byId))] as const;
  };
  return Promise.all(merged.map(each));
}
