/** The demo's MariaDB, in three worlds: what it answers to each statement, by the name that stands in front. All columns come as text. */
import type { WorldName } from '../estate.ts';

export type Rows = readonly Readonly<Record<string, string | null>>[];
export interface World {
  readonly answers: Readonly<Record<string, Rows>>;
  /** Statements that are refused, by name, with the number of the refusal. */
  readonly refusals: Readonly<Record<string, number>>;
}
const account = (user: string, host: string, plugin: string, stored: string, more: object = {}) => ({
  ...{ user, host, plugin, stored, role: 'N', locked: 'N', several: 'N' },
  ...more,
});
export const clean: World = {
  answers: {
    version: [{ version: '10.11.19-MariaDB' }],
    identity: [{ user: 'claimcheck@10.%', version: '10.11.19-MariaDB' }],
    variables: [
      { Variable_name: 'have_ssl', Value: 'YES' },
      { Variable_name: 'require_secure_transport', Value: 'ON' },
      { Variable_name: 'tls_version', Value: 'TLSv1.2,TLSv1.3' },
      { Variable_name: 'version', Value: '10.11.19-MariaDB' },
    ],
    accounts: [
      account('blog_app', '10.%', 'ed25519', 'other'),
      account('claimcheck', '10.%', 'ed25519', 'other'),
      account('mariadb.sys', 'localhost', 'mysql_native_password', 'none', { locked: 'Y' }),
      account('root', 'localhost', 'unix_socket', 'invalid', { several: 'Y' }),
    ],
    'column-estimate': [{ estimate: '310' }],
    'column-classes': [{ shape: '0', count: '312' }],
  },
  refusals: {},
};
/** ER_TABLEACCESS_DENIED_ERROR. */
export const REFUSED = 1142;
export const worlds: Readonly<Record<WorldName, World>> = {
  clean,
  drifted: clean,
  denied: { ...clean, refusals: { accounts: REFUSED } },
};
export const declared = { passwordColumns: [{ schema: 'blog', table: 'members', column: 'password_hash' }] };
