import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flag, reconcile } from '../../../collectors/aws/account-summary.ts';
import { date, type Report, type Row, rootRow, rowsOf, truth, userRows } from '../../../collectors/aws/credential-report.ts';
import { readCsv } from '../../../collectors/aws/csv.ts';
import { consoleUsers } from '../../../collectors/aws/iam-password-policy/index.ts';
import { COLUMNS } from '../../../src/demo/aws/answers/credential-report.ts';
import { isUnknown } from '../../../src/kit.ts';

const BLANK = ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
const line = (user: string, changes: Record<string, string> = {}) => {
  const plain = [
    user,
    `arn:aws:iam::123456789012:user/${user}`,
    '2020-01-01T00:00:00+00:00',
    'false',
    'N/A',
    'N/A',
    'N/A',
    'false',
    ...BLANK,
    ...BLANK,
    'false',
    'N/A',
    'false',
    'N/A',
  ];
  return COLUMNS.map((column, index) => changes[column] ?? plain[index]).join(',');
};
const report = (...lines: string[]): Report => {
  const rows = rowsOf([COLUMNS.join(','), ...lines].join('\n'));
  if (typeof rows === 'string') throw new Error(rows);
  return { generatedAt: '2026-11-21T08:00:00.000Z', rows: () => rows };
};
const NOW = '2026-11-21T09:00:00.000Z';
const row = (changes: Record<string, string>) => report(line('ada', changes)).rows()[0] as Row;

describe('the table', () => {
  it('gives back every field that was written, whatever is in it', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'é') });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('\n', '\r\n'),
        (lines, end) => {
          const text = lines.map((fields) => fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join(end);
          expect(readCsv(text)).toEqual(lines);
          expect(readCsv(text + end)).toEqual(lines);
        },
      ),
    );
  });
  it('reads plain fields, empty ones and user names with commas', () => {
    expect(readCsv('a,,"b,c"\r\nd,e,\n')).toEqual([
      ['a', '', 'b,c'],
      ['d', 'e', ''],
    ]);
  });
  it('is refused when a line is cut or a quote is left open', () => {
    expect(rowsOf(`${COLUMNS.join(',')}\n${line('ada')}\nbob,arn:aws`)).toContain('line 3');
    expect(rowsOf(`${COLUMNS.join(',')}\n"ada,arn:aws:iam`)).toContain('has');
  });
  it('is refused without a column that is needed, or with one twice', () => {
    expect(rowsOf(COLUMNS.filter((column) => column !== 'mfa_active').join(','))).toContain('mfa_active');
    expect(rowsOf([...COLUMNS, 'mfa_active'].join(','))).toContain('mfa_active');
    expect(rowsOf('')).toContain('user');
  });
  it('holds the same line twice as one, and two lines of one user as two', () => {
    expect(userRows(report(line('ada'), line('ada')))).toHaveLength(1);
    expect(userRows(report(line('ada'), line('ada', { mfa_active: 'true' })))).toHaveLength(2);
  });
  it('knows the root user from the others, and that moto leaves it out', () => {
    const both = report(line('<root_account>'), line('ada'));
    expect([userRows(both).map(({ user }) => user), rootRow(both)]).toMatchObject([['ada'], { user: '<root_account>' }]);
    expect(rootRow(report(line('ada')))).toMatchObject({ $unknown: { reason: 'malformed_response' } });
  });
});

