/** PostgreSQL: one entry is one database of one server, looked into by a role that only reads. */
import { z } from 'zod';
import { consult, defineSource, isUnknown, Uncredentialed } from '../../src/kit.ts';
import type { Subject } from '../../src/model.ts';
import type { Postgres } from './client.ts';
import { baseOf, PostgresConfig } from './config.ts';
import { instrumentOf } from './instrument.ts';
import { ABOUT, IDENTITY, QUESTIONS } from './queries.ts';

const Identity = z.looseObject({
  rows: z.array(z.looseObject({ user: z.string(), database: z.string(), replica: z.boolean() })).length(1),
});

export default defineSource<PostgresConfig, Postgres>({
  id: 'postgres',
  title: 'PostgreSQL',
  config: PostgresConfig,
  scopes: ['database'],
  calls: [IDENTITY.call],
  instruments: ['postgres:'],
  nameOf: ({ name }) => name,
  accepts: /^application\/json$/,
  mayReach: (url, config) => url.href.startsWith(`${baseOf(config)}/`) && url.username === '' && url.password === '',
  operationOf({ method, url }) {
    const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
    if (method !== 'GET') return undefined;
    if (Object.hasOwn(ABOUT, name)) return ABOUT[name]?.operation;
    return Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name]?.call.operation : undefined;
  },
  /** Whatever goes wrong, the instrument has named it before. */
  classify: ({ operation, error }) => ({ code: error.name, reason: 'provider_error', detail: `${operation}: ${error.message}` }),

  async connect(config, { door, secret, env, instrument, replay }) {
    const password = config.password && secret(config.password.env);
    if (config.password && (password === undefined || password === ''))
      throw new Uncredentialed(`the environment variable ${config.password.env} holds no password`);
    if (!replay) {
      const { default: pg } = await import('pg');
      const { host, port, database, user, tls } = config;
      const ca = tls === 'off' || tls.ca === undefined ? undefined : env(tls.ca);
      const ssl =
        tls === 'off'
          ? false
          : {
              rejectUnauthorized: true,
              ...(ca !== undefined && { ca }),
              ...(tls.serverName !== undefined && { servername: tls.serverName }),
            };
      const pool = new pg.Pool({
        ...{ host, port, database, user, ssl, application_name: 'claimcheck', max: 2 },
        ...{ connectionTimeoutMillis: 10_000, idleTimeoutMillis: 1000, allowExitOnIdle: true },
        ...(password !== undefined && { password }),
      });
      // an idle connection that breaks is opened again by whoever asks next
      pool.on('error', () => undefined);
      // a connection that is reset in the middle says so twice: to whoever waits for the answer, and to nobody in particular
      pool.on('connect', (client) => client.on('error', () => undefined));
      instrument('postgres:', instrumentOf({ pool, config }));
    }
    const base = baseOf(config);
    return {
      config,
      look: (name, query = {}) => {
        const url = new URL(`${base}/${name}`);
        for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
        return consult(door, url);
      },
    };
  },

  declared: ({ name }): readonly Subject[] => [
    { source: 'postgres', name, key: `postgres/${name}`, id: `postgres/${name}`, label: name, scope: 'database' },
  ],

  async scope(client, { host, port }, ask, declared) {
    const answer = await ask(IDENTITY.call.operation, {}, Identity, () => client.look('identity'));
    if (answer === null || isUnknown(answer)) {
      const gap = answer?.$unknown ?? { operation: IDENTITY.call.operation, reason: 'no_results' as const, detail: 'nobody answered' };
      return { principal: { $unknown: gap }, subjects: declared.map((subject) => ({ ...subject, gap })), excluded: [] };
    }
    const { user, database } = answer.rows[0] as z.infer<typeof Identity>['rows'][number];
    const id = `${user}@${host}:${port}/${database}`;
    return {
      principal: { id, detail: 'every statement runs in a transaction that cannot write' },
      subjects: declared.map((subject) => ({ ...subject, id })),
      excluded: [],
    };
  },
});
