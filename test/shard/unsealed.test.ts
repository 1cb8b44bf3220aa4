/** A run that left something in staging: interrupted is said only of one whose process is gone. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { beginRun, canonical, digestOf, type Machine, nodeDisk, type RunWriter, thisMachine } from '../../src/locker/index.ts';
import { newestUnsealed } from '../../src/shard/journal.ts';
import { claimcheck, folder } from '../support/cli.ts';

const AT = '2026-11-21T10:00:00.000Z';
const open: RunWriter[] = [];
afterEach(async () => {
  for (const writer of open.splice(0)) await writer.abort({ at: AT, detail: 'the test has ended' });
});

/** A run that has begun, as its process leaves it to others to see. */
async function begun(root: string, machine: Machine, runId = 'the-run'): Promise<void> {
  const { writer } = await beginRun(root, { origin: 'test', adopt: true, runId, at: AT, machine });
  open.push(writer);
  const none = digestOf(new Uint8Array());
  const binding = { version: '0.1.0', config: none, policy: none, checks: null, demo: null };
  const file = await nodeDisk.create(join(root, 'staging', runId, 'attempt.json'), 0o444);
  await file.write(canonical({ format: 'claimcheck-attempt/v1', startedAt: AT, binding }));
  await file.close();
}
const locker = () => mkdtempSync(join(tmpdir(), 'claimcheck-unsealed-'));

describe('a run that is not sealed', { timeout: 240_000 }, () => {
  it('is under way, perhaps under way, or interrupted', async () => {
    const here = await thisMachine();
    const { pid, host } = here;
    const [live, apart, dead] = [locker(), locker(), locker()];
    await begun(live, here);
    await begun(apart, { ...here, space: 'another' });
    await begun(dead, { ...here, start: '1' });
    expect(await newestUnsealed(live)).toEqual({ startedAt: AT, by: { pid, host, state: 'held' } });
    expect(await newestUnsealed(apart)).toEqual({ startedAt: AT, by: { pid, host, state: 'cannot tell' } });
    expect(await newestUnsealed(dead)).toEqual({ startedAt: AT, by: undefined });
    expect(await newestUnsealed(locker())).toBeUndefined();
  });

  it('was interrupted where its process is gone and another run holds the locker', async () => {
    const here = await thisMachine();
    const root = locker();
    await begun(root, { ...here, start: '1' });
    const { writer } = await beginRun(root, { origin: 'test', adopt: true, runId: 'a-later-one', at: AT, machine: here });
    open.push(writer);
    expect(await newestUnsealed(root)).toEqual({ startedAt: AT, by: undefined });
  });

  it.each([
    ['another', /^the run of 2026-11-21T10:00:00.000Z may still be under way: process \d+ on .*; if it was killed, --resume goes on/],
    [undefined, /^the run of 2026-11-21T10:00:00.000Z is still under way: process \d+ on \S+$/],
  ])('is not offered to go on with while it may be alive (%s)', async (space, words) => {
    const here = await thisMachine();
    const cwd = folder({ 'claimcheck.yaml': 'sources:\n  - { type: hetzner, project: p, token: { env: TOKEN } }\nlocker: kept\n' });
    await begun(join(cwd, 'kept'), { ...here, ...(space !== undefined && { space }) });
    const { status, said } = await claimcheck(['run', '--log', 'none'], { cwd, env: { TOKEN: 'a-token-that-opens-nothing' } });
    expect(said.join('\n')).not.toMatch(/was interrupted|would go on/);
    expect(said.filter((line) => words.test(line))).toHaveLength(1);
    expect(status).toBe(8);
  });
});
