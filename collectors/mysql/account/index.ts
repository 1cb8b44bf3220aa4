import { z } from 'zod';
import { defineCollector, isUnknown, missing } from '../../../src/kit.ts';
import { type Mysql, rowsOf, YesNo } from '../client.ts';
import { ACCOUNTS } from '../queries.ts';

const Account = z.looseObject({
  user: z.string(),
  host: z.string(),
  plugin: z.string(),
  stored: z.enum(['none', 'native', 'invalid', 'other']),
  role: YesNo,
  locked: YesNo,
  several: YesNo,
});
type Account = z.infer<typeof Account>;
/** They ask the operating system or a directory, so that nothing is stored: https://mariadb.com/kb/en/authentication-plugins/ */
const ELSEWHERE =
  /^(?:unix_socket|auth_socket|gssapi|pam|auth_pam|named_pipe|authentication_(?:ldap|kerberos|windows|fido|webauthn|pam)\w*|mysql_no_login)$/;

export default defineCollector({
  id: 'mysql/account',
  title: 'Accounts that may sign in, and how; never what is stored of their passwords',
  scope: 'server',
  calls: [ACCOUNTS.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('user@host'),
    name: z.string().describe('The same'),
    mayLogIn: z.boolean().describe('Neither a role nor locked'),
    plugin: z.string().describe('`plugin`: how it proves who it is; of several the last'),
    empty: z.boolean().describe('Its plugin asks for a password, and none is stored: anybody is let in'),
    native: z.boolean().describe('What is stored is an unsalted double SHA-1, as of mysql_native_password'),
  }),
  async *fetch(client: Mysql, ask) {
    const rows = await rowsOf(client, ask, ACCOUNTS, Account);
    if (isUnknown(rows)) return ask.incomplete(rows.$unknown);
    // whoever asks has an account: a list without any is no list
    if (rows === null || rows.length === 0) return ask.incomplete(missing(ACCOUNTS.call.operation, 'rows').$unknown);
    ask.proof(`${rows.length} accounts and roles of the server`);
    for (const row of rows) yield { row, rows };
  },
  normalise({ row: { user, host, plugin, stored, role, locked } }: { row: Account; rows: readonly Account[] }) {
    const name = `${user}@${host}`;
    const empty = stored === 'none' && !ELSEWHERE.test(plugin);
    return { id: name, name, mayLogIn: role === 'N' && locked === 'N', plugin, empty, native: stored === 'native' };
  },
});
