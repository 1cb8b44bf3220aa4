import { z } from 'zod';
import { defineCollector, known, missing, settle, unknown } from '../../../src/kit.ts';
import type { Answer } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import { placeOf } from '../files.ts';
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
    yield* eachInScope(github, ask, async (repo): Promise<Found> => {
      const params = { ...placeOf(repo), state: 'open', hide_secret: true };
      return {
        open: await ask.list(
          operation,
          params,
          github.paging(operation, params, Alert, ({ number }) => String(number)),
        ),
      };
    });
  },
  normalise(one: Scoped<Found>) {
    const none = unknown({
      operation,
      reason: 'no_results',
      detail: `${operation}: secret scanning is disabled, so that there is nothing that could have alerted`,
    });
    return { ...scopeOf(one), open: about(one, ({ open }) => settle(open, { some: (alerts) => alerts.map(openOne), none })) };
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
