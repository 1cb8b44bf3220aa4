import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel, settle, settled, unknown } from '../../../src/kit.ts';
import type { Context, Instant, Known } from '../../../src/model.ts';
import { ANALYSES, BRANCHES, COMMITS, COMPARE, DEPLOYMENTS } from '../calls.ts';
import { instantOf, type Sonar } from '../client.ts';
import { type Asked, askAbout } from './ask.ts';

export default defineCollector({
  id: 'sonarqube/analysis',
  title: 'The newest analysis of each mapped project, against the commits it ought to cover',
  scope: 'server',
  calls: [BRANCHES, ANALYSES, COMMITS, DEPLOYMENTS, COMPARE],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Key of the project'),
    name: z.string().describe('Its repository'),
    branch: known(z.string()).describe('The main branch, as SonarQube knows it: `branches[].isMain`'),
    lastAnalysis: known(z.string().nullable()).describe('`analyses[0].date` of the main branch; null: none'),
    revision: known(z.string()).describe('`analyses[0].revision`'),
    newestCommit: known(z.string()).describe('`commit.committer.date` of the newest commit on that branch, from GitHub'),
    committedInPeriod: known(z.boolean()).describe('That commit lies within the period of the run'),
    behindDays: known(z.number()).describe('How long before the newest commit the analysis was made, in days; 0: after it'),
    deployed: known(z.string()).describe('`sha` of the newest deployment to the environment, from GitHub'),
    coversDeployed: known(z.boolean()).describe(
      'The analysed revision is the deployed commit or one before it: `status` of the comparison',
    ),
  }),
  fetch(client: Sonar, ask) {
    ask.proof(`claimcheck.yaml maps ${client.mapped.length} repositories to projects`);
    return parallel(client.mapped, (mapped) => askAbout(client, ask, mapped));
  },
  normalise({ mapped, branch, analyses, commits, deployed, comparison }: Asked, { period }: Context) {
    const newest = isUnknown(analyses) ? analyses : analyses?.[0];
    const lastAnalysis: Known<Instant | null> =
      newest === undefined ? null : isUnknown(newest) ? newest : instantOf(newest.date, ANALYSES.operation, 'analyses[0].date');
    const revision: Known<string> = isUnknown(newest) ? newest : (newest?.revision ?? noRevision(mapped.project));
    const newestCommit = settle(commits, {
      some: ([first]) =>
        first ? instantOf(first.commit.committer.date, COMMITS.operation, 'commit.committer.date') : noCommit(mapped.repository),
      none: noCommit(mapped.repository),
    });
    return {
      id: mapped.project,
      name: mapped.repository,
      branch,
      lastAnalysis,
      revision,
      newestCommit,
      committedInPeriod: settled<[string], boolean>([newestCommit], (at) => at >= period.from && at <= period.to),
      behindDays: settled<[string | null, string], number>([lastAnalysis, newestCommit], (at, commit) =>
        at === null ? neverAnalysed(mapped.project) : Math.max(0, (Date.parse(commit) - Date.parse(at)) / 86_400_000),
      ),
      deployed,
      coversDeployed: settle(comparison, { some: ({ status }) => status === 'ahead' || status === 'identical', none: false }),
    };
  },
});

const noRevision = (project: string) =>
  unknown({
    operation: ANALYSES.operation,
    reason: 'missing_member',
    detail: `${ANALYSES.operation}: the newest analysis of ${project} names no revision: the scanner saw no version control`,
  });
const neverAnalysed = (project: string) =>
  unknown({ operation: ANALYSES.operation, reason: 'no_results', detail: `${project} was never analysed on its main branch` });
const noCommit = (repository: string) =>
  unknown({ operation: COMMITS.operation, reason: 'no_results', detail: `${COMMITS.operation}: ${repository} shows no commit` });
