/** Parts of a run, asked by processes that do not know each other, and put together: nothing doubled, nothing lost, nothing mixed. */
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeDisk, openLocker } from '../../src/locker/index.ts';
import type { Report } from '../../src/model.ts';
import { jobs, periodOf, run, sealRun } from '../../src/pipeline.ts';
import { agree, startOf } from '../../src/shard/agree.ts';
import { askPart } from '../../src/shard/ask-part.ts';
import { bindingOf } from '../../src/shard/binding.ts';
import { jobsOf, shardPart } from '../../src/shard/jobs.ts';
import { heardIn, segmentsAt } from '../../src/shard/merge.ts';
import { bare, execution, NOW, type Shopping, shopping, shopsSource, wireOf } from '../support/shops.ts';

const NAMED = ['ab', 'abc', 'abcd', 'max', 'zz', 'b', 'bb', 'bbb'];
const FOUND = ['north', 'south', 'eastx', 'west'];
const ENTRIES = [
  { name: 'named', shops: NAMED },
  { name: 'found', shops: undefined },
];

async function shard(
  shop: Shopping,
  index: number,
  of: number,
  more: { version?: string; asked?: string[]; started?: string } = {},
): Promise<string> {
  const dir = join(shop.dir, `parts-${of}`);
  const { config, policy } = shop;
  const binding = bindingOf(config, policy, { version: more.version ?? '0.1.0' });
  const agreed = await agree(dir, { binding, config, started: more.started ?? NOW, now: NOW, id: `${index}-${of}` }, nodeDisk);
  const part = {
    dir,
    name: `shard-${index}-of-${of}`,
    label: `shard ${index} of ${of}`,
    shard: { index, of },
    agreed,
    part: shardPart(index, of),
  };
  await askPart(execution(shop, wireOf(FOUND, more.asked)), part, nodeDisk);
  return join(dir, part.name);
}
async function merged(shop: Shopping, paths: readonly string[]): Promise<string> {
  const all = await segmentsAt(paths, nodeDisk);
  const locker = join(shop.dir, 'merged');
  const options = execution({ ...shop, config: { ...shop.config, locker } }, wireOf([]));
  await sealRun(options, NOW, heardIn(all, { ...jobs(options), now: NOW }));
  return locker;
}
const report = async (locker: string): Promise<Report> =>
  JSON.parse(new TextDecoder().decode(await (await (await openLocker(locker)).run('latest')).file('report.json'))) as Report;

