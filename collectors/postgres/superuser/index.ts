import { z } from 'zod';
import { defineCollector, isUnknown, known, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { type Postgres, rowsOf } from '../client.ts';
import { ROLES } from '../queries.ts';

const Role = z.looseObject({ name: z.string(), superuser: z.boolean(), login: z.boolean() });
interface Raw {
  readonly name: string;
  readonly applications: readonly string[];
  readonly roles: Answer<readonly z.infer<typeof Role>[]>;
}

export default defineCollector({
  id: 'postgres/superuser',
  title: 'Who is a superuser, and whether an application is',
  scope: 'database',
  calls: [ROLES.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the database'),
    name: z.string().describe('The same'),
    superusers: known(z.array(z.string())).describe('Roles with `rolsuper` and `rolcanlogin`'),
    declared: z.array(z.string()).describe('`applicationRoles` of claimcheck.yaml'),
    privileged: known(z.array(z.string())).describe(
      'Those of them that are superusers; not known while the server knows one of them not at all',
    ),
  }),
  async *fetch(client: Postgres, ask): AsyncIterable<Raw> {
    ask.proof('every role of the server');
    const { name, applicationRoles } = client.config;
    yield { name, applications: applicationRoles, roles: await rowsOf(client, ask, ROLES, Role) };
  },
  normalise({ name, applications, roles }: Raw) {
    const all = isUnknown(roles) || (roles && roles.length > 0) ? roles : nobody();
    const superusers = isUnknown(all) ? all : all.filter((one) => one.superuser && one.login).map((one) => one.name);
    return { id: name, name, superusers, declared: [...applications], privileged: privilegedOf(applications, all) };
  },
});

const { operation } = ROLES.call;
/** Whoever asks is a role: a list without any is no list. */
const nobody = () => unknown({ operation, reason: 'no_results', detail: `${operation}: not even the role that asks is listed` });

function privilegedOf(applications: readonly string[], roles: Known<readonly z.infer<typeof Role>[]>): Known<string[]> {
  if (isUnknown(roles)) return roles;
  const found = applications.filter((wanted) => roles.some((one) => one.name === wanted && one.superuser));
  const strange = applications.filter((wanted) => !roles.some((one) => one.name === wanted));
  if (found.length > 0 || strange.length === 0) return found;
  return unknown({
    operation,
    reason: 'no_results',
    detail: `claimcheck.yaml declares roles that the server does not know: ${strange.join(', ')}`,
  });
}
