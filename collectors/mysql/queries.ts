/** Every statement that is ever put to MariaDB or MySQL. The comment in front names it in the server's own log. */
import type { Call } from '../../src/model.ts';

export interface Question {
  readonly call: Call;
  /** One read; all its columns come as text. MariaDB keeps accounts elsewhere than MySQL does. */
  readonly sql: string | { readonly mariadb: string; readonly mysql: string };
}
const named = (name: string, sql: string) => `/* claimcheck:${name} */ ${sql.trim().replace(/\s+/g, ' ')}`;

export const IDENTITY: Question = {
  call: { operation: 'mysql:SelectIdentity', permission: 'any account', docs: 'https://mariadb.com/kb/en/information-functions/' },
  sql: named('identity', 'select current_user() as user, version() as version'),
};
export const VARIABLES: Question = {
  call: { operation: 'mysql:SelectVariables', permission: 'any account', docs: 'https://mariadb.com/kb/en/show-variables/' },
  sql: named(
    'variables',
    `show global variables where variable_name in ('require_secure_transport', 'tls_version', 'have_ssl', 'version')`,
  ),
};
/** What is stored of the password is named by kind on the server: it stays where it is. */
const KIND = `case when authentication_string = '' then 'none' when authentication_string regexp '^[*][0-9A-Fa-f]{40}$' then 'native'
  when authentication_string = 'invalid' then 'invalid' else 'other' end`;
export const ACCOUNTS: Question = {
  call: {
    operation: 'mysql:SelectAccounts',
    permission: 'SELECT on mysql.user and mysql.global_priv',
    docs: 'https://mariadb.com/kb/en/mysqluser-table/',
  },
  sql: {
    mariadb: named(
      'accounts',
      `select u.user as user, u.host as host, u.plugin as plugin, ${KIND} as stored, u.is_role as role,
       case when json_value(g.priv, '$.account_locked') in ('1', 'true') then 'Y' else 'N' end as locked,
       case when json_exists(g.priv, '$.auth_or') then 'Y' else 'N' end as several
       from mysql.user u join mysql.global_priv g on g.user = u.user and g.host = u.host order by 1, 2`,
    ),
    mysql: named(
      'accounts',
      `select user as user, host as host, plugin as plugin, ${KIND} as stored, 'N' as role, account_locked as locked, 'N' as several
       from mysql.user order by 1, 2`,
    ),
  },
};
export const PASSWORD_COLUMN: Call = {
  operation: 'mysql:SelectPasswordColumn',
  permission: 'SELECT on the one column',
  docs: 'https://mariadb.com/kb/en/grant/#column-privileges',
};
/** By the last part of a question's address. */
export const QUESTIONS: Readonly<Record<string, Question>> = { identity: IDENTITY, variables: VARIABLES, accounts: ACCOUNTS };
export const COLUMN = 'password-column';
