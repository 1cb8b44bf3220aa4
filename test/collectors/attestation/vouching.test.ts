import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HetznerServer, startHetzner } from '../../../src/demo/hetzner/server.ts';
import { clean } from '../../../src/demo/hetzner/worlds/clean.ts';
import { judgeSet } from '../../../src/evaluate/judge.ts';
import { formsFor, openWords } from '../../../src/evaluate/vouch.ts';
import { checksDir } from '../../../src/home.ts';
import { unknown } from '../../../src/kit.ts';
import type { Finding, ResourceSet, Subject } from '../../../src/model.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { collectors } from '../../../src/registry.ts';
import { collect } from '../hetzner/support.ts';
import { NOW, type Signed, signed } from './folder.ts';

/** Checks that only a signed word about the very resource can answer: in the world where it is said, is not, is said otherwise, is broken. */
const FORMS: Readonly<Record<string, string>> = {
  'aws.sso.mfa-enforced': 'two-factor-idp',
  'hetzner.account.two-factor': 'hetzner-2fa',
  'hetzner.project.coverage': 'hetzner-projects',
  'hetzner.project.members-reviewed': 'hetzner-access-review',
  'hetzner.volume.backup-evidence': 'hetzner-volume-backups',
  'hetzner.volume.encryption': 'hetzner-encryption',
};
const CHECKS = Object.keys(FORMS);
const policy = loadPolicy({ checksDir, collectors, params: {}, select: CHECKS, frameworks: [] });
const ARN = 'arn:aws:sso:::instance/ssoins-6987a1b2c3d4e5f6';

const project: Subject = {
  source: 'hetzner',
  name: 'production',
  key: 'hetzner/production',
  id: 'hetzner/production',
  label: 'production',
  scope: 'project',
};
const region: Subject = { ...project, source: 'aws', name: 'aws', key: 'aws/a/eu', id: '1/eu', label: 'eu', scope: 'region' };
const center = {
  collector: 'aws/identity-center',
  subject: region,
  collectedAt: NOW,
  freshUntil: '2026-06-16T08:00:00.000Z',
  complete: true,
  proof: 'one page',
  resources: [
    {
      resource: {
        id: ARN,
        name: 'example',
        mfaEnforced: unknown({ operation: 'attestation', reason: 'attestation_missing', detail: 'no API shows it' }),
      },
      evidence: [],
    },
  ],
  gaps: [],
  evidence: [],
  skewMs: 0,
} satisfies ResourceSet;

let server: HetznerServer;
let seen: readonly ResourceSet[];
let folder: Signed;
beforeAll(async () => {
  server = await startHetzner({ world: clean, now: () => NOW });
  const { sets } = await collect(server.url);
  const until = { collectedAt: NOW, freshUntil: '2026-06-16T08:00:00.000Z', skewMs: 0 };
  seen = [...sets.map((set) => ({ ...set, ...until })), center];
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await signed();
});
afterEach(() => folder.close());

interface Row {
  readonly id: string;
  readonly verdict: string;
  readonly reason?: string;
  readonly because: string;
}
/** Everything that a check says, by resource. */
async function said(
  check: string,
  { sets = seen, projects = [project], now = NOW }: { sets?: readonly ResourceSet[]; projects?: readonly Subject[]; now?: string } = {},
): Promise<{ readonly verdict: string; readonly rows: readonly Row[] }> {
  const ready = policy.checks.find((one) => one.check.id === check) as (typeof policy.checks)[number];
  const look = await folder.look(now, {}, [`attestation/${FORMS[check]}`]);
  const scope = [
    { source: 'attestation', subjects: [] },
    { source: 'hetzner', subjects: projects },
    { source: 'aws', subjects: [region] },
  ];
  const words = openWords(collectors, scope, now);
  const about = sets
    .filter(({ collector }) => collector === ready.check.about)
    .map((set) => ({ ...set, freshUntil: '2999-01-01T00:00:00.000Z' }));
  const all = [...[...about, ...look.sets].flatMap((set) => words.take(set)), ...words.rest()];
  const rows: Row[] = [];
  const set = all.find(({ collector }) => collector === ready.check.about) as ResourceSet;
  const emit = ({ resource: { id }, verdict, reason, because }: Finding) =>
    rows.push({ id, verdict, because, ...(reason !== undefined && { reason }) });
  return { verdict: judgeSet(ready, set, { now: Date.parse(now), waivers: [], emit }).verdict, rows };
}
type Facts = Record<string, unknown>;
function restate(form: string, change: (facts: Facts) => object, more: object = {}): void {
  const file = `${form}.yaml`;
  const good = folder.read(file);
  folder.state(file, { ...good, ...more, facts: change(good['facts'] as Facts) });
}
/** The same list with what is true of one of its members changed. */
const some =
  (list: string, which: (one: Facts) => boolean, change: object | undefined) =>
  (facts: Facts): Facts => ({
    ...facts,
    [list]: (facts[list] as Facts[]).flatMap((one) => (which(one) ? (change === undefined ? [] : [{ ...one, ...change }]) : [one])),
  });
