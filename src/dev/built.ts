/** `npm run build`, its last step: writes down beside the code what it was built from. What cannot be said is null. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Built } from '../built.ts';
import { home } from '../home.ts';

/** All that goes into dist, or beside it into the package. */
const PARTS = ['src', 'collectors', 'reports', 'config', 'package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'tsconfig.json'];

export function builtNow(folder: string): Built {
  return { commit: commitOf(folder), lockfileSha256: lockOf(folder) };
}

/** A commit that the working tree differs from did not make this build, and a repository around the folder is not its own. */
function commitOf(folder: string): string | null {
  const git = (...args: string[]): string => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    if (git('rev-parse', '--show-prefix') !== '') return null;
    const changed = git('status', '--porcelain', '--', ...PARTS);
    return changed === '' ? git('rev-parse', '--verify', 'HEAD^{commit}') : null;
  } catch {
    // no git, or no repository: then no commit is known
    return null;
  }
}

function lockOf(folder: string): string | null {
  const path = ['npm-shrinkwrap.json', 'package-lock.json'].map((name) => join(folder, name)).find((one) => existsSync(one));
  return path === undefined ? null : createHash('sha256').update(readFileSync(path)).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(fileURLToPath(new URL('../../built.json', import.meta.url)), `${JSON.stringify(builtNow(home))}\n`);
