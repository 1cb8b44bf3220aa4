/** A git repository as a mirror: a plain commit of the locker's files, on a branch of its own, that only adds. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../errors.ts';
import { tampered } from '../locker/store.ts';
import { type Said, spawned } from './spawned.ts';
import { isLasting, isOurs } from './target.ts';

export interface Mirror {
  /** A folder or an address that git knows. */
  readonly remote: string;
  readonly branch: string;
}
export interface Mirrored {
  /** The commit that holds the locker now. */
  readonly commit: string;
  readonly added: number;
}

/** `git:PATH`, `git:https://…`, `git:ssh://…`; relative paths count from `cwd`. USAGE. */
export function mirrorOf(address: string, branch: string): Mirror {
  const remote = address.replace(/^git:(?!\/\/)/, '');
  if (remote === '' || remote.startsWith('-') || /^[a-z0-9+.-]*::/i.test(remote))
    throw new Refusal('USAGE', `not an address of a git repository: ${JSON.stringify(address)}`, {
      hint: 'git:PATH, git:https://… or git:ssh://…',
    });
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/.test(branch) || /\.\.|\/\/|\.lock$|\/$/.test(branch))
    throw new Refusal('USAGE', `not a name for a branch: ${JSON.stringify(branch)}`);
  return { remote, branch };
}

/** Its own repository for the time of one command: no configuration of the locker's folder, no hook and no filter runs. */
class Git {
  readonly #dir: string;
  readonly #cwd: string;
  readonly #signal: AbortSignal;

  constructor(dir: string, cwd: string, signal: AbortSignal) {
    this.#dir = dir;
    this.#cwd = cwd;
    this.#signal = signal;
  }

