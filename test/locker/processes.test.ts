import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, type Child, child, clean, pruningSurvives, survives } from './killing.ts';
import { lockerIn } from './support.ts';

beforeAll(build, 60_000);
afterAll(clean);

describe('kill -9', () => {
  it('at any moment leaves whole signed runs and staging, nothing between', { timeout: 180_000 }, () => survives(20));
  it('while it is pruned, takes nothing that is kept and nothing unnamed; the next call finishes', { timeout: 180_000 }, () =>
    pruningSurvives(5),
  );
});

describe('several processes at once', () => {
  it('one writes, the others are refused; after kill -9 again one, who says so', { timeout: 120_000 }, async () => {
    for (let round = 0; round < 3; round += 1) {
      const root = lockerIn();
      let before: number | undefined;
      for (const _ of ['fresh', 'stale']) {
        const racers = Array.from({ length: 5 }, () => child(root, 'hold'));
        const firsts = await Promise.all(racers.map((racer) => Promise.race([racer.said('holds'), racer.said('refused')])));
        const winner = racers[firsts.findIndex((line) => line.startsWith('holds'))] as Child;
        expect(firsts.map((line) => line.split(' ', 1)[0]).sort()).toEqual(['holds', ...Array(4).fill('refused')]);
        for (const [i, line] of firsts.entries()) {
          if (racers[i] === winner) continue;
          expect(line).toMatch(new RegExp(`^refused LOCKER_LOCKED .*process ${winner.process.pid} .*since 20`));
          expect(await (racers[i] as Child).ended).toBe(8);
        }
        expect(winner.lines.filter((line) => line.startsWith('took'))).toEqual(before === undefined ? [] : [`took ${before}`]);
        before = winner.process.pid;
        winner.process.kill('SIGKILL');
        await winner.ended;
      }
      expect(readdirSync(join(root, 'runs')).filter((name) => !name.startsWith('.'))).toEqual([]);
    }
  });
});