const day = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000).toISOString().slice(0, 10);
const of = (rows: readonly Row[], id: string) => rows.find((row) => row.id === id);

describe.each(CHECKS)('%s', (check) => {
  const form = FORMS[check] as string;
  it('passes where somebody has signed for every resource, and its evidence is called attested', async () => {
    const { verdict, rows } = await said(check);
    expect([verdict, [...new Set(rows.map((row) => row.verdict))].filter((one) => one !== 'not_applicable')]).toEqual(['pass', ['pass']]);
    expect(policy.checks.find((one) => one.check.id === check)?.check.evidence).toBe('attested');
  });
  it('is unknown, and neither passes nor fails, where the statement is not there, unsigned, broken, ended or unreadable', async () => {
    const file = join(folder.folder, `${form}.yaml`);
    const good = folder.read(`${form}.yaml`);
    const expected = async (reason: string) => {
      const { verdict, rows } = await said(check);
      expect(verdict).toBe('unknown');
      for (const row of rows.filter((one) => one.verdict !== 'not_applicable')) expect(row).toMatchObject({ verdict: 'unknown', reason });
      folder.state(`${form}.yaml`, good);
      return rows.find((one) => one.verdict === 'unknown')?.because;
    };
    rmSync(`${file}.sig`);
    expect(await expected('attestation_missing')).toMatch(/it is not signed$/);
    folder.state(`${form}.yaml`, { ...good, statement: 'otherwise' }, null);
    expect(await expected('attestation_missing')).toMatch(/its signature is broken/);
    folder.state(`${form}.yaml`, { ...good, validUntil: day(-1) });
    expect(await expected('attestation_expired')).toMatch(/it stood until/);
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0]));
    await expected('malformed_response');
    rmSync(file);
    expect(await expected('attestation_missing')).toMatch(new RegExp(`no file ${form}\\*\\.yaml`));
    writeFileSync(join(folder.folder, 'documents', `${form}.txt`), 'another');
    expect(await expected('attestation_missing')).toMatch(/has changed since it was signed for/);
  });
  it('stands for as long as its form, whatever end the statement gives itself', async () => {
    const days = collectors.find(({ id }) => id === `attestation/${form}`)?.form?.days as number;
    restate(form, (facts) => facts, { validUntil: '2099-01-01' });
    const later = new Date(Date.parse(NOW) + (days + 1) * 86_400_000).toISOString();
    const { verdict, rows } = await said(check, { now: later });
    expect(verdict).toBe('unknown');
    expect(rows.find((one) => one.verdict === 'unknown')?.reason).toBe('attestation_expired');
  });
  it('is named by the form that can answer it', () => {
    const ready = policy.checks.find((one) => one.check.id === check) as (typeof policy.checks)[number];
    expect(formsFor(ready, collectors).map(({ id }) => id)).toEqual([form]);
  });
});

describe('a statement that says no fails the very resource', () => {
  it.each([
    ['hetzner.account.two-factor', 'production', some('members', ({ name }) => name === 'bob@example.com', { twoFactor: false })],
    [
      'hetzner.project.coverage',
      'production',
      (facts: Facts) => ({ ...facts, projects: [...(facts['projects'] as object[]), { name: 'forgotten', purpose: 'tests' }] }),
    ],
    ['hetzner.volume.backup-evidence', '3002', some('volumes', ({ id }) => id === 3002, { backup: null })],
    ['hetzner.volume.encryption', 'server/1005', some('disks', ({ id }) => id === 1005, { encrypted: false })],
    ['aws.sso.mfa-enforced', ARN, some('providers', () => true, { exceptions: ['ceo'] })],
    ['aws.sso.mfa-enforced', ARN, some('providers', () => true, { enforcedForAll: false })],
  ] as const)('%s: %s', async (check, id, change) => {
    restate(FORMS[check] as string, change as (facts: Facts) => object);
    const { verdict, rows } = await said(check);
    expect([verdict, rows.filter((row) => row.verdict === 'fail').map((row) => row.id)]).toEqual(['fail', [id]]);
  });
  it('hetzner.project.members-reviewed: a revocation that was not carried out', async () => {
    restate(
      'hetzner-access-review',
      some('projects', () => true, { members: [{ name: 'eve', role: 'Owner', decision: 'revoke', doneAt: null }] }),
    );
    expect((await said('hetzner.project.members-reviewed')).verdict).toBe('fail');
  });
});

