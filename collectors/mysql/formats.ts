/**
 * The shape of a stored password, told by the database itself: formats leave it, values do not. As PostgreSQL's, in the dialect that MariaDB
 * (PCRE) and MySQL (ICU) share. Formats as their makers write them: https://passlib.readthedocs.io/en/stable/lib/passlib.hash.html
 */
interface Shape {
  readonly format: string;
  /** The first that fits counts. */
  readonly like: string;
}
export const SHAPES: readonly Shape[] = [
  { format: 'bcrypt', like: '^(bcrypt(_sha256)?[$]{1,2})?[$]?2[abxy]?[$][0-9]{2}[$][./A-Za-z0-9]{53}$' },
  ...['argon2id', 'argon2i', 'argon2d'].map((format) => ({
    format,
    like: `^(argon2)?[$]${format}[$](v=[0-9]+[$])?m=[0-9]{1,9},t=[0-9]{1,9},p=[0-9]{1,9}[$][A-Za-z0-9+/]{8,}[$][A-Za-z0-9+/]{16,}$`,
  })),
  { format: 'scrypt', like: '^[$]scrypt[$]ln=[0-9]{1,2},r=[0-9]+,p=[0-9]+[$][A-Za-z0-9+/.]{8,}[$][A-Za-z0-9+/.]{16,}$' },
  { format: 'scrypt', like: '^scrypt:[0-9]{1,9}:[0-9]+:[0-9]+[$].{8,}[$][0-9a-f]{32,}$' },
  { format: 'pbkdf2-sha256', like: '^pbkdf2_sha256[$][0-9]{1,9}[$].{4,}[$][A-Za-z0-9+/=]{32,}$' },
  { format: 'pbkdf2-sha256', like: '^[$]pbkdf2-sha256[$][0-9]{1,9}[$][A-Za-z0-9./]{8,}[$][A-Za-z0-9./]{32,}$' },
  { format: 'pbkdf2-sha256', like: '^pbkdf2:sha256:[0-9]{1,9}[$].{4,}[$][0-9a-f]{64}$' },
  { format: 'pbkdf2-sha512', like: '^[$]pbkdf2-sha512[$][0-9]{1,9}[$][A-Za-z0-9./]{8,}[$][A-Za-z0-9./]{64,}$' },
  { format: 'pbkdf2-sha512', like: '^pbkdf2:sha512:[0-9]{1,9}[$].{4,}[$][0-9a-f]{128}$' },
  // Django's mark for "no password works"
  { format: 'no-password', like: '^(![A-Za-z0-9]{40}|!|[*])$' },
  { format: 'sha512-crypt', like: '^[$]6[$]' },
  { format: 'sha256-crypt', like: '^[$]5[$]' },
  { format: 'md5-crypt', like: '^[$](1|apr1)[$]' },
  { format: 'mysql-native', like: '^[*][0-9A-F]{40}$' },
  { format: 'md5', like: '^(md5)?[0-9a-fA-F]{32}$' },
  { format: 'sha1', like: '^[0-9a-fA-F]{40}$' },
  { format: 'sha256', like: '^[0-9a-fA-F]{64}$' },
  { format: 'sha512', like: '^[0-9a-fA-F]{128}$' },
];
/** Everything else: plain text, or a format that nobody here knows. */
export const formatOf = (shape: number): string => SHAPES[shape]?.format ?? 'unrecognised';

/** https://mariadb.com/kb/en/identifier-names/: a backtick within is written twice. */
export const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Which shapes occur, how often. What is no UTF-8 becomes null in the conversion, and is unrecognised. `share`: of the rows, a fraction. */
export function classifying(column: string, from: string, share?: number): string {
  const cases = SHAPES.map(({ like }, at) => `when v.value regexp '${like}' then ${at}`).join(' ');
  const some = share === undefined ? '' : ` and rand() < ${share.toFixed(9)}`;
  return `/* claimcheck:column-classes */ select case ${cases} else -1 end as shape, count(*) as count from (select convert(${quoted(column)} using utf8mb4) collate utf8mb4_bin as value from ${from} where ${quoted(column)} is not null${some}) v group by 1 order by 2 desc`;
}
export const ESTIMATE = `/* claimcheck:column-estimate */ select t.table_rows as estimate from information_schema.columns c
 join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
 where c.table_schema = ? and c.table_name = ? and c.column_name = ?`.replace(/\n\s*/g, ' ');
