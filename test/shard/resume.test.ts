/** kill -9, and on: the same run, the same words, and hardly a question twice. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openLocker } from '../../src/locker/index.ts';
import type { Report } from '../../src/model.ts';
import { serve, type TestServer } from '../support/server.ts';
import { bare, shopAnswer, shopping } from '../support/shops.ts';
import { build, child, clean } from './killing.ts';

const SHOPS = Array.from({ length: 500 }, (_, at) => `s${at}${at % 50 === 0 ? 'x' : at % 33 === 0 ? 'z' : ''}`);
const ONE = [{ name: 'many', shops: ['a'] }];
let server: TestServer;
let counted: { left: number; end: () => void };
let me: string;
let listed: readonly string[];
beforeAll(build, 120_000);
afterAll(clean);
beforeEach(async () => {
  counted = { left: Number.POSITIVE_INFINITY, end: () => undefined };
  me = 'me';
  listed = SHOPS;
  server = await serve((request, response) => {
    counted.left -= 1;
    if (counted.left === 0) counted.end();
    const { status, body } = shopAnswer(request.url as string, listed);
    const text = JSON.stringify(request.url === '/me' ? { id: me } : body);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
});
afterEach(() => server.close());

/** Ends the child when so many requests have arrived; absent: never. */
async function attempt(dir: string, how: 'new' | 'resume', after = Number.POSITIVE_INFINITY, shops = SHOPS): Promise<string> {
  const one = child(dir, server.url, shops.join(','), how);
  counted = { left: after, end: () => void one.process.kill('SIGKILL') };
  return one.ended;
}
const report = async (locker: string): Promise<Report> =>
  JSON.parse(new TextDecoder().decode(await (await (await openLocker(locker)).run('latest')).file('report.json'))) as Report;

describe('a run that was killed', { timeout: 240_000 }, () => {
  it.each([[0.97], [0.3, 0.4]])('goes on after %s of its questions', async (...parts) => {
    const [whole, dir] = [shopping(ONE).dir, shopping(ONE).dir];
    expect(await attempt(whole, 'new')).toMatch(/^sealed 1/);
    const all = server.hits.length;
    server.hits.length = 0;
    for (const [at, part] of parts.entries()) expect(await attempt(dir, at === 0 ? 'new' : 'resume', Math.ceil(all * part))).toBe('');
    const began = JSON.parse(
      readFileSync(join(dir, 'locker', 'staging', readdirSync(join(dir, 'locker', 'staging'))[0] as string, 'attempt.json'), 'utf8'),
    ) as {
      startedAt: string;
    };
    const early = new Date().toISOString();
    expect(await attempt(dir, 'resume')).toMatch(/^sealed 1/);
    // who answers is asked in each attempt, and what was under way when it was killed
    expect(server.hits.length).toBeLessThanOrEqual(all * 1.02 ** parts.length + parts.length);
    const [one, other] = [await bare(join(whole, 'locker')), await bare(join(dir, 'locker'))];
    expect(other.rows).toEqual(one.rows);
    expect(other.items).toEqual(one.items);
    const sealed = await report(join(dir, 'locker'));
    expect(sealed.run).toMatchObject({ startedAt: began.startedAt, status: 'sealed', requests: { sent: expect.any(Number) } });
    expect(readdirSync(join(dir, 'locker', 'staging'))).toEqual([]);
    const { manifest } = await (await openLocker(join(dir, 'locker'))).run('latest');
    expect(manifest.attempts.map(({ event }) => event)).toEqual([...parts.flatMap(() => ['started', 'killed']), 'started']);
    expect(manifest.attempts.at(-1)?.detail).toBe(`goes on with the run of ${began.startedAt}`);
    const times = await evidenceTimes(join(dir, 'locker'));
    expect(times.filter((time) => time < early).length).toBeGreaterThan(0);
  });

  it('keeps the scope that it had, and asks anew who answers', async () => {
    const { dir } = shopping([{ name: 'many' }]);
    const asked = (path: string) => server.hits.filter((hit) => hit === `GET ${path}`).length;
    listed = SHOPS.slice(1);
    expect(await attempt(dir, 'new', 900, [])).toBe('');
    listed = SHOPS;
    // killed before it was known who answers: then nobody can tell whose scope it was, now or later
    const journal = join(dir, 'locker', 'staging', readdirSync(join(dir, 'locker', 'staging'))[0] as string, 'journal.jsonl');
    const lines = readFileSync(journal, 'utf8').split('\n');
    writeFileSync(journal, lines.filter((line) => !line.includes('"scope"')).join('\n'));
    expect(await attempt(dir, 'resume', 300, [])).toBe('');
    expect([asked('/me'), asked('/shops')]).toEqual([2, 2]);
    me = 'somebody else';
    expect(await attempt(dir, 'resume', undefined, [])).toMatch(/^refused .* answers to somebody else now, and answered to me then/);
    me = 'me';
    expect(await attempt(dir, 'resume', undefined, [])).toMatch(/^sealed 1/);
    expect([asked('/me'), asked('/shops')]).toEqual([4, 2]);
    expect((await report(join(dir, 'locker'))).scope[0]?.subjects.length).toBe(SHOPS.length);
  });

  it('does not go on as another run', async () => {
    const { dir } = shopping(ONE);
    expect(await attempt(dir, 'resume')).toMatch(/^refused no interrupted run lies in/);
    expect(await attempt(dir, 'new', 900)).toBe('');
    const one = child(dir, server.url, [...SHOPS, 'more'].join(','), 'resume');
    expect(await one.ended).toMatch(/^refused the interrupted run of .* cannot go on: different configurations/);
  });
});

async function evidenceTimes(locker: string): Promise<string[]> {
  const times: string[] = [];
  for await (const { item, bytes } of (await (await openLocker(locker)).run('latest')).evidence())
    if (item.name.startsWith('evidence/')) times.push((JSON.parse(new TextDecoder().decode(bytes)) as { receivedAt: string }).receivedAt);
  return times;
}
