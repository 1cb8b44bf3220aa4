import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configOptions, parseConfig } from '../../src/cli/setup.ts';
import { sources } from '../../src/registry.ts';
import { folder } from '../support/cli.ts';

/** What a newcomer copies has to be understood. */
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const written = /```yaml\n(?<text>[\s\S]*?)```/.exec(readme)?.groups?.['text'] ?? '';

it('the configuration of the README is read without a complaint, and shows every type of source', () => {
  const text = written.replace(/^ {3}/gm, '').replace('…', 'x');
  const cwd = folder({ 'claimcheck.yaml': text });
  mkdirSync(join(cwd, 'claims'));
  writeFileSync(join(cwd, 'claims/security.yaml'), '');
  const config = parseConfig(
    text,
    join(cwd, 'claimcheck.yaml'),
    configOptions({ env: (name) => (name.includes('TLS') ? undefined : 'x') }),
  );
  const shown = new Set(config.sources.map(({ source }) => source.id));
  expect(sources.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
});

it('every command of the README is one that there is', async () => {
  const { claimcheck } = await import('../support/cli.ts');
  const { out } = await claimcheck(['--help'], { cwd: folder() });
  const known = new Set([...out.matchAll(/^ {2}([a-z-]+) /gm)].map((match) => match[1]));
  const named = [...readme.matchAll(/npx claimcheck ([a-z-]+)/g)].map((match) => match[1]);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