  async ask(argv: readonly string[], input?: string): Promise<Said> {
    const safe = [
      'core.hooksPath=/dev/null',
      'core.autocrlf=false',
      'core.symlinks=false',
      'core.fileMode=false',
      'commit.gpgSign=false',
      'gc.auto=0',
    ];
    // what git can do besides: run a program that the address names
    const protocols = ['protocol.allow=never', 'protocol.file.allow=always', 'protocol.https.allow=always', 'protocol.ssh.allow=always'];
    const settings = [...safe, ...protocols].flatMap((one) => ['-c', one]);
    try {
      return await spawned('git', ['-C', this.#cwd, ...settings, `--git-dir=${this.#dir}`, ...argv], input, this.#signal);
    } catch (cause) {
      throw new Refusal('OUTPUT_UNWRITABLE', 'git cannot be started', { hint: 'it has to be installed', cause });
    }
  }
  async tell(argv: readonly string[], input?: string): Promise<string> {
    const { status, out, err } = await this.ask(argv, input);
    if (status === 0) return out.toString('utf8');
    const said = err.trim().split('\n').slice(-3).join(' ');
    throw new Refusal('OUTPUT_UNWRITABLE', `git ${argv.find((one) => !one.startsWith('-'))} failed: ${said}`.slice(0, 500));
  }
}

async function withGit<T>(cwd: string, signal: AbortSignal, work: (git: Git) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'claimcheck-git-'));
  try {
    const git = new Git(dir, cwd, signal);
    await git.tell(['init', '--quiet', '--bare']);
    // above all that a .gitattributes says
    await writeFile(join(dir, 'info', 'attributes'), '* -text -filter -diff -ident -working-tree-encoding !eol\n');
    return await work(git);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The newest commit of the branch; undefined: there is no such branch yet. */
async function fetched(git: Git, { remote, branch }: Mirror): Promise<string | undefined> {
  const known = await git.tell(['ls-remote', '--', remote, `refs/heads/${branch}`]);
  if (known.trim() === '') return undefined;
  await git.tell(['fetch', '--quiet', '--no-tags', '--depth=1', '--', remote, `+refs/heads/${branch}:refs/heads/mirror`]);
  return (await git.tell(['rev-parse', 'refs/heads/mirror'])).trim();
}

interface Listed {
  readonly mode: string;
  readonly name: string;
}
async function treeOf(git: Git, commit: string): Promise<readonly Listed[]> {
  const out = await git.tell(['ls-tree', '-r', '-z', '--full-tree', commit]);
  return out
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => ({ mode: line.slice(0, 6), name: line.slice(line.indexOf('\t') + 1) }));
}

/** LOCKER_TAMPERED (5): the mirror holds other bytes, or runs that are not here. OUTPUT_UNWRITABLE: git says no. */
export async function mirror(root: string, cwd: string, to: Mirror, signal: AbortSignal): Promise<Mirrored> {
  return withGit(cwd, signal, async (git) => {
    const parent = await fetched(git, to);
    if (parent !== undefined) await git.tell(['read-tree', parent]);
    const tree = `--work-tree=${root}`;
    const here = (await git.tell([tree, 'ls-files', '-z', '--others', '--cached', '--full-name']))
      .split('\0')
      .filter((name) => isOurs(name));
    const names = [...new Set(here)];
    // what was pruned here stays in the mirror: it only adds
    await git.tell(
      [tree, '-c', 'core.excludesFile=/dev/null', 'add', '--force', '--ignore-removal', '--pathspec-from-file=-', '--pathspec-file-nul'],
      names.map((name) => `:(top,literal)${name}`).join('\0'),
    );
    const changes =
      parent === undefined ? [] : (await git.tell(['diff', '--cached', '--name-status', '-z', '--no-renames', parent])).split('\0');
    let added = 0;
    for (let at = 0; at + 1 < changes.length; at += 2) {
      const [how, name] = [changes[at] as string, changes[at + 1] as string];
      if (how === 'A') added += 1;
      else if (isLasting(name))
        throw tampered(join(root, name), `${to.remote} holds other bytes under this name, and nothing is ever overwritten`);
    }
    if (parent !== undefined) await insistRuns(git, root, tree, to);
    if (parent !== undefined && changes.length < 2) return { commit: parent, added: 0 };
    const snapshot = (await git.tell(['write-tree'])).trim();
    const who = ['-c', 'user.name=claimcheck', '-c', 'user.email=claimcheck@localhost'];
    const commit = (
      await git.tell(
        [...who, 'commit-tree', snapshot, ...(parent === undefined ? [] : ['-p', parent])],
        'claimcheck: the locker as it is\n',
      )
    ).trim();
    await git.tell(['push', '--quiet', '--', to.remote, `${commit}:refs/heads/${to.branch}`]);
    return { commit, added: parent === undefined ? names.length : added };
  });
}

/** Runs that the mirror knows and this locker does not: they were cut off here. */
async function insistRuns(git: Git, root: string, tree: string, { remote }: Mirror): Promise<void> {
  const missing = (await git.tell([tree, 'ls-files', '-z', '--deleted', '--full-name'])).split('\0');
  const lost = missing.find((name) => /^runs\/\d{8}\//.test(name));
  if (lost !== undefined)
    throw tampered(join(root, lost), `${remote} knows this file of a run, and this locker does not: it was cut off, or is another`);
}

/** The mirror's files in a folder. LOCKER_TAMPERED (5): links, submodules or names that no locker has; nothing is written then. */
export async function checkOut(from: Mirror, cwd: string, to: string, signal: AbortSignal): Promise<string> {
  return withGit(cwd, signal, async (git) => {
    const commit = await fetched(git, from);
    if (commit === undefined)
      throw new Refusal('RUN_UNKNOWN', `${from.remote} has no branch ${from.branch}`, { hint: '`claimcheck publish git:…` makes one' });
    for (const { mode, name } of await treeOf(git, commit)) {
      if (mode !== '100644' && mode !== '100755')
        throw tampered(name, `UNSAFE_FILE_TYPE: the mirror holds a link or a submodule (${mode}) under this name`);
      if (!isOurs(name)) throw tampered(name, 'UNSAFE_PATH: the mirror holds a file that is no part of a locker');
    }
    await git.tell([`--work-tree=${to}`, 'checkout', '--quiet', '--force', commit, '--', '.']);
    return commit;
  });
}
