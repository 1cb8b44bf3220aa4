/**
 * All of AWS against moto 5, which others wrote: source, collectors, checks, pipeline, from claimcheck.yaml to the sealed report.
 * Twice: as moto answers, where whatever moto cannot say as AWS says it must become unknown and nothing else; and with the flaws of its
 * envelopes mended on the wire (MENDS), where its contents must lead to the verdicts that were planted in moto-estate.ts.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import source from '../../collectors/aws/source.ts';
import { ANYBODY, type Moto, motoServer, startMoto } from './moto.ts';
import { ARCHIVE, type Planted, PRODUCTION, plant } from './moto-estate.ts';
import { inventory } from './moto-inventory.ts';
import { mend, NAMES_OF_MOTO } from './moto-mends.ts';
import { JSON_AS_HTML, NOT_ASKED, NOT_IMPLEMENTED } from './moto-operations.ts';
import { long, ofProduction } from './moto-rows.ts';
import { ACCESS } from './moto-rows-access.ts';
import { NETWORK } from './moto-rows-network.ts';
import { SERVICES } from './moto-rows-services.ts';
import { STORAGE } from './moto-rows-storage.ts';
import { WATCH } from './moto-rows-watch.ts';
import { type Looked, look, mine, policy, tableOf } from './moto-run.ts';

const executable = motoServer();
if (executable === undefined) console.error('SKIPPED: no moto_server on the PATH: nothing of AWS was tried against moto');

const declared = new Map([...source.calls, ...mine.flatMap((collector) => collector.calls)].map((call) => [call.operation, call]));
/** What claimcheck publishes as its least-privilege policy. */
const PERMISSIONS = [...new Set([...declared.values()].map((call) => call.permission))].filter((name) =>
  /^[a-z0-9-]+:[A-Za-z]+$/.test(name),
);

const ROWS = [...ACCESS, ...NETWORK, ...SERVICES, ...STORAGE, ...WATCH].sort((a, b) => (a.check < b.check ? -1 : 1));