describe('a run in parts', () => {
  it.each([1, 2, 3, 5])('%i of them, merged, say what one run says', async (of) => {
    const shop = shopping(ENTRIES);
    const whole: string[] = [];
    await run(execution(shop, wireOf(FOUND, whole)));
    const asked: string[] = [];
    const paths = await Promise.all(Array.from({ length: of }, (_, at) => shard(shop, at + 1, of, { asked })));
    const [one, many] = await Promise.all([bare(shop.config.locker), bare(await merged(shop, paths))]);
    expect(many.rows).toEqual(one.rows);
    expect(many.items).toEqual(one.items);
    const [a, b] = [one.report, many.report] as [Report, Report];
    // who has to find out what there is asks for that in each part; everything else is asked once
    expect({ ...b, run: { ...b.run, requests: 0 } }).toEqual({ ...a, run: { ...a.run, requests: 0 } });
    const things = (paths: readonly string[]) => paths.filter((path) => path.includes('things')).sort();
    expect(things(asked)).toEqual(things(whole));
    expect(b.run.requests.sent).toBe(asked.length);
    expect(one.rows.length).toBeGreaterThan(50);
  });

  it('falls apart into the same lanes everywhere, each in one part', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (shops, of) => {
          const subjects = shopsSource.declared({ type: 'toy', baseUrl: '', name: 'n', shops });
          const parts = Array.from({ length: of }, (_, at) => shardPart(at + 1, of));
          for (const subject of subjects) expect(parts.filter((part) => part.owns(shopsSource, subject))).toHaveLength(1);
          expect(jobsOf(shopsSource, subjects)).toHaveLength(subjects.length);
        },
      ),
    );
  });

  it('a part that is missing leaves unknown rows, and none that vanished', async () => {
    const shop = shopping(ENTRIES);
    await run(execution(shop, wireOf(FOUND)));
    const paths = await Promise.all([1, 2, 3].map((index) => shard(shop, index, 3)));
    const whole = await report(shop.config.locker);
    for (const missing of [0, 1, 2]) {
      const part = await report(
        await merged(
          shop,
          paths.filter((_, at) => at !== missing),
        ),
      );
      const [gone] = await segmentsAt([paths[missing] as string], nodeDisk);
      const lost = new Set(gone?.segment.subjects);
      expect(lost.size).toBeGreaterThan(0);
      for (const [at, result] of whole.results.entries()) {
        const now = part.results[at];
        expect(now?.subjects.map(({ key }) => key)).toEqual(result.subjects.map(({ key }) => key));
        expect(now?.verdict).not.toBe('pass');
        for (const [index, subject] of result.subjects.entries()) {
          if (lost.has(subject.key)) expect(now?.subjects[index]).toMatchObject({ verdict: 'unknown', reasons: ['not_run'] });
          else expect(now?.subjects[index]?.verdict).toBe(subject.verdict);
        }
      }
    }
  });

  it('is not put together with another run', async () => {
    const shop = shopping(ENTRIES);
    const [one, two] = [await shard(shop, 1, 2), await shard(shop, 2, 2)];
    const said = (paths: readonly string[]) => merged(shop, paths).catch((error: Error) => error.message);
    const other = shopping([...ENTRIES, { name: 'third', shops: ['a'] }]);
    expect(await said([one, await shard(other, 2, 2)])).toMatch(/different configurations \(shard 1 of 2, shard 2 of 2\)/);
    const later = shopping(ENTRIES);
    expect(await said([one, await shard(later, 2, 2, { started: startOf('2026-11-22') })])).toMatch(
      /they start 2026-11-21T10.* and 2026-11-22T00/,
    );
    const newer = shopping(ENTRIES);
    expect(await said([one, await shard(newer, 2, 2, { version: '0.2.0' })])).toMatch(/claimcheck 0.1.0 and 0.2.0/);
    expect(await said([one, await shard(shop, 2, 3)])).toMatch(/shard 1 of 2 and shard 2 of 3/);
    const stricter = shopping(ENTRIES);
    const files = stricter.policy.files.map(({ name, text }) => ({ name, text: `${text}# another word\n` }));
    const judged = await shard({ ...stricter, policy: { ...stricter.policy, files } }, 2, 2);
    expect(await said([one, judged])).toMatch(/different policies \(shard 1 of 2, shard 2 of 2\)/);
    const copy = join(shop.dir, 'copy');
    cpSync(one, copy, { recursive: true });
    writeFileSync(
      join(copy, 'segment.json'),
      readFileSync(join(copy, 'segment.json'), 'utf8').replace(/"finishedAt":"[^"]*"/, `"finishedAt":"${startOf('2026-11-23')}"`),
    );
    expect(await said([one, copy])).toMatch(/stands in shard 1 of 2 and in shard 1 of 2/);
    expect(await said([shopping(ENTRIES).dir])).toMatch(/there is no segment in/);
    // naming one twice is naming it once
    await merged(shop, [one, two, join(shop.dir, 'parts-2')]);
  });

  it('is refused where a byte of it was changed', async () => {
    for (const file of ['sets.jsonl', 'items.jsonl', 'objects.pack', 'closing.jsonl']) {
      const shop = shopping(ENTRIES);
      const path = await shard(shop, 1, 1);
      const [target, before] = [join(path, file), readFileSync(join(path, file))];
      const changed = Buffer.from(before);
      if (changed.length === 0) cpSync(join(path, 'items.jsonl'), target, { force: true });
      else {
        const at = file === 'sets.jsonl' ? changed.indexOf('"good":true') + 7 : Math.floor(changed.length / 2);
        changed[at] = (changed[at] as number) ^ 1;
        const copy = `${target}.new`;
        writeFileSync(copy, changed);
        cpSync(copy, target, { force: true });
      }
      await expect(merged(shop, [path]), file).rejects.toMatchObject({ code: 'LOCKER_TAMPERED' });
      const runs = join(shop.dir, 'merged', 'runs');
      expect(existsSync(runs) ? readdirSync(runs) : [], file).toEqual([]);
    }
  });
});

describe('the parts of a run agree', () => {
  it('on the start of the first of them, for a day', async () => {
    const { dir, config, policy } = shopping(ENTRIES);
    const binding = bindingOf(config, policy, { version: '0.1.0' });
    const at = (now: string, more: object = {}) =>
      agree(join(dir, 'parts'), { binding, config, started: undefined, now, id: now, ...more }, nodeDisk);
    const first = await at(NOW);
    expect(first).toMatchObject({ startedAt: NOW, period: periodOf(config, NOW) });
    expect(await at('2026-11-21T11:00:00.000Z')).toEqual(first);
    await expect(at('2026-11-22T11:00:00.000Z')).rejects.toThrow(/more than a day ago/);
    await expect(at(NOW, { started: '2026-11-20T00:00:00.000Z', id: 'b' })).rejects.toThrow(/it started 2026-11-21/);
    await expect(at(NOW, { binding: { ...binding, checks: 'toy.*' }, id: 'c' })).rejects.toThrow(/--checks/);
    appendFileSync(join(dir, 'parts', 'other'), '');
  });
});
