/**
 * The shape of a stored password, told by the database itself: formats and cost parameters leave it, values do not.
 * Formats as their makers write them: https://passlib.readthedocs.io/en/stable/lib/passlib.hash.html and
 * https://docs.djangoproject.com/en/stable/topics/auth/passwords/
 */

/** `a`, `b`, `c` are regular expressions whose one group is a number; the first shape that fits counts. */
interface Shape {
  readonly format: string;
  /**
   * What it begins with, any of these, and how long it is. Tried first: of most values it rules out most shapes without a pattern, and a
   * pattern that need not count is matched five times as fast.
   */
  readonly starts?: readonly string[];
  readonly length?: readonly number[];
  readonly like: string;
  readonly a?: string;
  readonly b?: string;
  readonly c?: string;
}
export const SHAPES: readonly Shape[] = [
  {
    format: 'bcrypt',
    starts: ['$2'],
    length: [59, 60],
    like: '^[$]2[abxy]?[$][0-9][0-9][$][./A-Za-z0-9]+$',
    a: '^[$]2[abxy]?[$]([0-9]{2})',
  },
  {
    format: 'bcrypt',
    starts: ['bcrypt'],
    like: '^bcrypt(_sha256)?[$]{1,2}2[abxy]?[$][0-9]{2}[$][./A-Za-z0-9]{53}$',
    a: '[$]2[abxy]?[$]([0-9]{2})',
  },
  ...['argon2id', 'argon2i', 'argon2d'].map((format) => ({
    format,
    starts: [`$${format}$`, `argon2$${format}$`],
    like: `^(argon2)?[$]${format}[$](v=[0-9]+[$])?m=[0-9]{1,9},t=[0-9]{1,9},p=[0-9]{1,9}[$][A-Za-z0-9+/]{8,}[$][A-Za-z0-9+/]{16,}$`,
    a: 'm=([0-9]{1,9})',
    b: 't=([0-9]{1,9})',
    c: 'p=([0-9]{1,9})',
  })),
  {
    format: 'scrypt',
    starts: ['$scrypt$'],
    like: '^[$]scrypt[$]ln=[0-9]{1,2},r=[0-9]+,p=[0-9]+[$][A-Za-z0-9+/.]{8,}[$][A-Za-z0-9+/.]{16,}$',
    a: 'ln=([0-9]{1,2})',
  },
  { format: 'scrypt-n', starts: ['scrypt:'], like: '^scrypt:[0-9]{1,9}:[0-9]+:[0-9]+[$].{8,}[$][0-9a-f]{32,}$', a: '^scrypt:([0-9]{1,9})' },
  {
    format: 'scrypt-n',
    starts: ['scrypt$'],
    like: '^scrypt[$].{8,}[$][0-9]{1,9}[$][0-9]+[$][0-9]+[$][A-Za-z0-9+/=]{32,}$',
    a: '[$]([0-9]{1,9})[$][0-9]+[$][0-9]+[$]',
  },
  {
    format: 'pbkdf2-sha256',
    starts: ['pbkdf2_sha256$'],
    like: '^pbkdf2_sha256[$][0-9]{1,9}[$].{4,}[$][A-Za-z0-9+/=]{32,}$',
    a: '^pbkdf2_sha256[$]([0-9]{1,9})',
  },
  {
    format: 'pbkdf2-sha256',
    starts: ['$pbkdf2-sha256$'],
    like: '^[$]pbkdf2-sha256[$][0-9]{1,9}[$][A-Za-z0-9./]{8,}[$][A-Za-z0-9./]{32,}$',
    a: '^[$]pbkdf2-sha256[$]([0-9]{1,9})',
  },
  {
    format: 'pbkdf2-sha256',
    starts: ['pbkdf2:sha256:'],
    like: '^pbkdf2:sha256:[0-9]{1,9}[$].{4,}[$][0-9a-f]{64}$',
    a: '^pbkdf2:sha256:([0-9]{1,9})',
  },
  {
    format: 'pbkdf2-sha512',
    starts: ['$pbkdf2-sha512$'],
    like: '^[$]pbkdf2-sha512[$][0-9]{1,9}[$][A-Za-z0-9./]{8,}[$][A-Za-z0-9./]{64,}$',
    a: '^[$]pbkdf2-sha512[$]([0-9]{1,9})',
  },
  {
    format: 'pbkdf2-sha512',
    starts: ['pbkdf2:sha512:'],
    like: '^pbkdf2:sha512:[0-9]{1,9}[$].{4,}[$][0-9a-f]{128}$',
    a: '^pbkdf2:sha512:([0-9]{1,9})',
  },
  {
    format: 'pbkdf2-sha1',
    starts: ['pbkdf2_sha1$'],
    like: '^pbkdf2_sha1[$][0-9]{1,9}[$].{4,}[$][A-Za-z0-9+/=]{20,}$',
    a: '^pbkdf2_sha1[$]([0-9]{1,9})',
  },
  {
    format: 'pbkdf2-sha1',
    starts: ['$pbkdf2$'],
    like: '^[$]pbkdf2[$][0-9]{1,9}[$][A-Za-z0-9./]{8,}[$][A-Za-z0-9./]{20,}$',
    a: '^[$]pbkdf2[$]([0-9]{1,9})',
  },
  {
    format: 'pbkdf2-sha1',
    starts: ['pbkdf2:sha1:'],
    like: '^pbkdf2:sha1:[0-9]{1,9}[$].{4,}[$][0-9a-f]{40}$',
    a: '^pbkdf2:sha1:([0-9]{1,9})',
  },
  {
    format: 'scram-sha-256',
    starts: ['SCRAM-SHA-256$'],
    like: '^SCRAM-SHA-256[$][0-9]{1,9}:[A-Za-z0-9+/=]{8,}[$][A-Za-z0-9+/=]{40,}:[A-Za-z0-9+/=]{40,}$',
    a: '^SCRAM-SHA-256[$]([0-9]{1,9})',
  },
  // Django's mark for "no password works": an exclamation mark and forty letters and digits
  { format: 'no-password', starts: ['!', '*'], like: '^(![A-Za-z0-9]{40}|!|[*])$' },
  { format: 'sha512-crypt', starts: ['$6$'], like: '^[$]6[$]' },
  { format: 'sha256-crypt', starts: ['$5$'], like: '^[$]5[$]' },
  { format: 'md5-crypt', starts: ['$1$', '$apr1$'], like: '^[$](1|apr1)[$]' },
  { format: 'md5', length: [32, 35], like: '^(md5)?[0-9a-fA-F]{32}$' },
  { format: 'sha1', length: [40], like: '^[0-9a-fA-F]{40}$' },
  { format: 'sha256', length: [64], like: '^[0-9a-fA-F]{64}$' },
  { format: 'sha512', length: [128], like: '^[0-9a-fA-F]{128}$' },
];
/** Everything else: plain text, or a format that nobody here knows. */
export const UNRECOGNISED = 'unrecognised';

