import { z } from 'zod';
import { defineCollector, known, missing } from '../../../src/kit.ts';
import type { Answer } from '../../../src/model.ts';
import { watcher } from '../alerts.ts';
import type { Github } from '../client.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { DEPENDABOT_ALERTS } from '../repository-calls.ts';

const { operation } = DEPENDABOT_ALERTS;
/** `scope` is null where GitHub does not know it: https://docs.github.com/en/rest/dependabot/alerts#list-dependabot-alerts-for-a-repository */
const Alert = z.looseObject({
  number: z.int(),
  created_at: z.string(),
  dependency: z.looseObject({ package: z.looseObject({ name: z.string() }).optional(), scope: z.string().nullish() }),
  security_vulnerability: z.looseObject({
    severity: z.string(),
    first_patched_version: z.looseObject({ identifier: z.string() }).nullish(),
  }),
});
type Alert = z.infer<typeof Alert>;
const { list, read } = watcher(operation, Alert, 'Dependabot alerts are disabled');
interface Found {
  readonly open: Answer<readonly Alert[]>;
}

export default defineCollector({
  id: 'github/dependency-alerts',
  title: 'Dependabot alerts of repositories',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, DEPENDABOT_ALERTS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    open: known(
      z.array(
        z.object({
          number: z.int().describe('`number`'),
          package: z.string().describe('`dependency.package.name`'),
          severity: z.string().describe('high or critical: `security_vulnerability.severity`'),
          scope: known(z.string()).describe('runtime or development: `dependency.scope`; unknown where GitHub does not know'),
          patched: known(z.boolean()).describe('A version without it exists: `security_vulnerability.first_patched_version`'),
          createdAt: z.string().describe('`created_at`'),
        }),
      ),
    ).describe('Open alerts of high or critical severity; unknown where Dependabot alerts are disabled'),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(
      github,
      ask,
      async (repo): Promise<Found> => ({
        open: await list(github, ask, repo, { state: 'open', severity: 'critical,high' }),
      }),
    );
  },
  normalise(one: Scoped<Found>) {
    return { ...scopeOf(one), open: about(one, ({ open }) => read(open, (alerts) => alerts.map(openOne))) };
  },
});

function openOne({ number, created_at, dependency, security_vulnerability: { severity, first_patched_version: patch } }: Alert) {
  return {
    number,
    package: dependency.package?.name ?? '',
    severity,
    scope: dependency.scope ?? missing(operation, 'dependency.scope'),
    patched: patch === undefined ? missing(operation, 'security_vulnerability.first_patched_version') : patch !== null,
    createdAt: created_at,
  };
}
