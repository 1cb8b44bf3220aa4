/** A git repository as a mirror of a locker: written and read by git itself. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedLocker } from '../locker/tampering.ts';
import { claimcheck, folder } from '../support/cli.ts';

let estate: Awaited<ReturnType<typeof signedLocker>>;
let cwd = '';
let mirror = '';
const now = () => '2026-11-20T18:00:00.000Z';
beforeAll(async () => {
  estate = await signedLocker({ runs: 2 });
}, 120_000);
afterAll(() => rmSync(estate.cwd, { recursive: true, force: true }));
beforeEach(() => {
  cwd = folder();
  cpSync(estate.root, join(cwd, 'locker'), { recursive: true });
  cpSync(join(estate.cwd, 'claimcheck.key.pub'), join(cwd, 'key.pub'));
  mirror = join(cwd, 'mirror.git');
  execFileSync('git', ['init', '--quiet', '--bare', mirror]);
});

const publish = (...more: readonly string[]) => claimcheck(['publish', 'git:mirror.git', '--locker', 'locker', ...more], { cwd, now });
const verify = (...more: readonly string[]) =>
  claimcheck(['verify', 'git:mirror.git', '--key', 'key.pub', '--max-age', '30d', ...more], { cwd, now });
const git = (...argv: readonly string[]) => execFileSync('git', ['--git-dir', mirror, ...argv], { encoding: 'utf8' });
const overwrite = (path: string, data: string) => {
  if (existsSync(path)) chmodSync(path, 0o644);
  writeFileSync(path, data);
};
/** Somebody with write access to the mirror commits something else. */
function commit(change: (tree: string) => void): void {
  const tree = join(cwd, 'clone');
  execFileSync('git', ['clone', '--quiet', '--branch', 'claimcheck', mirror, tree]);
  change(tree);
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@y', '-C', tree];
  execFileSync('git', [...who, 'add', '--all', '--force']);
  execFileSync('git', [...who, 'commit', '--quiet', '-m', 'x']);
  execFileSync('git', ['-C', tree, 'push', '--quiet']);
}

describe('publish git:', () => {
  it('makes a branch of plain commits that verify reads', async () => {
    const done = await publish();
    expect(done.status, done.said.join('\n')).toBe(0);
    const names = git('ls-tree', '-r', '--name-only', 'claimcheck').trim().split('\n');
    expect(names).toContain('runs/00000002/manifest.json');
    expect(names).toContain('log/checkpoint');
    expect(names.some((name) => /^(?:lock|staging)\//.test(name))).toBe(false);
    const found = await verify();
    expect(found.status, found.out + found.said.join('\n')).toBe(0);
    expect(found.out).toContain('runs 1 to 2');
  });
  it('keeps bytes as they are, whatever attributes and line ends they ask for', async () => {
    writeFileSync(join(cwd, 'locker', '.gitattributes'), '* text=auto eol=crlf ident\n');
    expect((await publish()).status).toBe(0);
    const at = 'runs/00000001/SHA256SUMS';
    expect(execFileSync('git', ['--git-dir', mirror, 'show', `claimcheck:${at}`]).equals(readFileSync(join(cwd, 'locker', at)))).toBe(true);
    expect((await verify()).status).toBe(0);
  });
  it('a second time adds nothing; a new run is one commit more, and what was pruned stays', async () => {
    expect((await publish()).status).toBe(0);
    expect((await publish()).said.join()).toContain('0 files added');
    expect(git('rev-list', '--count', 'claimcheck').trim()).toBe('1');
    rmSync(join(cwd, 'locker', 'objects'), { recursive: true });
    writeFileSync(join(cwd, 'locker', 'attempts.jsonl'), 'more\n');
    expect((await publish()).status).toBe(0);
    expect(git('rev-list', '--count', 'claimcheck').trim()).toBe('2');
    expect((await verify()).status).toBe(0);
  });
  it('refuses to put other bytes in the place of a run, and to forget one (5)', async () => {
    expect((await publish()).status).toBe(0);
    const before = git('rev-parse', 'claimcheck');
    overwrite(join(cwd, 'locker/runs/00000001/report.json'), '{}');
    const other = await publish();
    expect([other.status, other.said.join()]).toEqual([5, expect.stringContaining('holds other bytes under this name')]);
    cpSync(estate.root, join(cwd, 'locker'), { recursive: true, force: true });
    rmSync(join(cwd, 'locker/runs/00000002'), { recursive: true });
    const cut = await publish();
    expect([cut.status, cut.said.join()]).toEqual([5, expect.stringContaining('was cut off')]);
    expect(git('rev-parse', 'claimcheck')).toBe(before);
  });
  it('refuses addresses that would run something, and what cannot be meant (2)', async () => {
    for (const target of [
      'git:ext::sh -c touch% pwned',
      'git:--upload-pack=touch pwned',
      'git:',
      'ftp://x',
      's3://No',
      's3://bucket/../x',
    ]) {
      const refused = await claimcheck(['publish', target, '--locker', 'locker', '--profile', 'x'], { cwd, now });
      expect([refused.status, target]).toEqual([2, target]);
    }
    expect(existsSync(join(cwd, 'pwned'))).toBe(false);
    expect((await publish('--branch', '../x')).status).toBe(2);
    expect((await publish('--retain', 'P7Y')).status).toBe(2);
    const none = await claimcheck(['publish', 'git:nowhere', '--locker', 'locker'], { cwd, now });
    expect([none.status, none.said.join()]).toEqual([2, expect.stringContaining('git ls-remote failed')]);
    expect((await claimcheck(['verify', 'git:mirror.git'], { cwd, now })).said.join()).toContain('has no branch claimcheck');
  });
});

describe('verify git:', () => {
  it.each<[string, (tree: string) => void, string]>([
    [
      'an object changed',
      (tree) => overwrite(join(tree, git('ls-tree', '-r', '--name-only', 'claimcheck', 'objects/').split('\n')[0] as string), 'x'),
      'OBJECT_DIGEST_MISMATCH',
    ],
    ['a run taken out', (tree) => rmSync(join(tree, 'runs/00000001'), { recursive: true }), 'CHAIN_GAP'],
    ['a manifest changed', (tree) => overwrite(join(tree, 'runs/00000001/manifest.json'), '{}'), 'MANIFEST_MALFORMED'],
  ])('%s: %s', async (_, change, code) => {
    expect((await publish()).status).toBe(0);
    commit(change);
    const found = await verify();
    expect(found.status).toBe(5);
    expect(found.out).toContain(code);
  });
  it.each<[string, (tree: string) => void, string]>([
    [
      'a link',
      (tree) => {
        rmSync(join(tree, 'runs/00000001/manifest.json'));
        symlinkSync('/etc/passwd', join(tree, 'runs/00000001/manifest.json'));
      },
      'UNSAFE_FILE_TYPE',
    ],
    ['attributes', (tree) => writeFileSync(join(tree, '.gitattributes'), '* filter=x\n'), 'UNSAFE_PATH'],
    [
      'a folder with a name of no locker',
      (tree) => {
        mkdirSync(join(tree, 'hooks'));
        writeFileSync(join(tree, 'hooks/post-checkout'), 'x');
      },
      'UNSAFE_PATH',
    ],
  ])('%s is not written anywhere (5)', async (_, change, code) => {
    expect((await publish()).status).toBe(0);
    commit(change);
    const found = await verify();
    expect(found.status).toBe(5);
    expect(found.said.join()).toContain(code);
  });
});