describe('its tokens', () => {
  it.each([
    ['true', true],
    ['TRUE', true],
    ['false', false],
    ['FALSE', false],
  ])('%s is a truth', (token, value) => {
    expect(truth(row({ mfa_active: token }), 'mfa_active')).toBe(value);
  });
  it.each([
    ['not_supported', 'missing_member'],
    ['', 'malformed_response'],
    ['N/A', 'malformed_response'],
    ['yes', 'malformed_response'],
  ])('%s is neither', (token, reason) => {
    expect(truth(row({ password_enabled: token }), 'password_enabled')).toMatchObject({ $unknown: { reason } });
  });
  it.each([
    ['N/A', null],
    ['no_information', null],
    ['2026-01-02T03:04:05+00:00', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
  ])('%s as a date', (token, value) => {
    expect(date(row({ password_last_used: token }), 'password_last_used')).toBe(value);
  });
  it.each(['not_supported', '', '0', '2026', '2026-13-45T00:00:00Z', 'yesterday'])('%s is no date and no absence of one', (token) => {
    expect(date(row({ password_last_used: token }), 'password_last_used')).toHaveProperty('$unknown');
  });
});

describe('its population', () => {
  const summary = (Users?: number) => ({ SummaryMap: { ...(Users !== undefined && { Users }) } });
  const two = report(line('<root_account>'), line('ada'), line('bob', { password_enabled: 'true' }));
  it("is proved by IAM's own count", () => {
    expect(reconcile(two, summary(2))).toMatchObject({ proof: expect.stringContaining('Users = 2') });
    expect(reconcile(two, summary(2)).gap).toBeUndefined();
  });
  it.each([[1], [3], [0]])('is in doubt when IAM counts %i', (count) => {
    expect(reconcile(two, summary(count)).gap?.reason).toBe('population_mismatch');
  });
  it('is in doubt when IAM does not say, or may not be asked', () => {
    expect(reconcile(two, summary()).gap?.reason).toBe('missing_member');
    expect(reconcile(two, { $unknown: { operation: 'iam:GetAccountSummary', reason: 'access_denied', detail: 'no' } }).gap?.reason).toBe(
      'access_denied',
    );
  });
  it('has console users when one is seen, and none only when all were seen', () => {
    const nobody = report(line('<root_account>', { password_enabled: 'true' }), line('ada'));
    expect(consoleUsers(reconcile(two, summary(7)), NOW)).toBe(1);
    expect(consoleUsers(reconcile(nobody, summary(1)), NOW)).toBe(0);
    expect(consoleUsers(reconcile(nobody, summary(2)), NOW)).toMatchObject({ $unknown: { reason: 'population_mismatch' } });
    expect(consoleUsers(reconcile(report(line('ada', { password_enabled: '?' })), summary(1)), NOW)).toHaveProperty('$unknown');
  });
  it('has no console users that anybody knows of when the report is older than a day', () => {
    const nobody = report(line('ada'));
    for (const table of [two, nobody]) {
      const late = consoleUsers(reconcile(table, summary(userRows(table).length)), '2026-11-22T08:00:01.000Z');
      expect(late).toMatchObject({ $unknown: { reason: 'stale_evidence' } });
    }
    expect(consoleUsers(reconcile(nobody, summary(1)), '2026-11-22T08:00:00.000Z')).toBe(0);
  });
  it('reads a switch as a switch, and a lacking one as nothing', () => {
    expect([flag({ SummaryMap: { A: 1 } }, 'A'), flag({ SummaryMap: { A: 0 } }, 'A'), flag({ SummaryMap: {} }, 'A')]).toEqual([
      true,
      false,
      undefined,
    ]);
  });
});

describe('reports that AWS once gave', () => {
  const archive = join(dirname(fileURLToPath(import.meta.url)), '../../../../shared/reference/aws/recorded-answers.tar.xz');
  const there = existsSync(archive);
  if (!there) console.warn(`SKIPPED: no recorded answers at ${archive}`);
  it.skipIf(!there)('are read token by token', () => {
    const text = execFileSync('tar', ['xJf', archive, '--wildcards', '-O', '*/iam.GetCredentialReport_*.json'], {
      maxBuffer: 1e8,
    }).toString();
    const contents = [...text.matchAll(/"Content": "((?:[^"\\]|\\.)*)"/g)].map((match) => JSON.parse(`"${match[1]}"`) as string);
    expect(contents.length).toBeGreaterThan(5);
    for (const content of contents) {
      const rows = rowsOf(content);
      expect(typeof rows).toBe('object');
      for (const one of rows as readonly Row[]) {
        expect(typeof truth(one, 'mfa_active')).toBe('boolean');
        expect(isUnknown(date(one, 'access_key_1_last_used_date'))).toBe(false);
        if (one['user'] === '<root_account>')
          expect(truth(one, 'password_enabled')).toMatchObject({ $unknown: { reason: 'missing_member' } });
        else expect(typeof truth(one, 'password_enabled')).toBe('boolean');
      }
    }
  });
});