describe.skipIf(executable === undefined)('AWS as moto plays it', () => {
  let dir = '';
  let moto: Moto;
  let planted: Planted;
  let names: ReadonlyMap<string, string>;
  let before: readonly unknown[];
  let after: readonly unknown[];
  const seen: Record<'moto' | 'mended' | 'nobody' | 'stranger' | 'reader', Looked> = {} as never;

  const everything = async () => [await inventory(moto.url, PRODUCTION, ANYBODY), await inventory(moto.url, ARCHIVE, planted.archivist)];
  const at = (as: Planted['nobody']) => ({ url: moto.url, dir: mkdtempSync(path.join(dir, 'run-')), as });

  beforeAll(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'claimcheck-moto-'));
    moto = await startMoto(executable as string);
    planted = await plant(moto.url, [...PERMISSIONS, ...NAMES_OF_MOTO]);
    names = new Map(Object.entries(planted.ids).map(([name, id]) => [id, name]));
    before = await everything();
    seen.moto = await look({ ...at(ANYBODY), accounts: ['production', 'archive'] });
    seen.mended = await look({ ...at(ANYBODY), accounts: ['production', 'archive'], mend });
    after = await everything();
    await moto.resetAuth(0);
    seen.nobody = await look({ ...at(planted.nobody), accounts: ['production'] });
    seen.stranger = await look({
      ...at({ ...planted.reader, secretAccessKey: 'not-the-secret-of-this-access-key' }),
      accounts: ['production'],
    });
    seen.reader = await look({ ...at(planted.reader), accounts: ['production'] });
  });
  afterAll(async () => {
    await moto?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('has a row for every shipped check about AWS', () => {
    expect(ROWS.map(({ check }) => check)).toEqual(policy.checks.map(({ check }) => check.id).sort());
  });

  describe('as it answers', () => {
    it.each(ROWS.map((row) => [row.check, row] as const))('%s', (check, row) => {
      expect(tableOf(seen.moto.report, names)[check]).toEqual(long(row.moto));
    });
    it.each(['moto', 'mended'] as const)('does not implement these operations, and says so in HTML: %s', (which) => {
      expect(operationsOf(seen[which], ({ status, html }) => html && status >= 400)).toEqual(NOT_IMPLEMENTED);
    });
    it('answers JSON as HTML in these operations, and in these alone', () => {
      expect(operationsOf(seen.moto, ({ status, accepted }) => status === 200 && !accepted)).toEqual(JSON_AS_HTML);
    });
    it('leaves fail and unknown to be told apart by the exit code', () => expect(seen.moto.report.run.exit).toBe(4));
  });

  describe('with its envelopes mended', () => {
    it.each(ROWS.map((row) => [row.check, row] as const))('%s', (check, row) => {
      expect(tableOf(seen.mended.report, names)[check]).toEqual(long(row.mended ?? row.moto));
    });
  });

  describe('is only read', () => {
    it('and is the same afterwards', () => {
      expect(JSON.stringify(before)).toContain('orders-reader');
      expect(after).toEqual(before);
    });
    it.each(['moto', 'mended', 'nobody', 'reader'] as const)('with declared operations: %s', (which) => {
      const operations = new Set(seen[which].sent.map(({ operation }) => operation));
      expect([...operations].filter((operation) => !declared.has(operation))).toEqual([]);
      expect(seen[which].report.run.requests.operations).toEqual([...operations].sort());
      expect(seen[which].report.run.requests).toMatchObject({ sent: seen[which].sent.length, mutating: 0 });
    });
    it('whose names say so, but for the two that say why', () => {
      const operations = new Set([...seen.moto.sent, ...seen.mended.sent].map(({ operation }) => operation));
      const others = [...operations].filter((operation) => !/^[a-z0-9-]+:(?:BatchGet|Get|List|Describe)[A-Z]/.test(operation));
      expect(others.sort()).toEqual(['iam:GenerateCredentialReport', 'sts:AssumeRole']);
      for (const operation of others) expect(declared.get(operation)?.readOnly).toBeTypeOf('string');
    });
    it('in every declared operation once moto is understood, but for those that nothing here calls for', () => {
      const asked = new Set(seen.mended.sent.map(({ operation }) => operation));
      expect([...declared.keys()].filter((operation) => !asked.has(operation)).sort()).toEqual(NOT_ASKED);
    });
  });

  describe('has two accounts', () => {
    it('each of which is named by who answered, not by who was configured', () => {
      for (const { report } of [seen.moto, seen.mended]) {
        expect(report.scope.map(({ name, principal }) => [name, (principal as { id: string }).id])).toEqual([
          ['production', `arn:aws:sts::${PRODUCTION}:user/moto`],
          ['archive', `arn:aws:sts::${ARCHIVE}:assumed-role/claimcheck/claimcheck`],
        ]);
        const subjects = report.results.flatMap((result) => result.subjects);
        expect(subjects.length).toBeGreaterThan(2 * ROWS.length);
        for (const { key, id } of subjects)
          expect([key, id.split('/')[0]]).toEqual([key, key.startsWith('aws/archive') ? ARCHIVE : PRODUCTION]);
      }
    });
    it('whose resources bear their own account', () => {
      const subjects = seen.mended.report.results.flatMap((result) => result.subjects);
      const arns = (name: string) =>
        subjects
          .filter(({ key }) => key.startsWith(`aws/${name}`))
          .flatMap(({ findings }) => findings.map(({ resource }) => resource.id).filter((id) => id.startsWith('arn:')));
      // AWS writes no account into the ARN of an instance of Identity Center
      const accounts = (name: string) =>
        new Set(
          arns(name)
            .filter((arn) => !arn.startsWith('arn:aws:sso:::instance/'))
            .map((arn) => arn.split(':')[4]),
        );
      expect(accounts('production')).toEqual(new Set([PRODUCTION]));
      expect(accounts('archive')).toEqual(new Set([ARCHIVE]));
    });
    it('and no secret of either in what was sealed', () => {
      const assumed = seen.moto.sent.find(({ operation }) => operation === 'sts:AssumeRole');
      const body = new TextDecoder().decode(assumed?.answer.body);
      const secrets = ['SecretAccessKey', 'SessionToken'].map((name) => new RegExp(`<${name}>([^<]+)`).exec(body)?.[1] as string);
      const sealed = contentsOf(seen.moto.sealed);
      expect(sealed).toContain('sts:AssumeRole');
      expect(sealed).toContain('ListAllMyBucketsResult');
      for (const secret of [...secrets, ANYBODY.secretAccessKey]) {
        expect(secret.length).toBeGreaterThan(20);
        expect(sealed.includes(secret), 'a secret in the locker').toBe(false);
      }
    });
  });

  describe('with permissions that count', () => {
    it.each(['nobody', 'stranger'] as const)('%s learns nothing: every row is unknown, and none is missing', (who) => {
      const { report } = seen[who];
      expect(report.results.filter(({ verdict }) => verdict !== 'unknown').map(({ check, verdict }) => [check, verdict])).toEqual([]);
      const rows = report.results.flatMap(({ check, subjects }) =>
        subjects.flatMap(({ key, findings }) => findings.map(({ verdict, because }) => ({ check, key, verdict, because }))),
      );
      // which rows of a collector's fixed list a check is about is ours to say, whatever AWS says
      const learnt = rows.filter(({ verdict, because }) => verdict !== 'unknown' && because !== 'not what this check is about');
      // what nobody has declared to be needed is not needed, whoever may look; a stranger does not come so far as to have an account
      const declaredOnly = who === 'nobody' ? ['aws.network-firewall.ips not_applicable'] : [];
      expect([...new Set(learnt.map(({ check, verdict }) => `${check} ${verdict}`))]).toEqual(declaredOnly);
      expect(
        report.results.filter(({ subjects }) => subjects.some(({ findings }) => findings.length === 0)).map(({ check }) => check),
      ).toEqual([]);
      expect(report.run.exit).toBe(3);
    });
    it('nobody is told which permission would have answered', () => {
      const { report } = seen.nobody;
      // which regions are enabled is itself a question that was refused: its row is one more, and says so
      const odd = report.results.flatMap(({ check, subjects }) =>
        subjects.flatMap(({ key, reasons }) => {
          const expected = key.endsWith('/*') ? 'region_scope_unproven' : 'access_denied';
          return reasons.filter((reason) => reason !== expected).map((reason) => `${check} ${reason}`);
        }),
      );
      expect([...new Set(odd)].sort()).toEqual([
        // what moto does not implement it denies to nobody
        'aws.accessanalyzer.external-enabled provider_error',
        'aws.accessanalyzer.no-open-findings provider_error',
        'aws.accessanalyzer.unused-access provider_error',
        'aws.backup.coverage provider_error',
        'aws.backup.restore-tested provider_error',
        // nobody has declared the environments, and that comes first
        'aws.organizations.env-accounts-separate attestation_missing',
        'aws.securityhub.enabled provider_error',
      ]);
      // the permission that the refusal names comes first, and moto has its own name for some
      const granted = new Set([...PERMISSIONS, ...NAMES_OF_MOTO]);
      for (const gap of report.gaps.filter(({ reason }) => reason === 'access_denied')) {
        expect([gap.operation, granted.has(gap.permission as string)]).toEqual([gap.operation, true]);
      }
    });
    it('a stranger has credentials that are not valid', () => {
      expect([...new Set(seen.stranger.report.results.flatMap(({ reasons }) => reasons))]).toEqual(['credentials_invalid']);
    });
    it("the published permissions, and moto's own names for four of them, show all that there is to see", () => {
      const found = tableOf(seen.reader.report, names);
      for (const { check, moto: cells } of ROWS) expect([check, found[check]]).toEqual([check, ofProduction(long(cells))]);
    });
  });
});

/** The operations of which an answer was such, each once. */
function operationsOf({ sent }: Looked, such: (answer: { status: number; html: boolean; accepted: boolean }) => boolean): string[] {
  const found = sent.filter(({ answer: { status, headers } }) => {
    const type = headers['content-type'] ?? '';
    return such({ status, html: type.startsWith('text/html'), accepted: source.accepts.test(type) });
  });
  return [...new Set(found.map(({ operation }) => operation))].sort();
}

/** Every file of the locker as text, whether compressed or not. */
function contentsOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => statSync(name).isFile());
  const texts = files.map((name) => {
    const bytes = readFileSync(name);
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1');
  });
  return (
    texts.join('\n') +
    texts
      .flatMap((text) => text.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? [])
      .map((word) => Buffer.from(word, 'base64').toString('latin1'))
      .join('\n')
  );
}
