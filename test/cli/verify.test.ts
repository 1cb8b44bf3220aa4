import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { copyOf, DAY, type Estate, FIRST, flip, objectOf, runOf, signedLocker, sweep } from '../locker/tampering.ts';
import { claimcheck, folder } from '../support/cli.ts';

let estate: Estate;
const now = () => new Date(FIRST + 2.5 * DAY).toISOString();
beforeAll(async () => {
  estate = await signedLocker();
}, 60_000);
afterEach(sweep);
afterAll(() => rmSync(estate.cwd, { recursive: true, force: true }));
const verify = (root: string, ...argv: string[]) => claimcheck(['verify', root, ...argv], { cwd: estate.cwd, now });
const KEY = ['--key', 'claimcheck.key.pub'];

describe('claimcheck verify', () => {
  it('says what was checked, how far it is anchored, and what remains unproven', async () => {
    const { status, out } = await verify(estate.root, ...KEY);
    expect(status).toBe(6);
    expect(out).toMatch(/^runs 1 to 3 of claimcheck\//);
    expect(out).toMatch(/^checked: 3 manifests, 3 signatures, 3 links, 9 files, \d+ objects \(\d/m);
    for (const line of ['[x] L0 hashes', '[x] L1 signature', '[x] L2 chain', '[ ] L3 time', '[ ] L4 memory']) expect(out).toContain(line);
    expect(out).toMatch(/^Not proven:\n {2}TAIL_NOT_ANCHORED /m);
  });
  it('remembers a head, and holds the next visit to it', async () => {
    const head = join(estate.cwd, 'head.txt');
    expect((await verify(estate.root, ...KEY, '--remember', 'head.txt')).status).toBe(6);
    expect(readFileSync(head, 'utf8')).toBe(`${readFileSync(join(estate.root, 'log/checkpoint'), 'utf8').split('\n\n')[0]}\n`);
    const again = await verify(estate.root, ...KEY, '--checkpoint', 'head.txt');
    expect(again.status).toBe(0);
    expect(again.out).toMatch(/\nverified: L0, L1, L2, L4\n$/);
    const cut = copyOf(estate.root);
    rmSync(join(cut, runOf(3)), { recursive: true });
    const less = await verify(cut, ...KEY, '--checkpoint', 'head.txt', '--remember', 'head.txt');
    expect(less.status).toBe(5);
    expect(less.said).toEqual(['not remembered: head.txt stays as it is']);
    expect(readFileSync(head, 'utf8')).toContain('\n3\n');
  });
  it('with --new-only leaves out what the checkpoint has seen, says so, and only then misses a change in it', async () => {
    await verify(copyWithout(3), ...KEY, '--remember', 'two.txt');
    const root = copyOf(estate.root);
    const quick = await verify(root, ...KEY, '--checkpoint', 'two.txt', '--new-only', '--json');
    const found = JSON.parse(quick.out);
    expect(quick.status).toBe(0);
    expect(found.runs.map(({ read }: { read: boolean }) => read)).toEqual([false, false, true]);
    flip(join(root, objectOf(root, 1)));
    expect((await verify(root, ...KEY, '--checkpoint', 'two.txt', '--new-only')).out).toMatch(
      /L0 hashes: of the runs after the checkpoint; 2 were not read again/,
    );
    expect((await verify(root, ...KEY, '--checkpoint', 'two.txt')).status).toBe(5);
    flip(join(root, runOf(1), 'manifest.json'));
    expect((await verify(root, ...KEY, '--checkpoint', 'two.txt', '--new-only')).out).toContain('FORK_DETECTED');
  });
  it.each<[string, string[], RegExp]>([
    ['a part of a fingerprint', ['--key-fingerprint', 'abcd'], /all of them: a part of it could be forged/],
    ['an age that is none', ['--max-age', 'soon'], /--max-age is a duration/],
    ['--new-only without a memory', ['--new-only'], /there is no --checkpoint/],
    ['a checkpoint that is none', ['--checkpoint', 'claimcheck.yaml'], /this is no checkpoint/],
    ['a key that is none', ['--key', 'claimcheck.yaml'], /no public key in this file/],
    ['authorities that are none', ['--tsa-ca', 'claimcheck.yaml'], /no certificate in this file/],
  ])('%s is refused', async (_, argv, says) => {
    const { status, said } = await verify(estate.root, ...argv);
    expect(status).toBe(2);
    expect(said.join('\n')).toMatch(says);
  });
  it('a folder that is not there is refused; one that is empty is not fine', async () => {
    expect((await verify('nowhere')).status).toBe(2);
    expect((await verify(folder())).status).toBe(5);
  });
  it('says nothing when it is interrupted', async () => {
    const { status, out } = await claimcheck(['verify', estate.root], { cwd: estate.cwd, now, signal: AbortSignal.abort() });
    expect(status).toBe(143);
    expect(out).toBe('');
  });
  it('a locker without a key is integrity only, and its run says so; a key that comes later covers it', async () => {
    let unsigned: Awaited<ReturnType<typeof claimcheck>> | undefined;
    const late = await signedLocker({
      runs: 3,
      before: async (run, cwd) => {
        const file = join(cwd, 'claimcheck.yaml');
        const text = readFileSync(file, 'utf8');
        if (run === 0) writeFileSync(file, text.replace(/^seal:/m, '#seal:'));
        if (run === 2) {
          unsigned = await claimcheck(['verify', '.claimcheck', '--max-age', '2d'], { cwd, now });
          writeFileSync(file, text.replace(/^#seal:/m, 'seal:'));
        }
      },
    });
    expect(late.said.filter((line) => line.startsWith('sealed as run'))[0]).toMatch(
      /^sealed as run 1 with hashes only: no key is configured/,
    );
    expect(unsigned?.status).toBe(6);
    expect(unsigned?.out).toContain('NOT_SIGNED');
    const covered = await claimcheck(['verify', '.claimcheck', ...KEY, '--max-age', '2d'], { cwd: late.cwd, now });
    expect(covered.out).toMatch(/L1 signature: by key [0-9a-f]{16}; runs before 3 only through the chain/);
    expect(covered.status).toBe(0);
    rmSync(late.cwd, { recursive: true });
  });
  it('a run says by which key it is sealed, and signs what it writes', () => {
    const told = [1, 2, 3].map((seq) => `sealed as run ${seq}, signed by key ${estate.signer.id}`);
    expect(estate.said.filter((line) => line.startsWith('sealed as run'))).toEqual(told);
    expect(existsSync(join(estate.cwd, 'claimcheck-report/report.sigstore.json'))).toBe(true);
  });
});

function copyWithout(seq: number): string {
  const root = copyOf(estate.root);
  rmSync(join(root, runOf(seq)), { recursive: true });
  rmSync(join(root, 'log'), { recursive: true });
  return root;
}
