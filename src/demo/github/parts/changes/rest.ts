/** https://docs.github.com/en/rest/repos/rule-suites#list-repository-rule-suites */
import { simpleUser } from '../../answers/accounts.ts';
import { ago, nodeId, repositoryOf, type Visit } from '../../answers/visit.ts';
import type { Operation } from '../part.ts';
import { historyOf } from './answers.ts';
import { commit } from './policies.ts';

/** In days; a month is as long as the last one was. */
const REACH: Readonly<Record<string, number>> = { hour: 1 / 24, day: 1, week: 7, month: 30 };

function ruleSuites(visit: Visit): object[] {
  const repo = repositoryOf(visit);
  const reach = REACH[visit.query.get('time_period') ?? 'day'] ?? 1;
  const result = visit.query.get('rule_suite_result') ?? 'all';
  return historyOf(visit, repo)
    .suites.filter((suite) => suite.age <= reach && (result === 'all' || suite.result === result))
    .map((suite) => ({
      id: suite.id,
      actor_id: visit.world.members.find(({ login }) => login === suite.actor)?.id ?? 0,
      actor_name: suite.actor,
      before_sha: nodeId('before', suite.id),
      after_sha: suite.after,
      ref: suite.ref,
      repository_id: repo.id,
      repository_name: repo.name,
      pushed_at: ago(visit, suite.age),
      result: suite.result,
      evaluation_result: 'pass',
    }));
}

/** https://docs.github.com/en/rest/repos/repos#list-repository-activities */
function activity(visit: Visit): object[] {
  const repo = repositoryOf(visit);
  const ref = `refs/heads/${repo.defaultBranch}`;
  if (visit.query.get('activity_type') !== 'force_push' || visit.query.get('ref') !== ref) return [];
  const forced = historyOf(visit, repo).forced ?? [];
  return [...forced]
    .sort((a, b) => a.age - b.age)
    .map(({ actor, age, before, after }, at) => {
      const member = visit.world.members.find(({ login }) => login === actor);
      const id = repo.id * 1000 + at;
      const who = member ? simpleUser(member, visit) : null;
      return { id, node_id: nodeId('PSH', id), before, after, ref, timestamp: ago(visit, age), activity_type: 'force_push', actor: who };
    });
}

export const changes: readonly Operation[] = [
  ['GET /repos/{owner}/{repo}/activity', activity, 'contents=read'],
  ['GET /repos/{owner}/{repo}/commits/{ref}', commit, 'contents=read'],
  ['GET /repos/{owner}/{repo}/rulesets/rule-suites', ruleSuites, 'administration=read'],
];
