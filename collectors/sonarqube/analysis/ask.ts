/** What SonarQube analysed, and what GitHub says was there to be analysed. A question that needs an answer we lack is not asked. */
import { z } from 'zod';
import { isUnknown, missing, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Known } from '../../../src/model.ts';
import { ANALYSES, BRANCHES, COMMITS, COMPARE, DEPLOYMENTS } from '../calls.ts';
import { type Mapped, pageOf, type Sonar } from '../client.ts';

const Branches = z.looseObject({ branches: z.array(z.looseObject({ name: z.string().min(1), isMain: z.boolean() })) });
/** `revision` is optional: https://docs.sonarsource.com/sonarqube-server/latest/analyzing-source-code/scm-integration/ */
const Analyses = pageOf('analyses', z.looseObject({ date: z.string(), revision: z.string().min(7).optional() })).transform(
  ({ items }) => items,
);
const Commits = z.array(z.looseObject({ sha: z.string(), commit: z.looseObject({ committer: z.looseObject({ date: z.string() }) }) }));
const Deployments = z.array(z.looseObject({ sha: z.string().min(40) }));
/** https://docs.github.com/en/rest/commits/commits#compare-two-commits */
const Comparison = z.looseObject({ status: z.enum(['ahead', 'behind', 'diverged', 'identical']) });

export interface Asked {
  readonly mapped: Mapped;
  readonly branch: Known<string>;
  readonly analyses: Answer<readonly { readonly date: string; readonly revision?: string | undefined }[]>;
  readonly commits: Answer<z.infer<typeof Commits>>;
  readonly deployed: Known<string>;
  readonly comparison: Answer<z.infer<typeof Comparison>>;
}

export async function askAbout(client: Sonar, ask: Ask, mapped: Mapped): Promise<Asked> {
  const { project, repository } = mapped;
  const branch = settle(await ask(BRANCHES.operation, { project }, Branches, () => client.get(BRANCHES, { project })), {
    some: ({ branches }) => branches.find(({ isMain }) => isMain)?.name ?? missing(BRANCHES.operation, 'a branch that isMain'),
    none: missing(BRANCHES.operation, 'branches'),
  });
  const [analyses, { commits, deployed }] = await Promise.all([
    newest(client, ask, project, branch),
    fromGithub(client, ask, repository, branch),
  ]);
  const revision = isUnknown(analyses) ? analyses : analyses?.[0]?.revision;
  return { mapped, branch, analyses, commits, deployed, comparison: await compare(client, ask, repository, revision, deployed) };
}

async function newest(client: Sonar, ask: Ask, project: string, branch: Known<string>): Promise<Asked['analyses']> {
  if (isUnknown(branch)) return branch;
  const query = { project, branch, ps: '1', p: '1' };
  return ask(ANALYSES.operation, query, Analyses, () => client.get(ANALYSES, query));
}

async function fromGithub(
  client: Sonar,
  ask: Ask,
  repository: string,
  branch: Known<string>,
): Promise<Pick<Asked, 'commits' | 'deployed'>> {
  const { github } = client;
  if (!github) return { commits: unasked(COMMITS.operation), deployed: unasked(DEPLOYMENTS.operation) };
  const path = `/repos/${repository}`;
  const query = { environment: github.environment, per_page: '1' };
  const [commits, deployments] = await Promise.all([
    isUnknown(branch)
      ? branch
      : ask(COMMITS.operation, { repository, sha: branch }, Commits, () => github.get(`${path}/commits`, { sha: branch, per_page: '1' })),
    ask(DEPLOYMENTS.operation, { repository, ...query }, Deployments, () => github.get(`${path}/deployments`, query)),
  ]);
  const never = unknown({
    operation: DEPLOYMENTS.operation,
    reason: 'no_results',
    detail: `${DEPLOYMENTS.operation}: GitHub knows no deployment of ${repository} to ${github.environment}`,
  });
  return { commits, deployed: settle(deployments, { some: ([first]) => first?.sha ?? never, none: never }) };
}

async function compare(
  client: Sonar,
  ask: Ask,
  repository: string,
  revision: Known<string> | undefined,
  deployed: Known<string>,
): Promise<Asked['comparison']> {
  const { github } = client;
  if (isUnknown(deployed)) return deployed;
  if (isUnknown(revision)) return revision;
  if (revision === undefined || !github) return missing(ANALYSES.operation, 'analyses[0].revision');
  const basehead = `${revision}...${deployed}`;
  return ask(COMPARE.operation, { repository, basehead }, Comparison, () =>
    github.get(`/repos/${repository}/compare/${encodeURIComponent(basehead)}`, { per_page: '1' }),
  );
}

const unasked = (operation: string) =>
  unknown({
    operation,
    reason: 'not_run',
    detail: `${operation}: claimcheck.yaml names no \`github\` beside this SonarQube, so nobody says which commits there are`,
  });
