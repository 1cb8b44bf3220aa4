import { z } from 'zod';
import { defineCollector, isUnknown, known, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { type Postgres, rowsOf } from '../client.ts';
import { SESSIONS, SETTINGS } from '../queries.ts';
import { askSettings, type Settings, settingOf } from '../setting.ts';

const Counted = z.looseObject({ remote: z.int(), plain: z.int(), hidden: z.int() });
type Counted = z.infer<typeof Counted>;
interface Raw {
  readonly name: string;
  readonly settings: Settings;
  readonly sessions: Answer<readonly Counted[]>;
}
/** In the order of age: https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-SSL-MIN-PROTOCOL-VERSION */
const PROTOCOLS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

export default defineCollector({
  id: 'postgres/sessions',
  title: 'Encryption of the connections to the server',
  scope: 'database',
  calls: [SETTINGS.call, SESSIONS.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives it'),
    name: z.string().describe('The same'),
    ssl: known(z.boolean()).describe('`ssl`'),
    minimum: known(z.string()).describe('`ssl_min_protocol_version`; empty: whatever the library allows'),
    minimumAtLeast12: known(z.boolean()).describe('That is TLSv1.2 or newer'),
    remote: known(z.int()).describe(
      'Sessions from another machine while we looked, ours among them: `pg_stat_activity.client_addr` is not null',
    ),
    plain: known(z.int()).describe('Those of them without TLS: `pg_stat_ssl.ssl`'),
  }),
  async *fetch(client: Postgres, ask): AsyncIterable<Raw> {
    ask.proof('the one server that was asked');
    const [settings, sessions] = await Promise.all([askSettings(client, ask), rowsOf(client, ask, SESSIONS, Counted)]);
    yield { name: client.config.name, settings, sessions };
  },
  normalise({ name, settings, sessions }: Raw) {
    const minimum = settingOf(settings, 'ssl_min_protocol_version');
    const count = (which: 'remote' | 'plain') => counted(sessions, which);
    return {
      id: name,
      name,
      ssl: settled<[string], boolean>([settingOf(settings, 'ssl')], (value) => value === 'on'),
      minimum,
      minimumAtLeast12: settled<[string], boolean>([minimum], (value) => PROTOCOLS.indexOf(value) >= 2),
      remote: count('remote'),
      plain: count('plain'),
    };
  },
});

/** One plain session that was seen is one too many; none seen means something only where none is hidden. */
function counted(sessions: Answer<readonly Counted[]>, which: 'remote' | 'plain'): Known<number> {
  if (isUnknown(sessions)) return sessions;
  const [row] = sessions ?? [];
  if (row && (row.hidden === 0 || (which === 'plain' && row.plain > 0))) return row[which];
  return unknown({
    operation: SESSIONS.call.operation,
    reason: 'access_denied',
    detail: `${row?.hidden ?? 'all'} sessions of other roles are shown without their address`,
    permission: SESSIONS.call.permission,
  });
}
