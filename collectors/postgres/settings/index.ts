import { z } from 'zod';
import { defineCollector, known, settled } from '../../../src/kit.ts';
import type { Postgres } from '../client.ts';
import { SETTINGS } from '../queries.ts';
import { askSettings, type Settings, settingOf } from '../setting.ts';
import { isCurrent, isSupported, releaseOf } from './releases.ts';

export default defineCollector({
  id: 'postgres/settings',
  title: 'Settings and version of the server',
  scope: 'database',
  calls: [SETTINGS.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives it'),
    name: z.string().describe('The same'),
    passwordEncryption: known(z.string()).describe('`password_encryption`: how the next password is stored'),
    logConnections: known(z.string()).describe('`log_connections`: on or off; a list since PostgreSQL 18'),
    logStatement: known(z.string()).describe('`log_statement`: none, ddl, mod or all'),
    version: known(z.string()).describe('`server_version_num`, as 15.18'),
    supported: known(z.boolean()).describe('The major version is before its end of life, by the shipped table'),
    current: known(z.boolean()).describe('At most one minor release behind the newest of the shipped table'),
  }),
  async *fetch(client: Postgres, ask) {
    ask.proof('the one server that was asked');
    yield { name: client.config.name, settings: await askSettings(client, ask) };
  },
  normalise({ name, settings }: { name: string; settings: Settings }, { now }) {
    const version = settled<[string], string>([settingOf(settings, 'server_version_num')], releaseOf);
    return {
      id: name,
      name,
      passwordEncryption: settingOf(settings, 'password_encryption'),
      logConnections: settingOf(settings, 'log_connections'),
      logStatement: settingOf(settings, 'log_statement'),
      version,
      supported: settled<[string], boolean>([version], (known) => isSupported(known, now)),
      current: settled<[string], boolean>([version], (known) => isCurrent(known, now)),
    };
  },
});
