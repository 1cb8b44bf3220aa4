/** MariaDB and MySQL: one entry is one server, looked into by an account that only reads. */
import { z } from 'zod';
import { consult, defineSource, isUnknown, Uncredentialed } from '../../src/kit.ts';
import type { Subject } from '../../src/model.ts';
import type { Mysql } from './client.ts';
import { baseOf, MysqlConfig } from './config.ts';
import { instrumentOf } from './instrument.ts';
import { COLUMN, IDENTITY, PASSWORD_COLUMN, QUESTIONS } from './queries.ts';

const Identity = z.looseObject({ rows: z.array(z.looseObject({ user: z.string(), version: z.string() })).length(1) });

export default defineSource<MysqlConfig, Mysql>({
  id: 'mysql',
  title: 'MariaDB and MySQL',
  config: MysqlConfig,
  scopes: ['server'],
  calls: [IDENTITY.call],
  instruments: ['mysql:'],
  nameOf: ({ name }) => name,
  accepts: /^application\/json$/,
  mayReach: (url, config) => url.href.startsWith(`${baseOf(config)}/`) && url.username === '' && url.password === '',
  operationOf({ method, url }) {
    const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
    if (method !== 'GET') return undefined;
    return name === COLUMN ? PASSWORD_COLUMN.operation : Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name]?.call.operation : undefined;
  },
  /** Whatever goes wrong, the instrument has named it before. */
  classify: ({ operation, error }) => ({ code: error.name, reason: 'provider_error', detail: `${operation}: ${error.message}` }),

  async connect(config, { door, secret, env, instrument, replay }) {
    const password = config.password && secret(config.password.env);
    if (config.password && (password === undefined || password === ''))
      throw new Uncredentialed(`the environment variable ${config.password.env} holds no password`);
    if (!replay) {
      const { host, port, user, tls } = config;
      const ca = tls === 'off' || tls.ca === undefined ? undefined : env(tls.ca);
      const options = {
        ...{ host, port, user, connectTimeout: 10_000, multipleStatements: false },
        ...(password !== undefined && { password }),
        // a server may ask for any file of its client: this one has none to give
        flags: ['-LOCAL_FILES'],
        ...(tls !== 'off' && { ssl: { rejectUnauthorized: true, verifyIdentity: true, ...(ca !== undefined && { ca }) } }),
        typeCast: (field: { string(): string | null }) => field.string(),
      };
      instrument('mysql:', instrumentOf(options, config));
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
    { source: 'mysql', name, key: `mysql/${name}`, id: `mysql/${name}`, label: name, scope: 'server' },
  ],

  async scope(client, { host, port }, ask, declared) {
    const answer = await ask(IDENTITY.call.operation, {}, Identity, () => client.look('identity'));
    if (answer === null || isUnknown(answer)) {
      const gap = answer?.$unknown ?? { operation: IDENTITY.call.operation, reason: 'no_results' as const, detail: 'nobody answered' };
      return { principal: { $unknown: gap }, subjects: declared.map((subject) => ({ ...subject, gap })), excluded: [] };
    }
    const id = `${answer.rows[0]?.user} at ${host}:${port}`;
    return {
      principal: { id, detail: 'every statement runs in a transaction that cannot write' },
      subjects: declared.map((subject) => ({ ...subject, id })),
      excluded: [],
    };
  },
});
