import { z } from 'zod';
import { defineCollector, known, missing } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { watcher } from '../alerts.ts';
import type { Github } from '../client.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { CODE_SCANNING_ALERTS } from '../repository-calls.ts';

const { operation } = CODE_SCANNING_ALERTS;
/** `security_severity_level` is null where a rule is about quality: https://docs.github.com/en/rest/code-scanning/code-scanning#list-code-scanning-alerts-for-a-repository */
const Alert = z.looseObject({
  number: z.int(),
  created_at: z.string(),
  dismissed_reason: z.string().nullish(),
  rule: z.looseObject({ security_severity_level: z.string().nullish() }),
});
type Alert = z.infer<typeof Alert>;
interface Found {
  readonly open: Answer<readonly Alert[]>;
  readonly dismissed: Answer<readonly Alert[]>;
}
const { list, read } = watcher(operation, Alert, 'code scanning is off or has never run here');

export default defineCollector({
  id: 'github/code-scanning-alerts',
  title: 'Code scanning alerts of repositories',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, CODE_SCANNING_ALERTS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    open: known(
      z.array(
        z.object({
          number: z.int().describe('`number`'),
          severity: known(z.string()).describe('low, medium, high or critical: `rule.security_severity_level`; none: not about security'),
          createdAt: z.string().describe('`created_at`'),
        }),
      ),
    ).describe('Open alerts on the default branch; unknown where code scanning is off or never ran'),
    dismissedWithoutReason: known(z.array(z.string())).describe('Numbers of the dismissed alerts without a `dismissed_reason`'),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(github, ask, async (repo): Promise<Found> => {
      const inState = (state: string) => list(github, ask, repo, { state, ref: `refs/heads/${repo.default_branch}` });
      const [open, dismissed] = await Promise.all([inState('open'), inState('dismissed')]);
      return { open, dismissed };
    });
  },
  normalise(one: Scoped<Found>) {
    return {
      ...scopeOf(one),
      open: about(one, ({ open }) => read(open, (alerts) => alerts.map(openOne))),
      dismissedWithoutReason: about(one, ({ dismissed }) => read(dismissed, unreasoned)),
    };
  },
});

function openOne({ number, created_at, rule }: Alert) {
  const level = rule.security_severity_level;
  const severity: Known<string> = level === undefined ? missing(operation, 'rule.security_severity_level') : (level ?? 'none');
  return { number, severity, createdAt: created_at };
}

/** Null says that none was given; left out says nothing. */
function unreasoned(alerts: readonly Alert[]): Known<string[]> {
  const without = alerts.filter(({ dismissed_reason: reason }) => reason === null || reason === '').map(({ number }) => String(number));
  if (without.length > 0) return without;
  return alerts.some(({ dismissed_reason: reason }) => reason === undefined) ? missing(operation, 'dismissed_reason') : [];
}
