import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HetznerServer, startHetzner } from '../../src/demo/hetzner/server.ts';
import { clean } from '../../src/demo/hetzner/worlds/clean.ts';
import { renderers } from '../../src/registry.ts';
import { claimcheck, folder } from '../support/cli.ts';
import { json, serve, type TestServer } from '../support/server.ts';

let hetzner: HetznerServer;
let refusing: TestServer;
beforeAll(async () => {
  hetzner = await startHetzner({ world: clean, now: () => new Date().toISOString() });
  refusing = await serve(json('{"error":{"code":"unauthorized","message":"unable to authenticate"}}', 401));
});
afterAll(() => Promise.all([hetzner.close(), refusing.close()]));

const env = { TOKEN: 'hetzner-token-0123456789abcdef' };
const all = renderers.map(({ id }) => id);
const files = renderers.map(({ file }) => file).sort();
const sealed = async (url: string, checks: string) => {
  const source = `{ type: hetzner, project: p, token: { env: TOKEN }, baseUrl: "${url}" }`;
  const cwd = folder({ 'claimcheck.yaml': `sources:\n  - ${source}\nframeworks: []\n` });
  const { status } = await claimcheck(['run', '--format', 'json', '--checks', checks], { cwd, env });
  return { cwd, status };
};
const report = (cwd: string, format: string, out = 'out') => claimcheck(['report', '--format', format, '--out', out], { cwd, env: {} });
const inside = (cwd: string) => readdirSync(join(cwd, 'out')).sort();

describe('every format of a sealed run', () => {
  it('that passes, and makes no claim', async () => {
    const { cwd, status } = await sealed(hetzner.url, 'hetzner.location.allowed');
    const { status: again, said } = await report(cwd, all.join(','));
    expect([status, again]).toEqual([0, 0]);
    expect(said.map((line) => line.replace(/.*\//, '')).sort()).toEqual(files);
    expect(inside(cwd)).toEqual(files);
  });
  it('in which nothing was collected and everything is unknown', async () => {
    const { cwd, status } = await sealed(refusing.url, 'hetzner.server.*,hetzner.location.allowed');
    const { status: again } = await report(cwd, all.join(','));
    expect([status, again]).toEqual([3, 3]);
    expect(inside(cwd)).toEqual(files);
    for (const file of files) expect(statSync(join(cwd, 'out', file)).size, file).toBeGreaterThan(0);
    expect(readFileSync(join(cwd, 'out/junit.xml'), 'utf8')).toMatch(/tests="(\d+)" failures="0" errors="\1"/);
  });
});

describe('one that cannot be had', () => {
  it('is named with the one that was meant, and the others are written', async () => {
    const { cwd } = await sealed(hetzner.url, 'hetzner.location.allowed');
    const { status, said } = await report(cwd, 'csv,sariff,junit');
    expect(status).toBe(2);
    expect(said).toContain('no report format is called `sariff` (did you mean `sarif`?)');
    expect(inside(cwd)).toEqual(['findings.csv', 'junit.xml']);
    const far = await report(cwd, 'csv,powerpoint', 'far');
    expect(far.said.join('\n')).toMatch(/no report format is called `powerpoint` \(known: .*csv.*sarif/);
  });
  it('alone is refused, and nothing is made', async () => {
    const { cwd } = await sealed(hetzner.url, 'hetzner.location.allowed');
    const { status, said } = await report(cwd, 'jsn,pfd');
    expect(status).toBe(2);
    expect(said).toEqual([
      'no report format is called `jsn` (did you mean `json`?)',
      'no report format is called `pfd` (did you mean `pdf`?)',
    ]);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });
  it.each(renderers.map(({ id, file }) => [id, file]))(
    '%s, whose place is taken, says so in a line, and the others are written',
    async (id, file) => {
      const { cwd } = await taken();
      const out = `out-${id}`;
      mkdirSync(join(cwd, out, file, 'not-a-file'), { recursive: true });
      const other = id === 'csv' ? 'junit' : 'csv';
      const { status, said } = await report(cwd, `${id},${other}`, out);
      expect(status).toBe(2);
      expect(said[1]).toMatch(
        new RegExp(`^the ${id} report cannot be written to .*/${file.replace('.', '\\.')} \\((?:EISDIR|ENOTEMPTY|EEXIST)\\)$`),
      );
      expect(said[0]).toMatch(/^written: .*(?:findings\.csv|junit\.xml)$/);
      expect(readdirSync(join(cwd, out)).filter((name) => name.endsWith('.part'))).toEqual([]);
    },
  );
  let kept: ReturnType<typeof sealed> | undefined;
  const taken = () => {
    kept ??= sealed(hetzner.url, 'hetzner.location.allowed');
    return kept;
  };
  it('in a run is refused before anybody is asked', async () => {
    const { cwd } = await sealed(hetzner.url, 'hetzner.location.allowed');
    const before = hetzner.requests.length;
    const { status } = await claimcheck(['run', '--format', 'json,sariff'], { cwd, env });
    expect([status, hetzner.requests.length]).toEqual([2, before]);
  });
});
