import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ComparisonSchema } from '../../src/compare/schema.ts';
import { type HetznerServer, startHetzner } from '../../src/demo/hetzner/server.ts';
import { clean } from '../../src/demo/hetzner/worlds/clean.ts';
import { drifted } from '../../src/demo/hetzner/worlds/drifted.ts';
import { checksDir } from '../../src/home.ts';
import type { Comparison, Report } from '../../src/model.ts';
import { renderers } from '../../src/registry.ts';
import { ReportSchema } from '../../src/report/schema.ts';
import { hasPdftotext } from '../reports/reading.ts';
import { claimcheck, folder, type Spoken } from '../support/cli.ts';
import { everyText, namesOf } from '../support/identifiers.ts';

const env = { TOKEN: 'hetzner-token-0123456789abcdef' };
const CHECKS = 'hetzner.location.allowed,hetzner.server.*,hetzner.firewall.*';
let servers: readonly HetznerServer[] = [];
let cwd = '';
const run = (...argv: readonly string[]): Promise<Spoken> => claimcheck(argv, { cwd, env });

/** A clean day, and the day on which it had drifted. */
beforeAll(async () => {
  const now = () => new Date().toISOString();
  servers = [await startHetzner({ world: clean, now }), await startHetzner({ world: drifted, now })];
  cwd = folder();
  for (const { url } of servers) {
    writeFileSync(
      join(cwd, 'claimcheck.yaml'),
      `sources:\n  - { type: hetzner, project: production, token: { env: TOKEN }, baseUrl: "${url}" }\n`,
    );
    await run('run', '--format', 'json', '--checks', CHECKS, '--log', 'none');
  }
}, 60_000);
afterAll(() => Promise.all(servers.map((server) => server.close())));

