import { z } from 'zod';
import { defineCollector, known, parallel, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { type Postgres, rowsOf } from '../client.ts';
import type { Table } from '../config.ts';
import { ROLES, ROW_SECURITY, TABLE } from '../queries.ts';

const Role = z.looseObject({ name: z.string(), superuser: z.boolean(), login: z.boolean() });
const Secured = z.looseObject({
  enabled: z.boolean(),
  forced: z.boolean(),
  owner: z.string(),
  policies: z.int(),
  past: z.array(z.looseObject({ name: z.string(), superuser: z.boolean(), bypass: z.boolean(), owns: z.boolean() })),
});
type Secured = z.infer<typeof Secured>;
interface Raw {
  readonly table: Table;
  readonly applications: readonly string[];
  readonly secured: Answer<Secured>;
  readonly roles: Answer<readonly z.infer<typeof Role>[]>;
}
const { operation } = ROW_SECURITY;

export default defineCollector({
  id: 'postgres/table',
  title: 'Tables that must have row security',
  scope: 'database',
  calls: [ROW_SECURITY, ROLES.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('schema.table'),
    name: z.string().describe('The same'),
    enabled: known(z.boolean()).describe('`relrowsecurity`: policies apply'),
    forced: known(z.boolean()).describe('`relforcerowsecurity`: to the owner as well'),
    owner: known(z.string()).describe('`relowner`'),
    policies: known(z.int()).describe('Rows of `pg_policy` for it; without any, nobody sees a row whom policies apply to'),
    past: known(z.array(z.string())).describe(
      'Application roles that see every row: superusers, those with BYPASSRLS, and where it is not forced those with the owner`s rights',
    ),
  }),
  fetch(client: Postgres, ask) {
    const { rowSecurity, applicationRoles } = client.config;
    ask.proof(`claimcheck.yaml declares ${rowSecurity.length} tables with row security`);
    return parallel(rowSecurity, async (table): Promise<Raw> => {
      const [secured, roles] = await Promise.all([
        ask(operation, { ...table }, Secured, () => client.look(TABLE, { ...table })),
        rowsOf(client, ask, ROLES, Role),
      ]);
      return { table, applications: applicationRoles, secured, roles };
    });
  },
  normalise({ table: { schema, table }, applications, secured, roles }: Raw) {
    const name = `${schema}.${table}`;
    const none = unknown({ operation, reason: 'no_results', detail: `${name}: nobody answered` });
    const of = <T>(pick: (one: Secured) => Known<T>): Known<T> => settle(secured, { some: pick, none });
    return {
      id: name,
      name,
      enabled: of(({ enabled }) => enabled),
      forced: of(({ forced }) => forced),
      owner: of(({ owner }) => owner),
      policies: of(({ policies }) => policies),
      past: of((one) => pastOf(one, applications, settle(roles, { some: (all) => all, none }))),
    };
  },
});

/** Where no application is declared, whoever may sign in and is no superuser is taken for one. */
function pastOf(
  { past, forced }: Secured,
  applications: readonly string[],
  roles: Known<Raw['roles'] & readonly unknown[]>,
): Known<string[]> {
  const round = past.filter(({ superuser, bypass, owns }) => superuser || bypass || (owns && !forced));
  if (applications.length === 0) return round.filter(({ superuser }) => !superuser).map(({ name }) => name);
  const found = round.filter(({ name }) => applications.includes(name)).map(({ name }) => name);
  if (found.length > 0) return found;
  return settled([roles], (all): Known<string[]> => {
    const strange = applications.filter((wanted) => !(all as readonly { name: string }[]).some(({ name }) => name === wanted));
    if (strange.length === 0) return [];
    const detail = `claimcheck.yaml declares roles that the server does not know: ${strange.join(', ')}`;
    return unknown({ operation: ROLES.call.operation, reason: 'no_results', detail });
  });
}
