/** Publishing to S3 as moto simulates it: conditional create, checksums, Object Lock, listings in pages. Not Ceph, not AWS. */
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedLocker } from '../locker/tampering.ts';
import { claimcheck, folder } from '../support/cli.ts';
import { ANYBODY, type Moto, motoServer, startMoto } from './moto.ts';

const executable = motoServer();
if (executable === undefined) console.warn('moto_server is not here: publishing to S3 was NOT tried');

describe.runIf(executable !== undefined)('publish s3:// against moto', () => {
  let moto: Moto;
  let s3: S3Client;
  let estate: Awaited<ReturnType<typeof signedLocker>>;
  let cwd = '';
  let bucket = '';
  let count = 0;
  const now = () => '2026-11-20T18:00:00.000Z';
  const env = { CLAIMCHECK_PUBLISH_ACCESS_KEY_ID: ANYBODY.accessKeyId, CLAIMCHECK_PUBLISH_SECRET_ACCESS_KEY: ANYBODY.secretAccessKey };
  beforeAll(async () => {
    moto = await startMoto(executable as string);
    s3 = new S3Client({ endpoint: moto.url, forcePathStyle: true, region: 'us-east-1', credentials: ANYBODY });
    estate = await signedLocker({ runs: 2 });
  }, 120_000);
  afterAll(async () => {
    s3?.destroy();
    await moto?.close();
    if (estate) rmSync(estate.cwd, { recursive: true, force: true });
  });
  beforeEach(async () => {
    cwd = folder();
    cpSync(estate.root, join(cwd, 'locker'), { recursive: true });
    cpSync(join(estate.cwd, 'claimcheck.key.pub'), join(cwd, 'key.pub'));
    count += 1;
    bucket = `evidence-${count}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
  });
  const at = () => `s3://${bucket}/acme/claims`;
  const publish = (...more: readonly string[]) =>
    claimcheck(['publish', at(), '--locker', 'locker', '--endpoint', moto.url, ...more], { cwd, env, now });
  const verify = (...more: readonly string[]) =>
    claimcheck(['verify', at(), '--endpoint', moto.url, '--key', 'key.pub', '--max-age', '30d', ...more], { cwd, env, now });
  const keys = async () =>
    ((await s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? [])
      .map(({ Key }) => (Key as string).slice('acme/claims/'.length))
      .sort();
  const keyOf = (name: string) => `acme/claims/${name}`;
  const put = (name: string, body: string | Uint8Array) => s3.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf(name), Body: body }));
  const overwrite = (path: string, data: string) => {
    if (existsSync(path)) chmodSync(path, 0o644);
    writeFileSync(path, data);
  };

  it('copies every byte, holds it, and verify reads it there', async () => {
    const done = await publish('--retain', 'P7Y');
    expect(done.status, done.said.join('\n')).toBe(0);
    expect(done.said.join()).toContain('held by Object Lock (COMPLIANCE): each run until 2033-11-20');
    const names = await keys();
    expect(names).toContain('runs/00000002/manifest.json');
    expect(names.some((name) => /^(?:lock|staging)\//.test(name))).toBe(false);
    for (const name of names) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(name) }));
      expect(
        Buffer.from(await (Body as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray()).equals(
          readFileSync(join(cwd, 'locker', name)),
        ),
        name,
      ).toBe(true);
      const { ObjectLockMode, ObjectLockRetainUntilDate } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: keyOf(name) }));
      expect([ObjectLockMode, ObjectLockRetainUntilDate?.toISOString().slice(0, 10)], name).toEqual(['COMPLIANCE', '2033-11-20']);
    }
    const found = await verify();
    expect(found.status, found.out + found.said.join('\n')).toBe(0);
    expect(found.said.join()).toMatch(/holds 2 of 2 runs by Object Lock \(COMPLIANCE\), until 2033-11-20/);
  }, 60_000);
  it('a second time adds nothing; after an interruption it goes on', async () => {
    expect((await publish()).status).toBe(0);
    const again = await publish();
    expect(again.said.join()).toMatch(/2 runs; 0 files \(0 bytes\) added/);
    const versions = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(versions.Versions?.length).toBe((await keys()).length);
    for (const name of (await keys())
      .filter((one) => /^runs\/00000002|^log/.test(one))
      .concat((await keys()).filter((_, index) => index % 3 === 0)))
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(name) }));
    expect((await publish()).status).toBe(0);
    expect((await verify()).status).toBe(0);
  }, 60_000);
  it('never puts other bytes in the place of what is there (5)', async () => {
    await put('locker.json', '{}');
    const refused = await publish();
    expect([refused.status, refused.said.join()]).toEqual([5, expect.stringContaining('holds other bytes under the name locker.json')]);
    expect((await keys()).length).toBe(1);
  });
  it('a create loses to whoever was there first, between the listing and it (412)', async () => {
    const { openS3, placeOf } = await import('../../src/publish/s3.ts');
    const target = await openS3(placeOf(at()), { region: undefined, endpoint: moto.url, credentials: ANYBODY, retainUntil: undefined });
    const path = join(cwd, 'locker/locker.json');
    const piece = {
      name: 'locker.json',
      path,
      size: readFileSync(path).length,
      sha256: await import('node:crypto').then(({ hash }) => hash('sha256', readFileSync(path))),
    };
    expect(await target.create(piece)).toBe('created');
    expect(await target.create(piece)).toBe('there');
    expect(await target.digestOf('locker.json')).toBe(piece.sha256);
    // moto does not hold a body against its checksum, as S3 does: ours is held against it before it is sent
    await expect(target.create({ ...piece, name: 'runs/00000001/x.json', sha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'LOCKER_TAMPERED',
    });
    target.close();
  });
  it('is a memory: a locker that lost a run, or has another in its place, is refused (5)', async () => {
    expect((await publish()).status).toBe(0);
    rmSync(join(cwd, 'locker/runs/00000002'), { recursive: true });
    const cut = await publish();
    expect([cut.status, cut.said.join()]).toEqual([5, expect.stringContaining('knows run 2, and this locker does not')]);
    cpSync(estate.root, join(cwd, 'locker'), { recursive: true, force: true });
    overwrite(join(cwd, 'locker/runs/00000001/manifest.json'), '{}');
    const other = await publish();
    expect([other.status, other.said.join()]).toEqual([5, expect.stringContaining('holds another run 1')]);
  }, 60_000);
  it('publishes nothing that is damaged (5)', async () => {
    const object = (await import('../locker/tampering.ts')).objectOf(join(cwd, 'locker'), 1);
    overwrite(join(cwd, 'locker', object), 'x');
    const refused = await publish();
    expect([refused.status, refused.said.join()]).toEqual([5, expect.stringContaining('not those that its name says')]);
    expect((await keys()).some((name) => name.startsWith('runs/'))).toBe(false);
  });
  it.each<[string, () => Promise<unknown>, string, number]>([
    [
      'an object changed',
      async () => put((await keys()).find((name) => name.startsWith('objects/')) as string, 'x'),
      'OBJECT_DIGEST_MISMATCH',
      5,
    ],
    ['a manifest changed', () => put('runs/00000001/manifest.json', '{}'), 'MANIFEST_MALFORMED', 5],
    [
      'a signature taken out',
      () => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf('runs/00000002/run.sigstore.json') })),
      'SIGNATURE_MISSING',
      5,
    ],
    ['a name that leads out', () => put('../../../tmp/evil', 'x'), 'no part of a locker', 0],
    ['a run that is none', () => put('runs/00000000/manifest.json', 'x'), 'no part of a locker', 0],
  ])(
    'verify: %s',
    async (_, tamper, says, exit) => {
      expect((await publish()).status).toBe(0);
      await tamper();
      const found = await verify();
      expect(found.out + found.said.join('\n')).toContain(says);
      expect(found.status).toBe(exit);
    },
    60_000,
  );
  it('uses no credentials but its own, and says what it needs (2)', async () => {
    const ambient = { AWS_ACCESS_KEY_ID: ANYBODY.accessKeyId, AWS_SECRET_ACCESS_KEY: ANYBODY.secretAccessKey };
    const none = await claimcheck(['publish', at(), '--locker', 'locker', '--endpoint', moto.url], { cwd, env: ambient, now });
    expect([none.status, none.said.join()]).toEqual([2, expect.stringContaining('those of the sources are not used')]);
    writeFileSync(join(cwd, 'claimcheck.yaml'), 'sources:\n  - { type: aws, name: production, profile: auditor }\nframeworks: []\n');
    const mine = await claimcheck(['publish', at(), '--profile', 'auditor'], { cwd, env, now });
    expect([mine.status, mine.said.join()]).toEqual([2, expect.stringContaining('is that of a source')]);
    const missing = await claimcheck(['publish', 's3://no-such-bucket-here', '--locker', 'locker', '--endpoint', moto.url], {
      cwd,
      env,
      now,
    });
    expect([missing.status, missing.said.join()]).toEqual([2, expect.stringContaining('NoSuchBucket')]);
    expect((await publish('--retain', 'seven years')).status).toBe(2);
  });
  it('a bucket that holds nothing back is not believed to (2)', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: `${bucket}-plain` }));
    const done = await claimcheck(['publish', `s3://${bucket}-plain`, '--locker', 'locker', '--endpoint', moto.url, '--retain', 'P1Y'], {
      cwd,
      env,
      now,
    });
    expect(done.status).toBe(2);
  });
});