describe('diff', () => {
  it('compares the newest run with the one before it, in three formats', async () => {
    const machine = await run('diff', '--json');
    const comparison = JSON.parse(machine.out) as Comparison;
    expect(ComparisonSchema.safeParse(comparison).error?.issues).toBeUndefined();
    expect([comparison.before.seq, comparison.after.seq]).toEqual([1, 2]);
    expect(comparison.findings.effects.worse).toBeGreaterThan(0);
    expect(machine.status).toBe(comparison.exit);
    expect([1, 4]).toContain(machine.status);
    const markdown = await run('diff', '1', '2', '--format', 'markdown');
    expect(markdown.out).toMatch(/^## claimcheck: run 1 → run 2\n/);
    const terminal = await run('diff', '1', '2');
    expect(terminal.out).toContain('Worse: hetzner.');
    expect(Math.max(...terminal.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
  it('the other way round nothing is worse, and a run is what it is', async () => {
    const back = await run('diff', '2', '1', '--json');
    const { findings } = JSON.parse(back.out) as Comparison;
    expect(findings.effects.worse).toBe(0);
    const same = await run('diff', '2', '2');
    expect(same).toMatchObject({ status: 0, out: expect.stringContaining('Nothing changed.') });
  });
  it.each([
    [['diff', 'previous', '1'], 'there is no run before run 1'],
    [['diff', '1', '7'], 'holds no run 7'],
    [['diff', '--format', 'markdwon'], 'did you mean `markdown`?'],
    [['diff', '--format', 'pdf'], 'known: '],
    [['diff', '--json', '--format', 'markdown'], 'say two different things'],
  ])('refuses %j', async (argv, words) => {
    const { status, said, out } = await run(...argv);
    expect([status, out]).toEqual([2, '']);
    expect(said.join()).toContain(words);
  });
  it('does not compare what was altered', async () => {
    const path = join(cwd, '.claimcheck/runs/00000002/findings.jsonl');
    const before = readFileSync(path);
    chmodSync(path, 0o644);
    const spoilt = Buffer.from(before);
    const at = spoilt.indexOf('"verdict":"fail"');
    spoilt.write('"verdict":"pass"', at);
    writeFileSync(path, spoilt);
    const { status, out } = await run('diff', '--json');
    writeFileSync(path, before);
    expect([status, out]).toEqual([5, '']);
  });
});

describe('evaluate', () => {
  const evaluate = async (...argv: readonly string[]) => {
    const spoken = await run('evaluate', '--run', '1', '--checks', CHECKS, '--format', 'json', '--out', 'again', ...argv);
    const report = () => JSON.parse(readFileSync(join(cwd, 'again/report.json'), 'utf8')) as Report;
    return { ...spoken, report };
  };
  it('finds nothing to explain where nothing changed', async () => {
    const { said, report } = await evaluate();
    expect(said.join('\n')).toContain('Nothing changed.');
    expect(ReportSchema.safeParse(report()).error?.issues).toBeUndefined();
    expect(report().comparison).toMatchObject({ checks: [], exit: 0 });
    expect(said.filter((line) => line.startsWith('note: '))).toEqual([]);
  });
  it('says which formats have no place for the comparison', async () => {
    const { said } = await evaluate('--format', 'json,csv');
    expect(said).toContain('note: the comparison is not part of csv: this format has no place for it');
  });
  it('explains a stricter policy check by check', async () => {
    const id = 'hetzner.location.allowed';
    const path = join(cwd, 'mine', `${id.replaceAll('.', '/')}.yaml`);
    mkdirSync(dirname(path), { recursive: true });
    const shipped = readFileSync(join(checksDir, `${id.replaceAll('.', '/')}.yaml`), 'utf8');
    writeFileSync(path, shipped.replace(/^expect: (.*)$/m, 'expect: ($1) && r.name.matches("^web-[19]$")'));
    const { report, said } = await evaluate('--policy', 'mine');
    const change = report().comparison?.checks.find(({ check }) => check === id);
    expect(change).toMatchObject({ before: 'pass', after: 'fail', effect: 'worse' });
    expect(change?.causes.map(({ kind }) => kind)).toEqual(['policy_changed']);
    expect(said.join('\n')).toContain(`${id}, `);
  });
  it('a loosened parameter gives its check a verdict, and satisfies nothing', async () => {
    const { report } = await evaluate('--param', 'hetzner.server.backup-recent.maxAgeHours=9999');
    const result = report().results.find(({ check }) => check === 'hetzner.server.backup-recent');
    expect(result?.loosened).toEqual(['maxAgeHours']);
    expect(report().comparison?.context.map(({ kind }) => kind)).toEqual(['parameter_changed']);
  });
  it.each([
    [['--param', 'nonsense'], 'does not name a check'],
    [['--param', 'hetzner.server.backup-recnt.maxAgeHours=3'], 'hetzner.server.backup-recent'],
    [['--param', 'hetzner.server.backup-recent.maxAgeHour=3'], 'did you mean `maxAgeHours`?'],
    [['--param', 'hetzner.server.backup-recent.maxAgeHours=soon'], 'must be a whole number'],
    [['--policy', 'nowhere'], 'is no folder'],
  ])('refuses %j', async (argv, words) => {
    const { status, said } = await evaluate(...argv);
    expect(status).toBe(2);
    expect(said.join()).toContain(words);
  });
});

describe('report', () => {
  const report = async (...argv: readonly string[]) => {
    const spoken = await run('report', '--format', 'json,markdown', '--out', 'beside', ...argv);
    const text = (name: string) => readFileSync(join(cwd, 'beside', name), 'utf8');
    return { ...spoken, report: () => JSON.parse(text('report.json')) as Report, markdown: () => text('summary.md') };
  };
  const today = new Date().toISOString().slice(0, 10);
  it('shows another run and a period beside its own', async () => {
    const made = await report('--compare', 'previous', '--period', `${today.slice(0, 8)}01..`);
    expect(ReportSchema.safeParse(made.report()).error?.issues).toBeUndefined();
    expect(made.report().comparison).toMatchObject({ before: { seq: 1 }, after: { seq: 2 } });
    expect(made.report().overTime?.runs).toMatchObject({ sealed: 2 });
    expect(made.markdown()).toContain('### Beside run 1 of ');
    expect(made.markdown()).toContain(`### From ${today.slice(0, 8)}01 to ${today}`);
  });
  it('tells which formats have no place for what was asked for, and is silent about the others', async () => {
    const notes = async (...argv: readonly string[]) =>
      (await run('report', '--out', 'told', ...argv)).said.filter((line) => line.startsWith('note: '));
    const period = ['--period', `${today}..${today}`];
    expect(await notes('--format', 'csv,html,json,markdown,pdf,terminal,sarif', '--compare', 'previous', ...period)).toEqual([
      'note: the comparison is not part of csv, sarif: these formats have no place for it',
      'note: the table of the period is not part of csv, sarif: these formats have no place for it',
    ]);
    expect(await notes('--format', 'junit', ...period)).toEqual([
      'note: the table of the period is not part of junit: this format has no place for it',
    ]);
    expect(await notes('--format', 'csv,sarif')).toEqual([]);
  });
  it("a customer's edition keeps the counts and names nothing of the estate", async () => {
    const whole = (await report('--compare', 'previous', '--period', `${today}..${today}`)).report();
    const made = (await report('--compare', 'previous', '--period', `${today}..${today}`, '--audience', 'customer')).report();
    const names = whole.comparison?.findings.listed.map(({ resource }) => resource.name) ?? [];
    expect(names.length).toBeGreaterThan(0);
    const text = JSON.stringify([made.comparison, made.overTime]);
    for (const name of [...names, 'production']) expect(text).not.toContain(JSON.stringify(name));
    expect(made.comparison?.findings).toMatchObject({
      total: whole.comparison?.findings.total,
      effects: whole.comparison?.findings.effects,
    });
    expect(made.overTime?.checks.map(({ states }) => states)).toEqual(whole.overTime?.checks.map(({ states }) => states));
  });
  it('no byte of any file of it holds a name of the estate, whatever stands beside the run', async () => {
    const whole = (await report('--compare', 'previous', '--period', `${today}..${today}`)).report();
    const formats = renderers.map(({ id }) => id).join(',');
    const argv = ['--compare', 'previous', '--period', `${today}..${today}`, '--audience', 'customer', '--format', formats];
    const { said } = await run('report', ...argv, '--out', 'customer');
    expect(said.filter((line) => !/^(?:written|note): /.test(line))).toEqual([]);
    const told = whole.comparison?.findings.listed.flatMap(({ resource, subject }) => [resource.id, resource.name, subject.key]) ?? [];
    const names = [...new Set([...namesOf(whole), ...told.filter((name) => name.length > 8)])];
    expect(names.length).toBeGreaterThan(20);
    const files = readdirSync(join(cwd, 'customer'));
    expect(files).toHaveLength(renderers.length);
    for (const file of files) {
      const text = everyText(join(cwd, 'customer', file));
      expect(
        names.filter((name) => text.includes(name)),
        file,
      ).toEqual([]);
    }
    // that both stand in what was looked through
    expect(everyText(join(cwd, 'customer/report.html'))).toContain('id="changes"');
    if (hasPdftotext) expect(everyText(join(cwd, 'customer/report.pdf'))).toContain('Of how many checks what was known');
  }, 120_000);
  it.each([
    [['--period', '2026-01-01'], 'is not two days'],
    [['--period', '2026-01-01..2025-01-01'], 'is after --to'],
    [['--schedule', '0 6 * * *'], 'says nothing without --period'],
    [['--compare', '9'], 'holds no run 9'],
  ])('refuses %j', async (argv, words) => {
    const { status, said } = await report(...argv);
    expect(status).toBe(2);
    expect(said.join()).toContain(words);
  });
});
