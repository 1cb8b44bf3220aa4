import { z } from 'zod';
import { defineCollector, isUnknown, missing } from '../../../src/kit.ts';
import { type Postgres, rowsOf } from '../client.ts';
import { ROLE_VERIFIERS } from '../queries.ts';

const Kind = z.looseObject({ kind: z.string(), count: z.int() });

export default defineCollector({
  id: 'postgres/role-verifier',
  title: 'Kinds of stored passwords of the roles that may sign in; never the passwords',
  scope: 'database',
  calls: [ROLE_VERIFIERS.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The kind: scram-sha-256, md5 or other'),
    name: z.string().describe('The same'),
    kind: z.string().describe('The same'),
    roles: z.int().describe('How many roles have one of that kind'),
  }),
  async *fetch(client: Postgres, ask) {
    const rows = await rowsOf(client, ask, ROLE_VERIFIERS, Kind);
    if (isUnknown(rows)) return ask.incomplete(rows.$unknown);
    if (rows === null) return ask.incomplete(missing(ROLE_VERIFIERS.call.operation, 'rows').$unknown);
    ask.proof(`${rows.reduce((sum, { count }) => sum + count, 0)} roles that may sign in have a password`);
    // each row rests on the whole answer
    for (const row of rows) yield { row, rows };
  },
  normalise: ({ row: { kind, count } }: { row: z.infer<typeof Kind>; rows: object }) => ({ id: kind, name: kind, kind, roles: count }),
});
