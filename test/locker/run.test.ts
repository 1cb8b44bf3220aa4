import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { beginRun, canonical, digestOf, nodeDisk, openLocker } from '../../src/locker/index.ts';
import { AT, audit, bytes, commitOne, fill, finding, folder, LATER, lockerIn, ORIGIN, parts } from './support.ts';

const objects = (root: string): string[] =>
  readdirSync(join(root, 'objects', 'sha256')).flatMap((two) => readdirSync(join(root, 'objects', 'sha256', two)));
const drain = async (rows: AsyncIterable<unknown>): Promise<unknown[]> => {
  const all: unknown[] = [];
  for await (const row of rows) all.push(row);
  return all;
};
const sealed = async (): Promise<string> => {
  const root = lockerIn();
  await commitOne(root, 'one');
  await commitOne(root, 'two');
  return root;
};
/** Rewrites a read-only file. */
const overwrite = (path: string, data: Uint8Array | string): void => {
  chmodSync(path, 0o644);
  writeFileSync(path, data);
};

describe('a run', () => {
  it('is committed whole and read back', async () => {
    const root = await sealed();
    expect(audit(root)).toEqual(['one', 'two']);
    expect(readdirSync(join(root, 'staging'))).toEqual([]);
    const locker = await openLocker(root);
    expect(locker.origin).toBe(ORIGIN);
    expect(await locker.runs()).toEqual([1, 2]);
    const run = await locker.run('latest');
    expect(run.seq).toBe(2);
    expect(run.manifest.previous).toBe((await locker.run(1)).digest);
    expect(run.manifest.counts).toEqual({ pass: 2, fail: 1, unknown: 0, not_applicable: 0, waived: 0 });
    const rows = (await drain(run.findings())) as { resource: { name: string } }[];
    expect(rows.map((row) => row.resource.name)).toEqual(['user0', 'user1', 'user2']);
    expect(rows[0]).toMatchObject({ because: 'user0 pass äöü' });
    expect((await drain(run.resources())).length).toBe(3);
    expect(Buffer.from(await run.file('report.json')).toString()).toBe('{"label":"two"}');
    const kept = (await drain(run.evidence())) as { item: { name: string }; bytes: Uint8Array }[];
    expect(kept.map(({ item, bytes: data }) => `${item.name}: ${Buffer.from(data)}`)).toEqual([
      'answer 0: two answer 0',
      'answer 1: two answer 1',
      'answer 2: two answer 2',
      'config: the configuration',
      'policy: the policy',
    ]);
    expect(run.manifest.sealed).toBe('hashes-only');
    expect(run.manifest.sealing).toMatch(/^No key signed this run: .*\.$/);
  });

  it('is found by seq, folder name and id; anything else is unknown', async () => {
    const locker = await openLocker(await sealed());
    for (const which of [1, '1', '00000001', 'one']) expect((await locker.run(which)).manifest.runId).toBe('one');
    for (const which of [3, '0', 'three', '../runs/00000001', '', 'one/']) {
      await expect(locker.run(which)).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
    }
    await expect(openLocker(folder())).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  });

  it('is checked by coreutils alone', async () => {
    if (spawnSync('sha256sum', ['--version']).status !== 0) return console.warn('SKIPPED: no sha256sum on this machine');
    const root = await sealed();
    const check = (): string =>
      execFileSync('sha256sum', ['-c', 'runs/00000002/SHA256SUMS'], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    // manifest, findings, resources, report, five objects
    expect(check().match(/: OK$/gm)?.length).toBe(9);
    const victim = readFileSync(join(root, 'runs/00000002/SHA256SUMS'), 'utf8').split('\n').at(-2)?.split('  ')[1] as string;
    overwrite(join(root, victim), 'something else');
    expect(check).toThrow();
  });

  it('writes canonical bytes, read-only, and the same ones for the same input', async () => {
    const [a, b] = [await sealed(), await sealed()];
    for (const file of ['manifest.json', 'findings.jsonl', 'resources.jsonl', 'SHA256SUMS', 'report.json']) {
      const path = join(a, 'runs/00000001', file);
      expect(statSync(path).mode & 0o222).toBe(0);
      if (file !== 'manifest.json') expect(readFileSync(path)).toEqual(readFileSync(join(b, 'runs/00000001', file)));
    }
    const raw = readFileSync(join(a, 'runs/00000001/manifest.json'));
    expect(Buffer.from(canonical(JSON.parse(raw.toString('utf8'))))).toEqual(raw);
    for (const hex of objects(a)) expect(statSync(join(a, 'objects/sha256', hex.slice(0, 2), hex)).mode & 0o777).toBe(0o444);
  });

  it('shows nothing before it is committed, and nothing after it is given up', async () => {
    const root = lockerIn();
    const begun = await beginRun(root, { origin: ORIGIN, runId: 'one', at: AT });
    await fill(begun, 'one');
    expect(readdirSync(join(root, 'runs'))).toEqual([]);
    expect(objects(root)).toEqual([]);
    await begun.writer.abort({ at: LATER, detail: 'the user pressed Ctrl-C' });
    expect(await (await openLocker(root)).runs()).toEqual([]);
    expect(readdirSync(join(root, 'staging'))).toEqual(['one']);
    await expect(begun.writer.put(bytes('late'))).rejects.toMatchObject({ code: 'LOCKER_UNSEALED' });
    const next = await beginRun(root, { origin: ORIGIN, runId: 'two', at: LATER });
    expect(next.leftovers).toEqual(['one']);
    expect(next.tookOver).toBeUndefined();
    await next.writer.commit(await fill(next, 'two'));
    const { manifest } = await (await openLocker(root)).run('latest');
    expect(manifest.attempts.map(({ runId, event, detail }) => `${runId} ${event} ${detail}`.trim())).toEqual([
      'one started',
      'one aborted the user pressed Ctrl-C',
      'two started',
    ]);
  });

  it('tells every attempt in exactly one manifest, a torn line too', async () => {
    const root = await sealed();
    appendFileSync(join(root, 'attempts.jsonl'), '{"at":"2026-11-21T1');
    await commitOne(root, 'three');
    await commitOne(root, 'four');
    const locker = await openLocker(root);
    const told = await Promise.all([1, 2, 3, 4].map(async (seq) => (await locker.run(seq)).manifest.attempts));
    expect(told.map((list) => list.map(({ runId, event }) => `${runId} ${event}`.trim()))).toEqual([
      ['one started'],
      ['two started'],
      ['unreadable', 'three started'],
      ['four started'],
    ]);
  });

  it('cannot use evidence that it does not hold, and stays broken', async () => {
    const root = lockerIn();
    const { writer } = await beginRun(root, { origin: ORIGIN, runId: 'one', at: AT });
    const digest = await writer.put(bytes('policy'));
    await expect(writer.finding(finding([digestOf(bytes('never seen'))], 'pass'))).rejects.toMatchObject({ code: 'LOCKER_UNSEALED' });
    await expect(writer.finding(finding([digest], 'pass'))).rejects.toMatchObject({ code: 'LOCKER_UNSEALED' });
    await expect(writer.commit(parts(digest, digest))).rejects.toMatchObject({
      code: 'LOCKER_UNSEALED',
      at: { file: join(root, 'staging', 'one') },
    });
    expect(readdirSync(join(root, 'runs'))).toEqual([]);
    await commitOne(root, 'two');
    expect(audit(root)).toEqual(['two']);
  });

  it.each([
    ['a time that is none', { finishedAt: 'yesterday' }],
    ['a missing member', { requests: undefined as never }],
    ['a count below nothing', { clock: { maxSkewMs: -1 } }],
  ])('is not committed with %s', async (_name, over) => {
    const root = lockerIn();
    const begun = await beginRun(root, { origin: ORIGIN, runId: 'one', at: AT });
    await expect(begun.writer.commit({ ...(await fill(begun, 'one')), ...over })).rejects.toMatchObject({ code: 'LOCKER_UNSEALED' });
    expect(readdirSync(join(root, 'runs'))).toEqual([]);
  });

  it('streams more rows than one chunk in order, whether awaited or not', async () => {
    const root = lockerIn();
    const { writer } = await beginRun(root, { origin: ORIGIN, runId: 'one', at: AT });
    const policy = await writer.put(bytes('policy'));
    const pending: Promise<void>[] = [];
    for (let i = 0; i < 6_000; i += 1) pending.push(writer.finding(finding([policy], i % 3 === 0 ? 'unknown' : 'pass', `user${i}`)));
    await Promise.all(pending);
    await writer.commit(parts(policy, policy));
    const run = await (await openLocker(root)).run('one');
    const names = ((await drain(run.findings())) as { resource: { name: string } }[]).map((row) => row.resource.name);
    expect(names).toEqual(Array.from({ length: 6_000 }, (_, i) => `user${i}`));
    expect(run.manifest.counts).toMatchObject({ pass: 4_000, unknown: 2_000 });
    expect(run.manifest.files.find((file) => file.name === 'findings.jsonl')?.size).toBeGreaterThan(1 << 18);
  });
});

describe('objects', () => {
  it('are written once, however many ask at a time', async () => {
    const root = lockerIn();
    let created = 0;
    const disk = {
      ...nodeDisk,
      create: (path: string, mode: number) => {
        if (path.includes(`${join('staging', 'one', 'objects')}`)) created += 1;
        return nodeDisk.create(path, mode);
      },
    };
    const { writer } = await beginRun(root, { origin: ORIGIN, runId: 'one', at: AT, disk });
    const about = (i: number) => ({ name: `answer ${9 - (i % 10)}`, mediaType: 'text/plain' });
    const digests = await Promise.all(Array.from({ length: 500 }, (_, i) => writer.put(bytes('the same'), about(i))));
    expect(new Set(digests)).toEqual(new Set([digestOf(bytes('the same'))]));
    expect(created).toBe(1);
    const [digest] = digests as [`sha256:${string}`];
    expect(Buffer.from(await writer.get(digest)).toString()).toBe('the same');
    await writer.commit(parts(digest, digest));
    const { manifest } = await (await openLocker(root)).run('latest');
    expect(manifest.items.map((item) => item.name)).toEqual(['answer 0']);
  });

  it('that are there already are never rewritten, by a later run either', async () => {
    const root = lockerIn();
    await commitOne(root, 'one');
    const hex = digestOf(bytes('the policy')).slice(7);
    const path = join(root, 'objects/sha256', hex.slice(0, 2), hex);
    const before = statSync(path);
    await commitOne(root, 'two');
    expect(statSync(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it.each([
    ['other bytes of the same size', 'The Policy'],
    ['fewer bytes', 'the'],
  ])('that have %s under their name stop the run', async (_name, instead) => {
    const root = lockerIn();
    await commitOne(root, 'one');
    const hex = digestOf(bytes('the policy')).slice(7);
    const path = join(root, 'objects/sha256', hex.slice(0, 2), hex);
    overwrite(path, instead);
    await expect((await openLocker(root)).get(`sha256:${hex}`)).rejects.toMatchObject({ code: 'LOCKER_TAMPERED', at: { file: path } });
    await expect(commitOne(root, 'two')).rejects.toMatchObject({ code: 'LOCKER_TAMPERED', at: { file: path } });
    expect(readFileSync(path, 'utf8')).toBe(instead);
    expect(readdirSync(join(root, 'runs'))).toEqual(['00000001']);
  });

  it('that became symbolic links are not followed', async () => {
    const root = lockerIn();
    await commitOne(root, 'one');
    const hex = digestOf(bytes('the policy')).slice(7);
    const path = join(root, 'objects/sha256', hex.slice(0, 2), hex);
    writeFileSync(join(root, 'elsewhere'), 'the policy');
    unlinkSync(path);
    symlinkSync(join(root, 'elsewhere'), path);
    await expect((await openLocker(root)).get(`sha256:${hex}`)).rejects.toMatchObject({ code: 'LOCKER_TAMPERED' });
    await expect(commitOne(root, 'two')).rejects.toMatchObject({ code: 'LOCKER_TAMPERED' });
  });
});

describe('a damaged head', () => {
  const edit = (path: string, change: (text: string) => string): void => overwrite(path, change(readFileSync(path, 'utf8')));
  it.each<[string, (run: string) => void]>([
    ['without its manifest', (run) => unlinkSync(join(run, 'manifest.json'))],
    ['with a pretty-printed manifest', (run) => edit(join(run, 'manifest.json'), (text) => JSON.stringify(JSON.parse(text), null, 2))],
    ['with a duplicate name', (run) => edit(join(run, 'manifest.json'), (text) => text.replace('"seq":2', '"seq":2,"seq":2'))],
    ['with an edited count', (run) => edit(join(run, 'manifest.json'), (text) => text.replace('"fail":1', '"fail":0'))],
    ['of an unknown format', (run) => edit(join(run, 'manifest.json'), (text) => text.replace('claimcheck-run/v2', 'claimcheck-run/v9'))],
    ['that is a copy of another run', (run) => overwrite(join(run, 'manifest.json'), readFileSync(join(run, '../00000001/manifest.json')))],
    ['without SHA256SUMS', (run) => unlinkSync(join(run, 'SHA256SUMS'))],
    ['with a line less in SHA256SUMS', (run) => edit(join(run, 'SHA256SUMS'), (text) => text.slice(text.indexOf('\n') + 1))],
  ])('%s is neither read nor extended', async (_name, damage) => {
    const root = await sealed();
    damage(join(root, 'runs/00000002'));
    await expect((await openLocker(root)).run('latest')).rejects.toMatchObject({ code: 'LOCKER_TAMPERED', exit: 5 });
    await expect(commitOne(root, 'three')).rejects.toMatchObject({ code: 'LOCKER_TAMPERED' });
    expect(readdirSync(join(root, 'runs'))).toEqual(['00000001', '00000002']);
    expect((await (await openLocker(root)).run(1)).manifest.runId).toBe('one');
    // The lock was let go: the next try is refused for the same reason and not for the lock.
    await expect(commitOne(root, 'four')).rejects.toMatchObject({ code: 'LOCKER_TAMPERED' });
  });

  it.each([
    ['an edited row', (text: string) => text.replace('user1 fail', 'user1 pass')],
    ['a row less', (text: string) => text.slice(text.indexOf('\n') + 1)],
    ['a cut end', (text: string) => text.slice(0, -1)],
  ])('findings with %s do not come to their end', async (_name, change) => {
    const root = await sealed();
    edit(join(root, 'runs/00000002/findings.jsonl'), change);
    const run = await (await openLocker(root)).run('latest');
    await expect(drain(run.findings())).rejects.toMatchObject({ code: 'LOCKER_TAMPERED' });
    expect((await drain(run.resources())).length).toBe(3);
  });

  it('runs without a locker.json are not adopted', async () => {
    const root = await sealed();
    rmSync(join(root, 'locker.json'));
    await expect(commitOne(root, 'three')).rejects.toMatchObject({ code: 'LOCKER_TAMPERED' });
    expect(existsSync(join(root, 'locker.json'))).toBe(false);
  });
});

describe('names', () => {
  it.each(['../evil', 'a/b', '', '.', '..', '.hidden', 'a\0b', 'x'.repeat(200), '/etc'])(
    'a run called %j does not begin',
    async (runId) => {
      const root = lockerIn();
      await expect(beginRun(root, { origin: ORIGIN, runId, at: AT })).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
      expect(existsSync(root)).toBe(false);
    },
  );

  it.each(['../evil', 'a/b', '', 'manifest.json', 'SHA256SUMS', 'findings.jsonl', 'report.json'])(
    'a file called %j is not written',
    async (name) => {
      const root = lockerIn();
      const begun = await beginRun(root, { origin: ORIGIN, runId: 'one', at: AT });
      await fill(begun, 'one');
      await expect(begun.writer.file(name, bytes('x'))).rejects.toMatchObject({ code: 'LOCKER_UNSEALED' });
      await begun.writer.abort({ at: LATER, detail: '' });
    },
  );

  it('of objects, subjects and origins are data, wherever they point', async () => {
    const root = lockerIn();
    const { writer } = await beginRun(root, { origin: '../../acme', runId: 'one', at: AT });
    const digest = await writer.put(bytes('x'), { name: '../../../etc/passwd', mediaType: '../x' });
    await writer.commit(parts(digest, digest));
    expect(audit(root)).toEqual(['one']);
    expect(readdirSync(join(root, '..'))).toEqual(['locker']);
    expect((await (await openLocker(root)).run(1)).manifest.items[0]?.name).toBe('../../../etc/passwd');
  });

  it('of digests are SHA-256 and nothing else', async () => {
    const locker = await openLocker(await sealed());
    for (const digest of ['sha1:abc', 'sha256:../../locker.json', `sha256:${'A'.repeat(64)}`, 'sha256:']) {
      await expect(locker.get(digest as 'sha256:')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
    }
  });
});

describe('a place that will not do', () => {
  it('is refused before anything is asked', async () => {
    const base = folder();
    writeFileSync(join(base, 'file'), '');
    await expect(commitOne(join(base, 'file'), 'one')).rejects.toMatchObject({ code: 'LOCKER_UNWRITABLE', exit: 2 });
  });

  it.each([
    ['link', 'EPERM', /hard links/],
    ['rename', 'EXDEV', /one file system/],
    ['sync', 'EINVAL', /file system/],
    ['mkdir', 'EROFS', /read-only/],
  ] as const)('%s that fails with %s is a matter of the place', async (operation, code, hint) => {
    const disk = { ...nodeDisk, [operation]: () => Promise.reject(Object.assign(new Error(code), { code })) };
    const root = lockerIn();
    await expect(commitOne(root, 'one', disk)).rejects.toMatchObject({ code: 'LOCKER_UNWRITABLE', hint: expect.stringMatching(hint) });
  });

  it('of another origin is not written to', async () => {
    const root = await sealed();
    await expect(beginRun(root, { origin: 'somebody else', runId: 'three', at: AT })).rejects.toMatchObject({ code: 'LOCKER_UNWRITABLE' });
    expect(audit(root)).toEqual(['one', 'two']);
  });

  it('leaves no probe behind', async () => {
    const root = await sealed();
    for (const name of ['staging', 'runs', 'objects/sha256'])
      expect(readdirSync(join(root, name)).filter((entry) => entry.startsWith('.'))).toEqual([]);
  });
});
