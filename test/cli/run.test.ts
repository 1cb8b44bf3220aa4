import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HetznerServer, startHetzner } from '../../src/demo/hetzner/server.ts';
import { clean } from '../../src/demo/hetzner/worlds/clean.ts';
import type { Report } from '../../src/model.ts';
import { claimcheck, folder } from '../support/cli.ts';
import { json, serve, type TestServer } from '../support/server.ts';

let hetzner: HetznerServer;
let aws: TestServer;
beforeAll(async () => {
  hetzner = await startHetzner({ world: clean, now: () => new Date().toISOString() });
  aws = await serve(json('{}', 500));
});
afterAll(() => Promise.all([hetzner.close(), aws.close()]));

const source = () => `  - { type: hetzner, project: production, token: { env: TOKEN }, baseUrl: "${hetzner.url}" }\n`;
const env = { TOKEN: 'hetzner-token-0123456789abcdef' };
const read = (cwd: string) => JSON.parse(readFileSync(join(cwd, 'claimcheck-report', 'report.json'), 'utf8')) as Report;
const of = (report: Report, prefix: string) => report.results.filter((result) => result.check.startsWith(prefix));

describe('one source without credentials', () => {
  it('leaves its own rows unknown, and the others alone', async () => {
    const cwd = folder({
      'claimcheck.yaml': `sources:\n  - { type: aws, name: prod, regions: [eu-central-1], endpoint: "${aws.url}" }\n${source()}`,
    });
    const { status } = await claimcheck(['run', '--format', 'json'], { cwd, env });
    const report = read(cwd);
    expect(status).toBe(3);
    for (const result of of(report, 'aws.')) {
      expect(result, result.check).toMatchObject({ verdict: 'unknown', reasons: ['credentials_invalid'] });
      expect(result.subjects.length).toBeGreaterThan(0);
    }
    expect(of(report, 'hetzner.').filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(5);
    expect(aws.hits).toEqual([]);
  });
  it('and so does a wrong one', async () => {
    const cwd = folder({ 'claimcheck.yaml': `sources:\n${source()}` });
    const wrong = await serve(json('{"error":{"code":"unauthorized","message":"unable to authenticate"}}', 401));
    const { status } = await claimcheck(['run', '--format', 'json', '--config', 'claimcheck.yaml'], {
      cwd: folder({ 'claimcheck.yaml': `sources:\n  - { type: hetzner, project: p, token: { env: TOKEN }, baseUrl: "${wrong.url}" }\n` }),
      env,
    });
    await wrong.close();
    expect(status).toBe(3);
    expect(readdirSync(cwd)).toEqual(['claimcheck.yaml']);
  });
});

describe('runs in a row', () => {
  it('are chained, and a selection runs only what it selects', async () => {
    const cwd = folder({ 'claimcheck.yaml': `sources:\n${source()}` });
    await claimcheck(['run', '--format', 'json', '--checks', 'hetzner.server.*'], { cwd, env });
    const first = read(cwd);
    const second = await claimcheck(['run', '--format', 'json', '--checks', 'hetzner.firewall.*,hetzner.location.allowed', '--json'], {
      cwd,
      env,
    });
    const report = JSON.parse(second.out) as Report;
    expect(of(first, '').every(({ check }) => check.startsWith('hetzner.server.'))).toBe(true);
    expect(report.run).toMatchObject({ seq: 2, previous: expect.stringMatching(/^sha256:/) });
    expect(report.results.map(({ check }) => check)).toEqual([
      'hetzner.firewall.no-world-admin-ports',
      'hetzner.firewall.no-world-data-ports',
      'hetzner.firewall.only-authorised-ports',
      'hetzner.location.allowed',
    ]);
    expect(report).toEqual(read(cwd));
    const older = await claimcheck(['report', '--run', '1', '--out', 'old', '--format', 'json'], { cwd, env: {} });
    expect(older.said[0]).toMatch(/^written: .*old\/report\.json$/);
    expect(JSON.parse(readFileSync(join(cwd, 'old/report.json'), 'utf8'))).toEqual(first);
  });
  it('one at a time', async () => {
    const cwd = folder({ 'claimcheck.yaml': `sources:\n${source()}` });
    const both = await Promise.all([
      claimcheck(['run', '--format', 'json'], { cwd, env }),
      claimcheck(['run', '--format', 'json', '--out', 'other'], { cwd, env }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([3, 8]);
  });
});

describe('progress', () => {
  it("goes to stderr in lines, or as JSON on demand; stdout is the machine's", async () => {
    const cwd = folder({ 'claimcheck.yaml': `sources:\n${source()}` });
    const lines = await claimcheck(['run', '--format', 'json', '--checks', 'hetzner.location.allowed'], { cwd, env });
    expect(lines.said.some((line) => /located-resource · .*: \d+ read/.test(line))).toBe(true);
    const machine = await claimcheck(['run', '--format', 'json', '--checks', 'hetzner.location.allowed', '--log', 'json', '--json'], {
      cwd,
      env,
    });
    const events = machine.said.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as { event: string });
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['begun', 'scope', 'plan', 'set']));
    expect(() => JSON.parse(machine.out)).not.toThrow();
  });
});
