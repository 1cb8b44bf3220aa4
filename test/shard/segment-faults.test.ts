/** A worker's disk is full, or the worker is gone, at any moment of sealing: nothing acknowledged is lost, nothing half done is taken for whole. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Disk, nodeDisk } from '../../src/locker/index.ts';
import { agree } from '../../src/shard/agree.ts';
import { type Asked, askPart } from '../../src/shard/ask-part.ts';
import { bindingOf } from '../../src/shard/binding.ts';
import { shardPart } from '../../src/shard/jobs.ts';
import { segmentsIn } from '../../src/shard/merge.ts';
import { objectsOf, setsOf } from '../../src/shard/reader.ts';
import { faulty } from '../locker/support.ts';
import { execution, NOW, type Shopping, shopping, wireOf } from '../support/shops.ts';

const ENTRIES = [{ name: 'named', shops: ['ab', 'max', 'zz'] }];

async function part(shop: Shopping, disk: Disk): Promise<Asked['end'] | { readonly failed: string }> {
  const dir = join(shop.dir, 'parts');
  const agreed = await agree(
    dir,
    { binding: bindingOf(shop.config, shop.policy, { version: '0.1.0' }), config: shop.config, started: NOW, now: NOW, id: 'a' },
    nodeDisk,
  );
  const options = { dir, name: 'one', label: 'shard 1 of 1', shard: { index: 1, of: 1 }, agreed, part: shardPart(1, 1) };
  return askPart(execution(shop, wireOf([])), options, disk).then(
    ({ end }) => end,
    (error: Error) => ({ failed: error.message }),
  );
}
/** What stands there for whoever merges: read to the end, every byte against its digest. */
async function read({ dir }: Shopping): Promise<string[] | undefined> {
  const [segment] = await segmentsIn(join(dir, 'parts'), nodeDisk);
  if (!segment) return undefined;
  const rows: string[] = [];
  for await (const { collector, subject, resources } of setsOf(segment)) rows.push(`${collector} ${subject.key} ${resources.length}`);
  for await (const { item } of objectsOf(segment, () => true)) rows.push(`${item.subject} ${item.name}`);
  return rows.sort();
}

describe('a segment', { timeout: 240_000 }, () => {
  it.each([
    ['ENOSPC', false, 'a moment without room'],
    ['ENOSPC', true, 'a disk that stays full'],
    ['EIO', true, 'a worker that is gone: nothing more is done, not even tidied up'],
  ])('%s (for good: %s) at each operation in turn: %s', async (code, lasting) => {
    const untouched = shopping(ENTRIES);
    expect(await part(untouched, nodeDisk)).toBe('sealed');
    const whole = await read(untouched);
    expect(whole?.length).toBeGreaterThan(10);
    let [failures, struck] = [0, true];
    for (let at = 1; struck; at += 1) {
      const shop = shopping(ENTRIES);
      const { disk, count } = faulty(at, code, lasting);
      const said = await part(shop, disk);
      struck = count() >= at;
      const there = await read(shop);
      // it is whole or it is not there; what was acknowledged is there
      expect(there === undefined || JSON.stringify(there) === JSON.stringify(whole), `operation ${at}`).toBe(true);
      if (said === 'sealed') expect(there, `operation ${at}`).toEqual(whole);
      else {
        failures += 1;
        expect(said, `operation ${at}`).toMatchObject({ failed: expect.stringMatching(code) });
      }
      // the next worker has the job: of what the first left behind nothing is in its way
      expect(await part(shop, nodeDisk), `operation ${at}`).toBe(there === undefined ? 'sealed' : 'already');
      expect(await read(shop), `operation ${at}`).toEqual(whole);
      expect(readdirSync(join(shop.dir, 'parts')).filter((name) => !name.startsWith('.'))).toEqual(['one', 'run.json']);
    }
    expect(failures).toBeGreaterThan(10);
  });
});
