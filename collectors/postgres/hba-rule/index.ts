import { z } from 'zod';
import { defineCollector, isUnknown, known, missing } from '../../../src/kit.ts';
import { type Postgres, rowsOf } from '../client.ts';
import { HBA_RULES } from '../queries.ts';

const Rule = z.looseObject({
  line: z.int(),
  type: z.string().nullable(),
  database: z.array(z.string()).nullable(),
  users: z.array(z.string()).nullable(),
  address: z.string().nullable(),
  method: z.string().nullable(),
  error: z.string().nullable(),
  changed: z.boolean(),
});
const { operation } = HBA_RULES.call;

export default defineCollector({
  id: 'postgres/hba-rule',
  title: 'Rules of pg_hba.conf: who may sign in from where, and how',
  scope: 'database',
  calls: [HBA_RULES.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`line_number`'),
    name: z.string().describe('The line in words'),
    type: known(z.string()).describe('`type`: local, host, hostssl, hostnossl, hostgssenc, hostnogssenc'),
    overNetwork: known(z.boolean()).describe('Of a type that begins with host'),
    method: known(z.string()).describe('`auth_method`'),
    loopback: known(z.boolean()).describe('`address` is of this machine alone: 127.0.0.0/8 or ::1'),
  }),
  async *fetch(client: Postgres, ask) {
    const rows = await rowsOf(client, ask, HBA_RULES, Rule);
    if (isUnknown(rows)) return ask.incomplete(rows.$unknown);
    if (rows === null) return ask.incomplete(missing(operation, 'rows').$unknown);
    if (rows.some(({ changed }) => changed)) {
      const detail = `${operation}: the file has changed since the server read it, so it is not what is in force`;
      return ask.incomplete({ operation, reason: 'stale_evidence', detail });
    }
    ask.proof(`${rows.length} rules, unchanged since the server read them`);
    // each row rests on the whole answer
    for (const row of rows) yield { row, rows };
  },
  /** A line that the server could not read is no rule, and what it was meant to be is not known. */
  normalise({ row: { line, type, database, users, address, method, error } }: { row: z.infer<typeof Rule>; rows: object }) {
    const word = (value: string | null, member: string) => (error === null && value !== null ? value : missing(operation, member));
    const kind = word(type, 'type');
    return {
      id: String(line),
      name: `line ${line}: ${[type, database?.join(','), users?.join(','), address, method].filter((one) => one !== null && one !== undefined).join(' ')}`,
      type: kind,
      overNetwork: isUnknown(kind) ? kind : kind.startsWith('host'),
      method: word(method, 'auth_method'),
      loopback: error !== null ? missing(operation, 'address') : address !== null && /^(?:127\.|::1$|samehost$)/.test(address),
    };
  },
});
