import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import Ajv2020 from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEstate, WORLDS, type WorldName } from '../../src/demo/estate.ts';
import type { CheckResult, Finding, Report } from '../../src/model.ts';
import { renderers } from '../../src/registry.ts';
import { reportJsonSchema } from '../../src/report/schema.ts';
import { claimcheck, folder, type Spoken } from '../support/cli.ts';
import { everyText, namesOf } from '../support/identifiers.ts';

/** The whole thing, as a user has it: command line, real SDKs, real HTTP, locker, report. */
interface World {
  readonly cwd: string;
  readonly spoken: Spoken;
  readonly report: Report;
}
const worlds = new Map<WorldName, World>();
const out = (cwd: string) => join(cwd, 'claimcheck-report');
const read = (cwd: string, dir = 'claimcheck-report') => JSON.parse(readFileSync(join(cwd, dir, 'report.json'), 'utf8')) as Report;
const of = (name: WorldName) => worlds.get(name) as World;

beforeAll(async () => {
  for (const world of WORLDS) {
    const cwd = folder();
    const spoken = await claimcheck(['demo', '--world', world], { cwd });
    worlds.set(world, { cwd, spoken, report: read(cwd) });
  }
}, 180_000);

const verdicts = (report: Report) => new Map(report.results.map((result) => [result.check, result.verdict]));
const rows = (report: Report) =>
  report.results.flatMap((result) => result.subjects.map((subject) => `${result.check} × ${subject.key}`)).sort();
const findings = (result: CheckResult): Finding[] => result.subjects.flatMap((subject) => subject.findings);
const having = (report: Report, verdict: string) =>
  report.results.filter((result) => result.verdict === verdict).map((result) => result.check);

/** What no API shows, and a signed statement says of each of these resources: decision 004. */
const ATTESTED = [
  'aws.sso.mfa-enforced',
  'hetzner.account.two-factor',
  'hetzner.project.coverage',
  'hetzner.project.members-reviewed',
  'hetzner.volume.backup-evidence',
  'hetzner.volume.encryption',
];

/** What the drifted world says no longer: a statement that ended, one whose document was altered, and one that does not name the new server. */
const SPOILT = ['att.incident-plan', 'att.pentest', 'hetzner.volume.encryption'];

describe('the clean world', () => {
  it('fails nothing, and leaves nothing unknown', () => {
    const { spoken, report } = of('clean');
    expect(spoken.status).toBe(0);
    expect(having(report, 'fail')).toEqual([]);
    expect(having(report, 'unknown')).toEqual([]);
    expect(report.gaps).toEqual([]);
  });
  it.each(ATTESTED)('%s rests on the word of somebody who signed, and on the answers about what it is of', (check) => {
    const result = of('clean').report.results.find((one) => one.check === check) as CheckResult;
    const passing = findings(result).filter(({ verdict }) => verdict === 'pass');
    expect([result.verdict, result.evidence]).toEqual(['pass', 'attested']);
    expect(passing.length).toBeGreaterThan(0);
    // folder, signers, statement with its signature, document
    for (const { evidence } of passing) expect(evidence.length).toBeGreaterThanOrEqual(4);
  });
});