describe('a resource that the statement does not name stays unknown', () => {
  it.each([
    ['hetzner.account.two-factor', 'production', (facts: Facts) => ({ ...facts, projects: ['staging'] })],
    ['hetzner.project.coverage', 'production', some('projects', () => true, { name: 'staging' })],
    ['hetzner.project.members-reviewed', 'production', some('projects', () => true, { project: 'staging' })],
    ['hetzner.volume.backup-evidence', '3002', some('volumes', ({ id }) => id === 3002, undefined)],
    ['hetzner.volume.backup-evidence', '3002', some('volumes', ({ id }) => id === 3002, { project: 'staging' })],
    ['hetzner.volume.encryption', 'server/1005', some('disks', ({ id }) => id === 1005, undefined)],
    ['hetzner.volume.encryption', 'server/1005', some('disks', ({ id }) => id === 1005, { kind: 'volume' })],
    ['aws.sso.mfa-enforced', ARN, some('providers', () => true, { instances: [] })],
    ['aws.sso.mfa-enforced', ARN, some('providers', () => true, { instances: [`${ARN}0`] })],
  ] as const)('%s: %s', async (check, id, change) => {
    restate(FORMS[check] as string, change as (facts: Facts) => object);
    const { verdict, rows } = await said(check);
    expect(verdict).toBe('unknown');
    expect(of(rows, id)).toMatchObject({
      verdict: 'unknown',
      reason: 'attestation_missing',
      because: expect.stringMatching(/it (?:does not name|says of no)/),
    });
    for (const row of rows.filter((one) => one.id !== id)) expect(['pass', 'not_applicable']).toContain(row.verdict);
  });
});

describe('a statement that the API contradicts says nothing', () => {
  it('of a volume that has moved to another server since', async () => {
    restate(
      'hetzner-volume-backups',
      some('volumes', ({ id }) => id === 3002, { server: 1001 }),
    );
    expect(of((await said('hetzner.volume.backup-evidence')).rows, '3002')?.because).toMatch(
      /attached to server 1001, and the API says server 1006$/,
    );
  });
  it('of what was not there yet when it was looked at, and of what does not tell its age', async () => {
    const changed = (collector: string, created: unknown) =>
      seen.map((set) =>
        set.collector === collector
          ? { ...set, resources: set.resources.map((one) => ({ ...one, resource: { ...one.resource, created } })) }
          : set,
      ) as readonly ResourceSet[];
    for (const [check, collector] of [
      ['hetzner.volume.backup-evidence', 'hetzner/volume'],
      ['hetzner.volume.encryption', 'hetzner/disk'],
    ] as const) {
      const young = await said(check, { sets: changed(collector, `${day(-1)}T00:00:00Z`) });
      expect(young.verdict).toBe('unknown');
      expect(young.rows.find(({ verdict }) => verdict === 'unknown')?.because).toMatch(/was made at .* after what is stated of it/);
      const untold = unknown({ operation: 'GET /volumes', reason: 'missing_member', detail: 'no created' });
      expect((await said(check, { sets: changed(collector, untold) })).rows.find(({ verdict }) => verdict === 'unknown')?.reason).toBe(
        'missing_member',
      );
    }
  });
  it('of projects that are looked at and that it does not list', async () => {
    const two = [project, { ...project, name: 'staging', key: 'hetzner/staging' }];
    expect((await said('hetzner.project.coverage', { projects: two })).rows[0]).toMatchObject({
      verdict: 'unknown',
      because: expect.stringMatching(/does not name the project staging, so that it is no list of all projects$/),
    });
  });
  it('of members whom it counts and does not name', async () => {
    restate('hetzner-2fa', (facts) => ({ ...facts, population: 4 }));
    expect((await said('hetzner.account.two-factor')).rows[0]).toMatchObject({
      verdict: 'unknown',
      because: expect.stringMatching(/names 3 of 4 members$/),
    });
  });
  it('where what it was seen by is too old', async () => {
    restate(
      'hetzner-encryption',
      some('disks', ({ id }) => id === 3001, { seenAt: day(-380) }),
    );
    expect(of((await said('hetzner.volume.encryption')).rows, 'volume/3001')).toMatchObject({
      verdict: 'unknown',
      reason: 'attestation_expired',
    });
    // in time when it was signed for, and no longer
    restate(
      'hetzner-encryption',
      some('disks', ({ id }) => id === 3001, { seenAt: day(-370) }),
    );
    expect(of((await said('hetzner.volume.encryption')).rows, 'volume/3001')?.because).toMatch(/by now more than 365 days/);
  });
});