/** One identifier as SQL writes it: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** One string as SQL writes it, `standard_conforming_strings` being on: since PostgreSQL 9.1 it is. */
export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

function fits({ starts, length, like }: Shape): string {
  const first = [
    ...(starts ? [`(${starts.map((prefix) => `starts_with(v.value, ${literal(prefix)})`).join(' or ')})`] : []),
    ...(length ? [`length(v.value) in (${length.join(', ')})`] : []),
  ].join(' and ');
  return `${first} and v.value ~ ${literal(like)}`;
}

/** Which shapes occur, with which costs, how often. `offset 0` keeps the planner from working the shape out again for each of its costs. `from` is SQL of ours around quoted identifiers. */
export function classifying(column: string, from: string): string {
  const number = (which: 'a' | 'b' | 'c') =>
    `case f.shape ${SHAPES.map((shape, at) => (shape[which] === undefined ? '' : `when ${at} then substring(v.value from ${literal(shape[which])})::bigint `)).join('')}else null end as ${which}`;
  return `/* claimcheck:column-classes */ select coalesce(json_agg(q), '[]')::text as answer from (
    select f.shape, n.a, n.b, n.c, count(*) as count
    from (select ${quoted(column)}::text as value from ${from}) v,
    lateral (select case ${SHAPES.map((shape, at) => `when ${fits(shape)} then ${at} `).join('')}else -1 end as shape offset 0) f,
    lateral (select ${number('a')}, ${number('b')}, ${number('c')}) n
    where v.value is not null group by 1, 2, 3, 4 order by 5 desc limit 1001) q`
    .replace(/\s+/g, ' ')
    .replace('( select', '(select');
}
export const formatOf = (shape: number): string => SHAPES[shape]?.format ?? UNRECOGNISED;
