/** `claimcheck prune` over a locker that the command line made, and what can still be done with it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyOf, DAY, type Estate, env, FIRST, signedLocker, sweep } from '../locker/tampering.ts';
import { claimcheck } from '../support/cli.ts';

let estate: Estate;
const now = () => new Date(FIRST + 2.5 * DAY).toISOString();
beforeAll(async () => {
  estate = await signedLocker();
}, 120_000);
afterAll(() => {
  sweep();
  rmSync(estate.cwd, { recursive: true, force: true });
});
const spoken = (...argv: readonly string[]) => claimcheck(argv, { cwd: estate.cwd, env, now });

it('refuses what it cannot do (2), and says what it would', async () => {
  expect((await spoken('prune')).status).toBe(2);
  expect((await spoken('prune', '--keep', 'forever')).said.join()).toContain('P2Y, P18M or P730D');
  const bare = await spoken('prune', '--keep', 'P1D', '--locker', copyOf(estate.root));
  expect([bare.status, bare.said.join()]).toEqual([2, expect.stringContaining('a tombstone that nobody signs excuses nothing')]);
  const dry = await spoken('prune', '--keep', 'P1D', '--dry-run', '--json');
  expect(JSON.parse(dry.out)).toMatchObject({ runs: [1, 2], tombstones: [], dryRun: true });
  expect((await spoken('verify', '.claimcheck', '--key', 'claimcheck.key.pub', '--max-age', '2d')).status).toBe(0);
});

it('prunes; the locker is verified, the newest run judged again, and a pruned one says why it is not', async () => {
  const done = await spoken('prune', '--keep', 'P1D');
  expect(done.status, done.said.join('\n')).toBe(0);
  expect(done.said.join('\n')).toMatch(/2 runs \(1 to 2\) ended before .* are gone\nwritten: prunes\/00000001, signed by key [0-9a-f]{64}/);
  const found = await spoken('verify', '.claimcheck', '--key', 'claimcheck.key.pub', '--max-age', '2d', '--strict');
  expect(found.status, found.out).toBe(0);
  expect(found.out).toMatch(/pruned: \d+ objects gone by 1 tombstone/);
  const again = await spoken('verify', '.claimcheck', '--key', 'claimcheck.key.pub', '--max-age', '2d', '--re-evaluate');
  expect(again.status).toBe(6);
  expect(again.out.match(/NOT_RE_EVALUATED {2}runs\/0000000[12].*was pruned on/g)).toHaveLength(2);
  const old = await spoken('evaluate', '--run', '1', '--out', join(estate.cwd, 'out'));
  expect([old.status, old.said.join()]).toEqual([2, expect.stringContaining('this object was pruned on')]);
  // what was found is still told
  expect([1, 3, 4]).toContain((await spoken('report', '--run', '1', '--out', join(estate.cwd, 'out'), '--format', 'json')).status);
});
