/** A worker whose disk is full: its part is whole or not there, it says so in one line, and nothing that others sealed is touched. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Refusal } from '../../src/errors.ts';
import { nodeDisk } from '../../src/locker/disk.ts';
import { agree } from '../../src/shard/agree.ts';
import { askPart } from '../../src/shard/ask-part.ts';
import { bindingOf } from '../../src/shard/binding.ts';
import { shardPart } from '../../src/shard/jobs.ts';
import { segmentsAt } from '../../src/shard/merge.ts';
import { readSegment } from '../../src/shard/segment.ts';
import { faulty } from '../locker/support.ts';
import { execution, NOW, shopping, wireOf } from '../support/shops.ts';

it('is told so at whatever it writes', { timeout: 120_000 }, async () => {
  const shop = shopping([{ name: 'named', shops: ['ab', 'max', 'zz', 'bbb'] }]);
  const { config, policy } = shop;
  const dir = join(shop.dir, 'parts');
  const agreed = await agree(
    dir,
    { binding: bindingOf(config, policy, { version: '0.1.0' }), config, started: NOW, now: NOW, id: 'x' },
    nodeDisk,
  );
  const ask = (index: number, of: number, disk = nodeDisk, name = `shard-${index}-of-${of}`) => {
    const part = { dir, name, label: name, shard: { index, of }, agreed, part: shardPart(index, of) };
    return askPart(execution(shop, wireOf([])), part, disk);
  };
  expect(await ask(1, 2)).toMatchObject({ end: 'sealed' });
  const others = await readSegment(join(dir, 'shard-1-of-2'), nodeDisk);
  let refused = 0;
  for (let n = 1; ; n += 1) {
    const { disk, count } = faulty(n, 'ENOSPC', true);
    const name = `shard-2-of-2-${n}`;
    const end = await ask(2, 2, disk, name).catch((error: unknown) => error);
    const there = await readSegment(join(dir, name), nodeDisk);
    if (end instanceof Refusal) {
      refused += 1;
      expect(end.code, `operation ${n}`).toBe('LOCKER_UNSEALED');
      expect(end.line.split('\n'), end.line).toHaveLength(1);
      expect(end.line).toMatch(/the disk is full/);
      if (there === undefined) expect(await ask(2, 2, nodeDisk, name)).toMatchObject({ end: 'sealed' });
    } else expect(end, `operation ${n}`).toMatchObject({ end: 'sealed' });
    expect((await readSegment(join(dir, name), nodeDisk))?.segment.subjects.length, `operation ${n}`).toBeGreaterThan(0);
    expect(await readSegment(join(dir, 'shard-1-of-2'), nodeDisk)).toEqual(others);
    if (count() < n) {
      expect(end).toMatchObject({ end: 'sealed' });
      expect(refused).toBeGreaterThan(10);
      // what could not be removed while the disk was full bears a name that no reader takes for a segment
      expect((await segmentsAt([dir], nodeDisk)).length).toBe(readdirSync(dir).filter((one) => one.startsWith('shard-')).length);
      return;
    }
  }
});
