import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model.ts';
import { type Estate, manifestOf, signedLocker, TOKEN } from '../locker/tampering.ts';
import { claimcheck } from '../support/cli.ts';

let estate: Estate;
let report: Report;
beforeAll(async () => {
  estate = await signedLocker({ runs: 2 });
  report = JSON.parse(readFileSync(join(estate.cwd, 'claimcheck-report/report.json'), 'utf8')) as Report;
}, 60_000);
afterAll(() => rmSync(estate.cwd, { recursive: true, force: true }));
const cli = (...argv: string[]) => claimcheck(['evidence', ...argv], { cwd: estate.cwd, env: {} });
const cited = () =>
  report.results.flatMap(({ subjects }) => subjects.flatMap(({ findings }) => findings.flatMap(({ evidence }) => evidence)))[0] as string;

describe('claimcheck evidence show', () => {
  it('leads from a figure of the report to who asked, what, when, how, and the raw answer', async () => {
    const { status, out } = await cli('show', cited());
    expect(status).toBe(0);
    expect(out).toContain(cited());
    expect(out).toMatch(/^who {9}\S/m);
    expect(out).toMatch(/^what {8}GET \//m);
    expect(out).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\//);
    expect(out).toMatch(/^when {8}asked 2026-11-19T04:00:00\.\d{3}Z, answered 2026-11-19T/m);
    expect(out).toMatch(/the provider's clock: Thu, 19 Nov 2026 04:00:00 GMT; ours minus theirs: -?\d+ ms/);
    expect(out).toMatch(/^how {9}status 200/m);
    expect(out).toMatch(/x-correlation-id: [0-9a-f]{16}/);
    expect(out).toContain(`signed by key ${estate.signer.id}`);
    expect(out).toMatch(/answer \d+ of \d+ to this operation/);
    expect(out).toMatch(/^rests on it +hetzner\.\S+ on hetzner\/production: \d+ findings?; population \d+, complete: /m);
    expect(out).toMatch(/^\{$|^\{"/m);
    expect(out).not.toContain(TOKEN);
  });
  it('takes the beginning of an id, and the raw bytes for their record', async () => {
    const id = cited();
    expect((await cli('show', id.slice(7, 27))).out).toBe((await cli('show', id)).out);
    const shown = JSON.parse((await cli('show', id, '--json')).out);
    expect(shown.id).toBe(id);
    expect((await cli('show', shown.response.body)).out).toContain(shown.response.body);
    const body = Buffer.from(shown.response.base64, 'base64');
    expect(body.toString()).toBe(shown.response.text);
    expect(shown.usedBy.length).toBeGreaterThan(0);
    expect(shown.principals).toHaveLength(1);
  });
  it('looks in the run that is named', async () => {
    const before = manifestOf(estate.root, 1).items.find(({ name }) => name.startsWith('evidence/'))?.sha256 as string;
    expect((await cli('show', before)).said[0]).toMatch(/run 2 holds no evidence/);
    expect((await cli('show', before, '--run', '1')).status).toBe(0);
  });
  it.each<[string, RegExp]>([
    ['nonsense', /is no evidence id/],
    ['abc', /at least its first 4 digits/],
    ['0'.repeat(64), /holds no evidence/],
  ])('%s is refused', async (id, says) => {
    const { status, said } = await cli('show', id);
    expect(status).toBe(2);
    expect(said[0]).toMatch(says);
  });
  it('says what an object is that is no answer', async () => {
    const policy = manifestOf(estate.root, 2).policyDigest;
    expect((await cli('show', policy)).said[0]).toMatch(/is no answer but policy/);
  });
});

describe('claimcheck evidence list', () => {
  it('lists what a run rests on, in the order of asking', async () => {
    const { out, said } = await cli('list');
    const lines = out.trimEnd().split('\n');
    expect(lines.length).toBe(manifestOf(estate.root, 2).items.filter(({ mediaType }) => mediaType.includes('claimcheck.evidence')).length);
    expect(lines.every((line) => /^sha256:[0-9a-f]{64} {2}2026-11-19T\S+ {2}200 {2}GET \//.test(line))).toBe(true);
    expect([...lines].sort((a, b) => (a.slice(73, 97) < b.slice(73, 97) ? -1 : 1))).toEqual(lines);
    expect(said).toEqual([`${lines.length} answers`]);
  });
  it('of one check, what its findings name', async () => {
    const { check, subjects } = report.results.find((one) =>
      one.subjects.some(({ findings }) => findings.length > 0),
    ) as Report['results'][number];
    const ids = new Set(subjects.flatMap(({ findings }) => findings.flatMap(({ evidence }) => evidence)));
    const listed = JSON.parse((await cli('list', '--check', check, '--json')).out) as { id: string }[];
    expect(new Set(listed.map(({ id }) => id))).toEqual(ids);
  });
  it('a check that was not judged is refused, not listed as empty', async () => {
    const { status, said, out } = await cli('list', '--check', 'aws.iam.root-mfa');
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(said[0]).toMatch(/no finding of run 2 is about "aws\.iam\.root-mfa"/);
  });
});
