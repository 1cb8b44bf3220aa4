/** What a build says of itself: what was written down at that build, or that nobody wrote it down. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtFrom, readBuilt } from '../../src/built.ts';
import { builtNow } from '../../src/dev/built.ts';

const made: string[] = [];
const folder = (): string => {
  made.push(mkdtempSync(join(tmpdir(), 'claimcheck-built-')));
  return made.at(-1) as string;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});
const git = (at: string, ...args: string[]): string =>
  execFileSync('git', ['-C', at, '-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], { encoding: 'utf8' }).trim();
const LOCK = createHash('sha256').update('{}').digest('hex');

describe('what is written down when it is built', () => {
  it('is the commit and the lock file, as long as nothing that is built differs', () => {
    const at = folder();
    mkdirSync(join(at, 'src'));
    writeFileSync(join(at, 'src/a.ts'), 'a');
    writeFileSync(join(at, 'package-lock.json'), '{}');
    expect(builtNow(at)).toEqual({ commit: null, lockfileSha256: LOCK });
    git(at, 'init', '-q');
    git(at, 'add', '.');
    git(at, 'commit', '-q', '-m', 'one');
    const commit = git(at, 'rev-parse', 'HEAD');
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(builtNow(at)).toEqual({ commit, lockfileSha256: LOCK });
    writeFileSync(join(at, 'notes.txt'), 'not part of what is built');
    expect(builtNow(at).commit).toBe(commit);
    writeFileSync(join(at, 'src/b.ts'), 'built, and in no commit');
    expect(builtNow(at).commit).toBeNull();
    rmSync(join(at, 'src/b.ts'));
    writeFileSync(join(at, 'src/a.ts'), 'b');
    expect(builtNow(at)).toEqual({ commit: null, lockfileSha256: LOCK });
  });
  it('is not the commit of a repository that lies around it', () => {
    const around = folder();
    git(around, 'init', '-q');
    git(around, 'commit', '-q', '--allow-empty', '-m', 'somebody else');
    const at = join(around, 'node_modules/claimcheck');
    mkdirSync(at, { recursive: true });
    writeFileSync(join(around, '.gitignore'), 'node_modules');
    expect(builtNow(at)).toEqual({ commit: null, lockfileSha256: null });
  });
});

describe('what a program says of its build', () => {
  const record = (text: string, { recorded, code }: { readonly recorded: number; readonly code: number }) => {
    const at = folder();
    const [json, js] = [join(at, 'built.json'), join(at, 'built.js')];
    writeFileSync(json, text);
    writeFileSync(js, '');
    utimesSync(json, recorded, recorded);
    utimesSync(js, code, code);
    return readBuilt(json, js);
  };
  const said = { commit: 'a'.repeat(40), lockfileSha256: 'b'.repeat(64) };
  const untold = { commit: null, lockfileSha256: null };
  it('is the record; of a package all files bear the same time', () => {
    expect(record(JSON.stringify(said), { recorded: 2, code: 1 })).toEqual(said);
    expect(record(JSON.stringify(said), { recorded: 1, code: 1 })).toEqual(said);
    expect(record(JSON.stringify({ ...said, commit: null }), { recorded: 1, code: 1 })).toEqual({ ...said, commit: null });
  });
  it('is nothing where the code is newer than the record, or the record is none of ours', () => {
    expect(record(JSON.stringify(said), { recorded: 1, code: 2 })).toEqual(untold);
    for (const text of ['', '{', '{}', JSON.stringify({ ...said, commit: 'main' }), JSON.stringify({ ...said, more: 1 })])
      expect(record(text, { recorded: 1, code: 1 }), text).toEqual(untold);
    expect(readBuilt('/nowhere/built.json', '/nowhere/built.js')).toEqual(untold);
  });
  it('is nothing when it runs from its sources, and a sealed run says so too', () => {
    expect(builtFrom()).toEqual(untold);
  });
});