describe('the drifted world', () => {
  it('fails exactly where something was planted', async () => {
    const { spoken, report } = of('drifted');
    expect(spoken.status).toBe(4);
    const estate = await openEstate({ world: 'drifted', now: () => '2026-01-01T00:00:00.000Z' });
    await estate.close();
    expect(having(report, 'fail').sort()).toEqual([...new Set(estate.drift.map((drift) => drift.check))].sort());
    for (const result of report.results) {
      const planted = estate.drift.filter((drift) => drift.check === result.check).map((drift) => drift.resource);
      const failing = result.subjects.flatMap((subject) =>
        subject.findings
          .filter((finding) => finding.verdict === 'fail')
          .map((finding) => [finding.resource.name, finding.resource.id, subject.key, subject.id]),
      );
      // `holds: some` fails as a whole: no single resource is the culprit
      if (failing.length === 1 && failing[0]?.[1] === failing[0]?.[3]) continue;
      for (const names of failing)
        expect(
          planted.some((resource) => names.some((name) => name === resource || name.includes(resource))),
          `${result.check}: ${names[0]} was not planted`,
        ).toBe(true);
      for (const resource of planted)
        expect(
          failing.some((names) => names.some((name) => name === resource || name.includes(resource))),
          `${result.check}: ${resource} was not found`,
        ).toBe(true);
    }
    expect(having(report, 'unknown').sort()).toEqual(SPOILT);
  });
  it('a failure shows what was observed, says what to do, and rests on recorded answers', () => {
    for (const result of of('drifted').report.results.filter(({ verdict }) => verdict === 'fail')) {
      expect(result.remedy).toMatch(/https:\/\//);
      for (const finding of findings(result).filter(({ verdict }) => verdict === 'fail')) {
        expect(finding.because.length, result.check).toBeGreaterThan(10);
        expect(finding.evidence.length, `${result.check} ${finding.resource.name}`).toBeGreaterThan(0);
      }
    }
  });
});

describe('the denied world', () => {
  it('passes nothing that the clean one does not, and loses no row', () => {
    const [clean, denied] = [of('clean').report, of('denied').report];
    const before = verdicts(clean);
    for (const [check, verdict] of verdicts(denied)) if (verdict === 'pass') expect(before.get(check), check).toBe('pass');
    expect(having(denied, 'pass').length).toBeLessThan(having(clean, 'pass').length);
    expect(rows(denied)).toEqual(rows(clean));
    // a plan that cannot enforce a rule is a fact, not a refusal: catalogue, github.repo.default-branch-protected
    for (const check of having(denied, 'fail'))
      expect(
        findings(denied.results.find((result) => result.check === check) as CheckResult)
          .filter(({ verdict }) => verdict === 'fail')
          .every(({ resource }) => resource.name.includes('/')),
        check,
      ).toBe(true);
  });
  it('every unknown has its reason, and a refusal names the permission', () => {
    const { report } = of('denied');
    for (const result of report.results) {
      if (result.verdict === 'unknown') expect(result.reasons.length, result.check).toBeGreaterThan(0);
      for (const finding of findings(result)) if (finding.verdict === 'unknown') expect(finding.reason, result.check).toBeDefined();
    }
    const refused = report.gaps.filter((gap) => gap.reason === 'access_denied' && gap.operation.includes(':'));
    expect(refused.length).toBeGreaterThan(0);
    // AWS names its rights so; a database, a machine and a website have words of their own
    for (const gap of refused)
      if (/^(?:host|mysql|postgres|statement):/.test(gap.operation)) expect(gap.permission?.length, gap.operation).toBeGreaterThan(10);
      else expect(gap.permission, gap.operation).toMatch(/^[a-z0-9-]+:[A-Z]/);
  });
  it('taking rights away raises no count of passes and no standing', () => {
    const [clean, denied] = [of('clean').report, of('denied').report];
    const rank = { established: 3, supported: 2, unproven: 1, 'not-assessed': 0, contradicted: 0 };
    denied.requirements.forEach((requirement, index) => {
      expect(rank[requirement.standing], `${requirement.framework}/${requirement.id}`).toBeLessThanOrEqual(
        rank[(clean.requirements[index] as typeof requirement).standing],
      );
    });
    for (const [index, result] of denied.results.entries())
      expect(result.counts.pass, result.check).toBeLessThanOrEqual((clean.results[index] as CheckResult).counts.pass);
  });
});

describe.each(WORLDS)('in the %s world', (world) => {
  it('the report fits its published schema', () => {
    const validate = new Ajv2020({ allErrors: true }).compile(reportJsonSchema());
    validate(of(world).report);
    expect(validate.errors).toBeNull();
  });
  it('says that every detector was shown to fail and to be unknown before it was relied on', () => {
    const { selfTest } = of(world).report.run;
    expect(selfTest?.checks).toBe(of(world).report.results.length);
    expect(selfTest?.cases.fail).toBeGreaterThanOrEqual(selfTest?.checks as number);
    expect(selfTest?.cases.unknown).toBeGreaterThanOrEqual(selfTest?.checks as number);
  });

  it('all 38 claims of both statements have a standing and a reason', () => {
    const claims = of(world).report.requirements.filter(({ framework }) =>
      ['software-security-statement', 'best-practices'].includes(framework),
    );
    expect(claims).toHaveLength(38);
    for (const claim of claims) expect(claim.because.length, claim.id).toBeGreaterThan(5);
  });
  it('says which world was asked, and writes the report to its folder', () => {
    const { spoken, cwd, report } = of(world);
    expect(report.run.demo).toBe(world);
    expect(spoken.out).toContain(world);
    expect(readdirSync(out(cwd)).sort()).toEqual(['claimcheck.yaml', 'locker', 'report.json', 'report.pdf']);
    expect(
      readFileSync(join(out(cwd), 'report.pdf'))
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });
  it('no credential stands in any byte that was written', async () => {
    const estate = await openEstate({ world, now: () => '2026-01-01T00:00:00.000Z' });
    await estate.close();
    const { cwd, spoken } = of(world);
    const secrets = Object.entries(estate.env)
      .filter(([name]) => name !== 'AWS_ACCESS_KEY_ID')
      .map(([, value]) => value);
    expect(secrets.length).toBeGreaterThanOrEqual(3);
    const places = [
      ['stdout', Buffer.from(spoken.out)],
      ['stderr', Buffer.from(spoken.said.join('\n'))],
      ...filesUnder(cwd).map((file) => [file, withStreams(readFileSync(file))] as const),
    ] as const;
    for (const [place, bytes] of places)
      for (const secret of secrets) expect(bytes.includes(secret), `${place} holds a secret`).toBe(false);
  });
  it('judged again offline, from the locker alone, it comes to the same', async () => {
    const { cwd, report } = of(world);
    const again = await claimcheck(
      ['evaluate', '--locker', 'claimcheck-report/locker', '--run', 'latest', '--out', 'again', '--format', 'json'],
      { cwd },
    );
    expect(again.said.filter((line) => /bug/.test(line))).toEqual([]);
    expect(again.status).toBe(report.run.exit);
    const replayed = read(cwd, 'again');
    expect(replayed.run.digests.policy).toBe(report.run.digests.policy);
    expect(replayed.results).toEqual(report.results);
    expect(replayed.requirements).toEqual(report.requirements);
    expect(replayed.gaps).toEqual(report.gaps);
    expect(replayed.witnessed).toEqual(report.witnessed);
    expect(replayed.scope).toEqual(report.scope);
  });
  it('its report can be written again', async () => {
    const { cwd } = of(world);
    await claimcheck(['report', '--locker', 'claimcheck-report/locker', '--out', 'rewritten'], { cwd });
    for (const name of ['report.json', 'report.pdf'])
      expect(readFileSync(join(cwd, 'rewritten', name)).equals(readFileSync(join(out(cwd), name))), name).toBe(true);
  });
});

describe('a run that is interrupted', () => {
  it('seals what it saw; the rest is unknown', async () => {
    const cwd = folder();
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 400);
    const spoken = await claimcheck(['demo', '--world', 'clean'], { cwd, signal: stop.signal });
    expect(spoken.status).toBe(143);
    const report = read(cwd);
    expect(report.run.status).toBe('aborted');
    expect(rows(report)).toEqual(rows(of('clean').report));
    expect(having(report, 'fail')).toEqual([]);
    expect(report.results.some((result) => result.reasons.includes('aborted'))).toBe(true);
  });
});

function filesUnder(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
/** A PDF's text lies in compressed streams: they are looked into as well. */
function withStreams(bytes: Buffer): Buffer {
  const parts = [bytes];
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 1)) {
    const end = bytes.indexOf('endstream', at);
    try {
      parts.push(inflateSync(bytes.subarray(at + 7, end)));
    } catch {
      // not a deflated stream (a font, an image): its bytes are in the first part
    }
  }
  return Buffer.concat(parts);
}

