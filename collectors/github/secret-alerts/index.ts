import { z } from 'zod';
import { defineCollector, known, missing } from '../../../src/kit.ts';
import type { Answer } from '../../../src/model.ts';
import { watcher } from '../alerts.ts';
import type { Github } from '../client.ts';
import { about, eachInScope, IN_SCOPE, type Scoped, scopeFields, scopeOf } from '../in-scope.ts';
import { SECRET_ALERTS } from '../repository-calls.ts';

const { operation } = SECRET_ALERTS;
/** The secret itself is not among the members that are kept: https://docs.github.com/en/rest/secret-scanning/secret-scanning#list-secret-scanning-alerts-for-a-repository */
const Alert = z.object({
  number: z.int(),
  created_at: z.string(),
  secret_type: z.string(),
  validity: z.string().optional(),
  push_protection_bypassed: z.boolean().nullish(),
});
type Alert = z.infer<typeof Alert>;
const { list, read } = watcher(operation, Alert, 'secret scanning is disabled');
interface Found {
  readonly open: Answer<readonly Alert[]>;
}

export default defineCollector({
  id: 'github/secret-alerts',
  title: 'Secret scanning alerts of repositories',
  scope: 'organization',
  alsoIn: ['user'],
  calls: [...IN_SCOPE, SECRET_ALERTS],
  freshFor: 'P1D',
  resource: z.object({
    ...scopeFields,
    open: known(
      z.array(
        z.object({
          number: z.int().describe('`number`'),
          type: z.string().describe('`secret_type`'),
          createdAt: z.string().describe('`created_at`'),
          validity: known(z.string()).describe('active, inactive or unknown: whether its issuer still takes it'),
          pushProtectionBypassed: known(z.boolean()).describe(
            'Somebody pushed it although push protection warned: `push_protection_bypassed`',
          ),
        }),
      ),
    ).describe('Open alerts; unknown where secret scanning is off'),
  }),
  async *fetch(github: Github, ask) {
    yield* eachInScope(
      github,
      ask,
      async (repo): Promise<Found> => ({
        open: await list(github, ask, repo, { state: 'open', hide_secret: true }),
      }),
    );
  },
  normalise(one: Scoped<Found>) {
    return { ...scopeOf(one), open: about(one, ({ open }) => read(open, (alerts) => alerts.map(openOne))) };
  },
});

function openOne({ number, created_at, secret_type, validity, push_protection_bypassed: bypassed }: Alert) {
  return {
    number,
    type: secret_type,
    createdAt: created_at,
    validity: validity ?? missing(operation, 'validity'),
    // null where push protection was off when it was pushed
    pushProtectionBypassed: bypassed === undefined ? missing(operation, 'push_protection_bypassed') : bypassed === true,
  };
}
