/** Jobs of one run on a PostgreSQL that is there already, by graphile-worker: https://worker.graphile.org/docs. No answer and no secret goes there. */
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { canonical, digestOf } from '../locker/canonical.ts';
import type { Digest } from '../model.ts';
import type { Agreed } from './agree.ts';
import type { Job } from './jobs.ts';

const PAYLOAD = z.strictObject({
  run: z.string(),
  config: z.string(),
  id: z.string(),
  source: z.string(),
  name: z.string(),
  lane: z.string(),
});
/** What became of a job that is not done. */
export interface Outstanding {
  readonly job: string;
  readonly state: 'waiting' | 'under way' | 'failed';
  readonly attempts: number;
  readonly error: string;
}
export interface Queue {
  /** Adds what is not there; what is waiting already is not added twice. */
  add(jobs: readonly Job[]): Promise<void>;
  /** Does what there is to do now, one job at a time, and returns when nothing is left that can be begun. */
  drain(work: (job: Job) => Promise<void>): Promise<void>;
  outstanding(): Promise<readonly Outstanding[]>;
  /** Gives back the jobs of processes that are gone. How many. */
  release(): Promise<number>;
  close(): Promise<void>;
}

/** What all processes of one run agree on, in one digest; its jobs have a name of their own, so that no other run's worker takes them. */
export const runOf = ({ binding, startedAt, period }: Agreed): Digest => digestOf(canonical({ binding, startedAt, period }));
const taskOf = (run: Digest): string => `claimcheck ${run.slice('sha256:'.length, 23)}`;

/** With its growing pauses graphile-worker is at it for an hour then; a worker that is killed costs one, too. */
const MOST_ATTEMPTS = 10;

/** A worker holds a lock for each job that it does: PostgreSQL lets it go when the worker is gone. The first half is ours alone. */
const LOCK_CLASS = 0x636c6d63;
/** A job was just taken: its worker may not hold its lock yet. */
const GRACE = '5 seconds';

/** QUEUE_UNAVAILABLE: the database does not answer, or not to us. */
export async function openQueue(address: string, agreed: Agreed): Promise<Queue> {
  const [{ default: pg }, graphile] = await Promise.all([import('pg'), loadGraphile()]);
  const pool = new pg.Pool({ connectionString: address, max: 4, connectionTimeoutMillis: 10_000, application_name: 'claimcheck' });
  // an idle connection that breaks is no reason to end: the next question says whether the database answers
  pool.on('error', () => undefined);
  const run = runOf(agreed);
  const options = { pgPool: pool, noHandleSignals: true, logger: new graphile.Logger(() => () => undefined), noPreparedStatements: true };
  await asked(async () => {
    await pool.query('select 1');
    await graphile.runMigrations(options);
  }).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  return {
    add: (jobs) =>
      asked(async () => {
        const utils = await graphile.makeWorkerUtils(options);
        try {
          for (const job of jobs)
            await utils.addJob(taskOf(run), { ...job, run, config: agreed.binding.config } satisfies z.infer<typeof PAYLOAD>, {
              queueName: `claimcheck ${job.lane}`,
              jobKey: `${run} ${job.id}`,
              maxAttempts: MOST_ATTEMPTS,
            });
        } finally {
          await utils.release();
        }
      }),
    drain: (work) =>
      asked(() => graphile.runOnce(options, { [taskOf(run)]: (payload, { job }) => doing(pool, String(job.id), payload, agreed, work) })),
    outstanding: () => asked(() => outstandingIn(pool, run)),
    release: () => asked(() => releaseIn(pool, run)),
    close: () => pool.end(),
  };
}

async function loadGraphile() {
  try {
    return await import('graphile-worker');
  } catch (cause) {
    throw new Refusal('QUEUE_UNAVAILABLE', 'graphile-worker is not installed', {
      hint: 'it is an optional dependency: install claimcheck without --omit=optional',
      cause,
    });
  }
}

async function doing(pool: Pool, id: string, payload: unknown, agreed: Agreed, work: (job: Job) => Promise<void>): Promise<void> {
  const { run, config, ...job } = PAYLOAD.parse(payload);
  if (run !== runOf(agreed) || config !== agreed.binding.config) throw new Error('a job of another run or configuration');
  const client = await pool.connect();
  client.on('error', () => undefined);
  try {
    await client.query('select pg_advisory_lock($1, $2)', [LOCK_CLASS, Number(id) % 2 ** 31]);
    await work(job);
  } finally {
    // not back into the pool: with the connection goes the lock
    client.release(true);
  }
}

async function outstandingIn(pool: Pool, run: Digest): Promise<readonly Outstanding[]> {
  const { rows } = await pool.query<{
    key: string | null;
    attempts: number;
    max_attempts: number;
    locked: boolean;
    last_error: string | null;
  }>(
    'select key, attempts, max_attempts, locked_at is not null as locked, last_error from graphile_worker.jobs where task_identifier = $1 order by id',
    [taskOf(run)],
  );
  return rows.map(({ key, attempts, max_attempts, locked, last_error }) => ({
    job: key?.split(' ')[1] ?? '',
    state: locked ? 'under way' : attempts >= max_attempts ? 'failed' : 'waiting',
    attempts,
    error: last_error ?? '',
  }));
}

async function releaseIn(pool: Pool, run: Digest): Promise<number> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ id: string; locked_by: string }>(
      `select id, locked_by from graphile_worker.jobs where task_identifier = $1 and locked_at < now() - interval '${GRACE}'`,
      [taskOf(run)],
    );
    let gone = 0;
    for (const { id, locked_by } of rows) gone += (await releaseOne(client, Number(id) % 2 ** 31, locked_by)) ? 1 : 0;
    return gone;
  } finally {
    client.release();
  }
}
async function releaseOne(client: PoolClient, id: number, worker: string): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_lock($1, $2) as free', [LOCK_CLASS, id]);
  if (rows[0]?.free !== true) return false;
  try {
    await client.query('select graphile_worker.force_unlock_workers($1::text[])', [[worker]]);
    return true;
  } finally {
    await client.query('select pg_advisory_unlock($1, $2)', [LOCK_CLASS, id]);
  }
}

/** In one line, without the address: it may hold a password. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = cause instanceof AggregateError ? String(cause.errors[0]) : cause instanceof Error ? cause.message : String(cause);
    throw new Refusal('QUEUE_UNAVAILABLE', `the database of the queue: ${[code, why].filter((part) => part !== '').join(' ')}`, {
      hint: 'what is sealed stays sealed; begin again when it answers',
      cause,
    });
  }
}
