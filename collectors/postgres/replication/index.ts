import { z } from 'zod';
import { defineCollector, isUnknown, known, unknown } from '../../../src/kit.ts';
import type { Answer } from '../../../src/model.ts';
import { type Postgres, rowsOf } from '../client.ts';
import { REPLICAS } from '../queries.ts';

/** Null for whoever is no member of pg_read_all_stats; the lag also while a replica has nothing to catch up with. */
const Replica = z.looseObject({
  name: z.string().nullable(),
  state: z.string().nullable(),
  lagSeconds: z.number().nullable(),
  caughtUp: z.boolean().nullable(),
});
type Replica = z.infer<typeof Replica>;
interface Raw {
  readonly name: string;
  readonly replicas: Answer<readonly Replica[]>;
}
const { operation, permission } = REPLICAS.call;
const Shown = z.object({
  name: z.string().describe('`application_name`'),
  state: known(z.string()).describe('`state`: streaming is the good one'),
  lagSeconds: known(z.number()).describe('`replay_lag` in seconds; 0 where all that was sent has been replayed'),
});

export default defineCollector({
  id: 'postgres/replication',
  title: 'Streaming replicas, where they are declared',
  scope: 'database',
  calls: [REPLICAS.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the database'),
    name: z.string().describe('The same'),
    replicas: known(z.array(Shown)).describe('Replicas that are connected'),
  }),
  async *fetch(client: Postgres, ask): AsyncIterable<Raw> {
    const { name, replicated } = client.config;
    if (!replicated) return ask.proof('claimcheck.yaml does not declare that this database has a replica');
    ask.proof('the one server that was asked');
    yield { name, replicas: await rowsOf(client, ask, REPLICAS, Replica) };
  },
  normalise: ({ name, replicas }: Raw) => ({ id: name, name, replicas: isUnknown(replicas) ? replicas : (replicas ?? []).map(shown) }),
});

function shown({ name, state, lagSeconds, caughtUp }: Replica) {
  const hidden = unknown({
    operation,
    reason: 'access_denied',
    detail: `${operation}: state and lag are not shown to this role`,
    permission,
  });
  return { name: name ?? '(unnamed)', state: state ?? hidden, lagSeconds: lagSeconds ?? (caughtUp === true ? 0 : hidden) };
}
