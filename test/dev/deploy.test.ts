/** The recipes of docs/deploy: they parse, name only options that exist, and systemd accepts them where it is there to be asked. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { claimcheck, folder } from '../support/cli.ts';

const dir = resolve(import.meta.dirname, '../../docs/deploy');
const files = readdirSync(dir);
const text = (name: string): string => readFileSync(join(dir, name), 'utf8');

/** Every `claimcheck ...` in a recipe, up to what a shell would take for its end. */
const commands = files.flatMap((name) =>
  [...text(name).matchAll(/(?:npx --yes |^ {4}|`)claimcheck ([a-z]+)((?: [^\s'"`|;&}#][^\s'"`|;&}]*)*)/gm)].map(
    ([, command = '', rest = '']) => ({ name, command, options: rest.match(/--[a-z-]+/g) ?? [] }),
  ),
);

describe('the recipes', () => {
  it.each(files.filter((name) => /\.ya?ml$/.test(name)))('%s is YAML without a doubt', (name) => {
    for (const document of parseAllDocuments(text(name))) {
      expect([...document.errors, ...document.warnings]).toEqual([]);
      expect(document.toJS()).toBeTypeOf('object');
    }
  });
  it('aws-batch.json is JSON', () => {
    expect(JSON.parse(text('aws-batch.json'))).toMatchObject({ type: 'container' });
  });

  it('name only commands and options that there are', async () => {
    expect(commands.length).toBeGreaterThan(10);
    const help = new Map<string, string>();
    for (const { name, command, options } of commands) {
      const known = help.get(command) ?? (await claimcheck([command, '--help'], { cwd: folder() })).out;
      help.set(command, known);
      expect(known, `${name}: ${command}`).toMatch(new RegExp(`^Usage: claimcheck ${command} `));
      for (const option of options) expect(known, `${name}: ${command} ${option}`).toContain(option);
    }
  });

  it('have shell that a shell can read', () => {
    const scripts = files
      .filter((name) => /\.ya?ml$/.test(name))
      .flatMap((name) => parseAllDocuments(text(name)).flatMap((document) => shellIn(document.toJS())));
    expect(scripts.length).toBeGreaterThan(4);
    for (const script of scripts) expect(spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' }).stderr).toBe('');
  });

  it.skipIf(!existsSync('/usr/bin/systemd-analyze'))('systemd-analyze has nothing to say', () => {
    const units = mkdtempSync(join(tmpdir(), 'claimcheck-units-'));
    for (const name of ['claimcheck.service', 'claimcheck.timer']) {
      // what is not installed here is no fault of the unit
      const unit = text(name)
        .replace('/usr/bin/npx', '/bin/true')
        .replace(/^User=.*\n/m, '')
        .replace(/^Documentation=.*\n/m, '');
      writeFileSync(join(units, name), unit);
    }
    const said = spawnSync('systemd-analyze', ['verify', join(units, 'claimcheck.timer'), join(units, 'claimcheck.service')], {
      encoding: 'utf8',
    });
    const ours = said.stderr.split('\n').filter((line) => line.includes('claimcheck'));
    expect(ours).toEqual([]);
    const calendar = /^OnCalendar=(.*)$/m.exec(text('claimcheck.timer'))?.[1] as string;
    expect(execFileSync('systemd-analyze', ['calendar', calendar], { encoding: 'utf8' })).toContain('Next elapse');
  });
});

/** `run:` of a workflow, and what stands after `sh -c`. */
function shellIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    if (value[0] === 'sh' && value[1] === '-c') return [String(value[2])];
    return value.flatMap(shellIn);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'run' && typeof inner === 'string' ? [inner] : shellIn(inner)));
}