describe("a customer's edition", () => {
  const formats = renderers.map(({ id }) => id).filter((id) => id !== 'terminal');

  it('keeps every count and standing, and no byte of any of its files holds a name of the estate', async () => {
    const { cwd, report } = of('drifted');
    const config = join(out(cwd), 'claimcheck.yaml');
    const argv = ['report', '--config', config, '--audience', 'customer', '--for', 'Example GmbH', '--valid-until', '2099-12-31'];
    const spoken = await claimcheck([...argv, '--format', formats.join(','), '--out', 'customer'], { cwd });
    expect(spoken.said.filter((line) => !line.startsWith('written:'))).toEqual([]);
    const shown = read(cwd, 'customer');
    expect(shown.edition).toMatchObject({ audience: 'customer', recipient: 'Example GmbH', validUntil: '2099-12-31', allowed: [] });
    expect(shown.run).toEqual(report.run);
    expect(shown.results.map(({ check, verdict, counts }) => [check, verdict, counts])).toEqual(
      report.results.map(({ check, verdict, counts }) => [check, verdict, counts]),
    );
    expect(shown.requirements.map(({ id, standing, strength }) => [id, standing, strength])).toEqual(
      report.requirements.map(({ id, standing, strength }) => [id, standing, strength]),
    );
    const names = namesOf(report);
    expect(names.length).toBeGreaterThan(500);
    for (const file of readdirSync(join(cwd, 'customer'))) {
      const text = everyText(join(cwd, 'customer', file));
      expect(
        names.filter((name) => text.includes(name)),
        file,
      ).toEqual([]);
    }
  }, 120_000);

  it('shows what is allowed by name, and nothing beside it', async () => {
    const { cwd, report } = of('drifted');
    const config = join(out(cwd), 'claimcheck.yaml');
    const [one] = report.results.flatMap(findings).filter(({ verdict }) => verdict === 'fail');
    const name = one?.resource.name as string;
    const argv = ['report', '--config', config, '--audience', 'customer', '--allow', name, '--format', 'json', '--out', 'allowed'];
    await claimcheck(argv, { cwd });
    const text = readFileSync(join(cwd, 'allowed/report.json'), 'utf8');
    expect(text).toContain(name);
    const left = namesOf(report).filter((other) => other !== name && !name.includes(other));
    expect(left.filter((other) => text.includes(other))).toEqual([]);
  });

  it('refuses what cannot be meant, in one line', async () => {
    const { cwd } = of('clean');
    const config = join(out(cwd), 'claimcheck.yaml');
    const said = async (...flags: string[]) => {
      const { status, said } = await claimcheck(['report', '--config', config, '--out', 'no', ...flags], { cwd });
      return [status, ...said];
    };
    expect(await said('--audience', 'costumer')).toEqual([2, 'there is no audience called `costumer` (did you mean `customer`?)']);
    expect(await said('--for', 'Example')).toEqual([2, '--for says nothing without --audience (one of internal, auditor, customer)']);
    expect(await said('--audience', 'auditor', '--allow', 'ada')).toEqual([2, expect.stringContaining('leaves nothing out')]);
    expect(await said('--audience', 'customer', '--valid-until', '2026-02-30')).toEqual([2, expect.stringContaining('is not a day')]);
    expect(await said('--audience', 'customer', '--valid-until', '2020-01-01')).toEqual([2, expect.stringContaining('was over when')]);
  });
});
