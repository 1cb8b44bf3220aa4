/** The ordinary suite ends a writer 20 times and a pruner 5; here it is 200. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { build, clean, pruningSurvives, survives } from '../locker/killing.ts';

beforeAll(build, 60_000);
afterAll(clean);

describe('kill -9', () => {
  it('two hundred times, at any moment, loses no acknowledged run and leaves nothing half done', { timeout: 1_200_000 }, () =>
    survives(200),
  );
  it('two hundred times while a locker is pruned', { timeout: 1_800_000 }, () => pruningSurvives(200));
});
