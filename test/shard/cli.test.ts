/** The same by the command line, over the whole demonstration estate. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEstate } from '../../src/demo/estate.ts';
import type { Report } from '../../src/model.ts';
import { claimcheck, folder } from '../support/cli.ts';

describe('the demonstration estate in three parts', () => {
  it('merges into the report of one run; twice is once; verify finds nothing', async () => {
    const estate = await openEstate({ world: 'drifted', now: () => new Date().toISOString() });
    try {
      const cwd = folder({ 'claimcheck.yaml': estate.yaml([]) });
      const here = (argv: readonly string[]) => claimcheck(argv, { cwd, env: estate.env });
      const whole = await here(['run', '--format', 'json', '--out', 'whole', '--log', 'none']);
      for (const index of [1, 2, 3]) {
        const { status, said } = await here(['run', '--shard', `${index}/3`, '--segments', 'parts', '--log', 'none']);
        expect(status, said.join('\n')).toBe(0);
        expect(said.at(-1)).toMatch(/sealed as a segment/);
      }
      const again = await here(['run', '--shard', '2/3', '--segments', 'parts', '--log', 'none']);
      expect(again.said.at(-1)).toMatch(/sealed already/);
      const merged = await here(['merge', 'parts', '--locker', 'merged', '--out', 'report', '--format', 'json']);
      expect(merged.status, merged.said.join('\n')).toBe(whole.status);
      const read = (dir: string) => JSON.parse(readFileSync(join(cwd, dir, 'report.json'), 'utf8')) as Report;
      const [one, many] = [read('whole'), read('report')];
      expect(kernel(many)).toEqual(kernel(one));
      const twice = await here(['merge', 'parts', '--locker', 'merged', '--out', 'report2', '--format', 'json']);
      expect(twice).toMatchObject({ status: whole.status });
      expect(twice.said.join()).toMatch(/merged already, as run 1/);
      expect(readdirSync(join(cwd, 'merged', 'runs'))).toHaveLength(1);
      const verified = await here(['verify', 'merged', '--re-evaluate', '--json']);
      expect(JSON.parse(verified.out)).toMatchObject({ defects: [{ code: 'NOT_SIGNED' }, { code: 'TAIL_NOT_ANCHORED' }] });
    } finally {
      await estate.close();
    }
  }, 300_000);

  it('says what it cannot do in one line', async () => {
    const cwd = folder({ 'claimcheck.yaml': 'sources:\n  - { type: hetzner, project: p, token: { env: TOKEN } }\n' });
    const said = async (...argv: string[]) => {
      const { status, said: lines } = await claimcheck(argv, { cwd, env: { TOKEN: 'a-token-that-opens-nothing' } });
      return [status, ...lines];
    };
    expect(await said('run', '--shard', '5/4')).toEqual([2, '--shard "5/4" is no shard (write 1/4 to 4/4)']);
    expect(await said('run', '--segments', 'x')).toEqual([
      2,
      '--segments and --started go with --shard (claimcheck run --shard 1/4 --segments parts)',
    ]);
    expect((await said('run', '--shard', '1/2', '--started', 'today'))[1]).toMatch(/neither a day nor an instant/);
    expect((await said('merge', 'nowhere'))[1]).toMatch(/there is no folder/);
    expect((await said('merge', '.'))[1]).toMatch(/there is no segment in/);
  });
});

/** Everything but ids, times and what rests on them. */
function kernel(report: Report): unknown {
  const { id: _, seq: __, previous: ___, startedAt: ____, finishedAt: _____, requests, digests, clock: ______, ...run } = report.run;
  const strip = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'T');
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === 'evidence' && Array.isArray(inner) ? inner.length : strip(inner)]),
    );
  };
  return strip({ ...report, run: { ...run, operations: requests.operations, policy: digests.policy } });
}
