/** Share packs: what they show, what they cannot leak, and what they cannot hide. */
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleBytes, signStatement } from '../../src/locker/bundle.ts';
import { canonical, digestOf, openLocker } from '../../src/locker/index.ts';
import { runPredicate, runStatement, SHARE_PREDICATE, statement } from '../../src/locker/statement.ts';
import type { Report } from '../../src/model.ts';
import { type Pack, sharePredicate } from '../../src/share/format.ts';
import type { PackVerification } from '../../src/share/verify.ts';
import { reseal, runOf, sign } from '../locker/tampering.ts';
import { contents, type Estate, entriesOf, estate, FRAMEWORK, type Raw, rawTar, share, verify, written } from './estate.ts';

let made: Estate;
beforeAll(async () => {
  made = await estate();
  for (const [name, ...more] of [
    ['customer.tar', '--for', 'Example GmbH', '--valid-until', '2026-12-31'],
    ['auditor.tar', '--audience', 'auditor'],
  ] as const) {
    const done = await share(made.cwd, '--out', name, ...more);
    expect(done.status, done.said.join('\n')).toBe(0);
  }
}, 120_000);
afterAll(() => rmSync(made.cwd, { recursive: true, force: true }));

const customer = () => contents(join(made.cwd, 'customer.tar'));
const packIn = (files: ReadonlyMap<string, Buffer>) => JSON.parse((files.get('pack.json') as Buffer).toString('utf8')) as Pack;
const checked = async (pack: string, ...more: readonly string[]) => {
  const { status, out, said } = await verify(made.cwd, pack, '--key', 'claimcheck.key.pub', ...more);
  if (out === '') throw new Error(said.join('\n'));
  return {
    status,
    said,
    found: JSON.parse(out) as PackVerification,
    codes: (JSON.parse(out) as PackVerification).defects.map(({ code }) => code),
  };
};
const key = () => ['--key', 'claimcheck.key.pub'] as const;

describe('a pack', () => {
  it('is verified by the key alone, for each audience', async () => {
    for (const name of ['customer.tar', 'auditor.tar']) {
      const { status, found } = await checked(name);
      expect(found.defects).toEqual([]);
      expect(status).toBe(0);
      expect(found.tallies.filter(({ kind }) => kind === 'claim').length).toBeGreaterThan(5);
      expect(found.leaves.withheld).toBeGreaterThan(0);
    }
    const { found } = await checked('customer.tar');
    expect(found.pack).toMatchObject({ audience: 'customer', recipient: 'Example GmbH', validUntil: '2026-12-31' });
  });
  it('says the counts and standings of the sealed report', async () => {
    const sealed = await (await openLocker(made.root)).run('latest');
    const report = JSON.parse(Buffer.from(await sealed.file('report.json')).toString('utf8')) as Report;
    const { found } = await checked('customer.tar');
    for (const tally of found.tallies) {
      if (tally.kind === 'check') {
        const result = report.results.find(({ check }) => check === tally.check);
        expect(tally).toMatchObject({ verdict: result?.verdict, counts: result?.counts, title: result?.title });
      }
      if (tally.kind === 'claim') {
        const claim = report.requirements.find(({ framework, id }) => framework === tally.framework && id === tally.id);
        expect(tally).toMatchObject({ standing: claim?.standing, title: claim?.title });
      }
      if (tally.kind === 'run') expect(tally).toMatchObject({ findings: sealed.manifest.counts, verdicts: report.run.verdicts });
    }
  });
  it('is the same bytes each time', async () => {
    expect((await share(made.cwd, '--out', 'again.tar', '--for', 'Example GmbH', '--valid-until', '2026-12-31')).status).toBe(0);
    // Ed25519 signs the same bytes alike
    expect(readFileSync(join(made.cwd, 'again.tar')).equals(readFileSync(join(made.cwd, 'customer.tar')))).toBe(true);
  });
  it('of a run that was time-stamped is refused without the stamp, which nothing but its signature can say', async () => {
    const root = join(made.cwd, 'stamped');
    cpSync(made.root, root, { recursive: true });
    const stamped = await reseal(root, runOf(1), (one) => ({ ...one, expect: { timestamp: true } }), made.signer);
    expect((await share(made.cwd, '--locker', 'stamped', '--out', 'stamped.tar')).status).toBe(0);
    const { status, found } = await checked('stamped.tar');
    expect(found.defects.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'TIMESTAMP_MISSING run/run.sigstore.json',
      'SHARE_NOT_SIGNED share.sigstore.json',
    ]);
    expect(status).toBe(5);
    // nor does it help to leave the word out of the index, or to turn it
    const files = contents(join(made.cwd, 'stamped.tar'));
    const { expect: _, ...silent } = packIn(files).run;
    for (const run of [silent, { ...silent, expect: { timestamp: false } }]) {
      files.set('pack.json', Buffer.from(canonical({ ...packIn(files), run })));
      const told = await checked(written(made.cwd, 'silent.tar', rawTar(entriesOf(files))));
      expect(told.codes).toEqual(expect.arrayContaining(['TIMESTAMP_MISSING', 'PREDICATE_MISMATCH']));
    }
    // signed before the word was repeated: it says less, and nothing false
    const { expect: __, ...less } = runPredicate(stamped);
    await sign(root, runOf(1), { ...runStatement(stamped, digestOf(canonical(stamped))), predicate: less }, made.signer);
    expect((await share(made.cwd, '--locker', 'stamped', '--out', 'older.tar')).status).toBe(0);
    expect((await checked('older.tar')).codes).toEqual(['SHARE_NOT_SIGNED']);
  });
  it('without a key is integrity only (6); of another key is refused (5)', async () => {
    const bare = await verify(made.cwd, 'customer.tar');
    expect(bare.status).toBe(6);
    expect(bare.out).toContain('SIGNER_NOT_PINNED');
    const other = await estate();
    const wrong = await verify(made.cwd, 'customer.tar', '--key', join(other.cwd, 'claimcheck.key.pub'));
    expect(wrong.status).toBe(5);
    expect(wrong.out).toContain('KEY_UNTRUSTED');
    rmSync(other.cwd, { recursive: true, force: true });
  }, 60_000);
  it('after its last day is not to be relied on (6)', async () => {
    const { claimcheck } = await import('../support/cli.ts');
    const late = await claimcheck(['verify', 'customer.tar', ...key()], { cwd: made.cwd, now: () => '2027-01-01T00:00:00.000Z' });
    expect(late.status).toBe(6);
    expect(late.out).toContain('SHARE_EXPIRED');
  });
  it('of a run that nobody signed proves nothing about its sender (6), and a key that was given is missed (5)', async () => {
    const bare = await estate({ sealed: false });
    expect((await share(bare.cwd)).status).toBe(0);
    const found = await verify(bare.cwd, 'pack.tar');
    expect([found.status, found.out.includes('NOT_SIGNED')]).toEqual([6, true]);
    const pinned = await verify(bare.cwd, 'pack.tar', '--key', 'claimcheck.key.pub');
    expect([pinned.status, pinned.out.includes('SIGNATURE_MISSING')]).toEqual([5, true]);
    rmSync(bare.cwd, { recursive: true, force: true });
  }, 60_000);
  it('refuses what cannot be meant', async () => {
    for (const [argv, says] of [
      [['--claims', 'iso-27001-2022/Z.*'], /no claim like "iso-27001-2022\/Z\.\*"/],
      [['--claims', ','], /names no claim/],
      [['--audience', 'custmer'], /did you mean `customer`/],
      [['--valid-until', '2026-11-01'], /is over/],
      [['--valid-until', 'tomorrow'], /is not a day/],
      [['--run', '7'], /holds no run 7/],
      [['--out', 'no/such/folder/pack.tar'], /cannot be written/],
    ] as const) {
      const refused = await share(made.cwd, ...argv);
      expect(refused.status, refused.said.join('\n')).toBe(2);
      expect(refused.said.join('\n')).toMatch(says);
    }
    const chained = await verify(made.cwd, 'customer.tar', '--max-age', '2d');
    expect([chained.status, chained.said.join()]).toEqual([2, expect.stringContaining('a share pack is part of one run')]);
  });
});

/** Words that stand in public titles of checks and controls, in collectors' ids, reasons and the format: they are nobody's name. */
const OURS = new Set(
  'this run,attestation,attestation_missing,server,production,volume,backup,load-balancer,storage-box,network,applied,config'.split(','),
);

describe('what a customer pack cannot leak', () => {
  /** Every name, id and address that the run wrote down, wherever it wrote it. */
  async function identifiers(): Promise<ReadonlySet<string>> {
    const locker = await openLocker(made.root);
    const sealed = await locker.run('latest');
    const found = new Set<string>([...sealed.manifest.principals.map(({ name }) => name), 'production-of-acme', '127.0.0.1']);
    for await (const row of sealed.findings())
      for (const text of [row.subject.key, row.subject.id, row.subject.label, row.resource.id, row.resource.name]) found.add(text);
    for await (const row of sealed.resources()) texts((row as { resource: unknown }).resource, found);
    for (const { name, mediaType, sha256, salt } of sealed.manifest.items as readonly {
      name: string;
      mediaType: string;
      sha256: string;
      salt: string;
    }[])
      if (!mediaType.includes('tally')) for (const text of [name, sha256, salt]) found.add(text);
    for (const population of sealed.manifest.populations) found.add(population.subject).add(population.proof);
    return found;
  }
  function texts(value: unknown, into: Set<string>): void {
    if (typeof value === 'string') into.add(value);
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) texts(one, into);
  }
  /** What a reader can get out of the bytes: base64 of the signed statements too. */
  function legible(files: ReadonlyMap<string, Buffer>): string {
    const raw = readFileSync(join(made.cwd, 'customer.tar')).toString('latin1');
    const inner = [...files].flatMap(([name, bytes]) =>
      name.endsWith('.sigstore.json')
        ? [Buffer.from(JSON.parse(bytes.toString('utf8')).dsseEnvelope.payload, 'base64').toString('latin1')]
        : [],
    );
    return [raw, ...inner].join('\n');
  }
  it('no name, id, address, salt or digest of what is withheld occurs in any byte of it', async () => {
    const all = await identifiers();
    expect(all.size).toBeGreaterThan(200);
    const bytes = legible(customer());
    const leaked = [...all].filter((text) => text.length >= 6 && bytes.includes(Buffer.from(text).toString('latin1')));
    expect(leaked.filter((text) => !OURS.has(text))).toEqual([]);
    // the oracle itself sees a leak: an auditor's pack is full of them
    const open = readFileSync(join(made.cwd, 'auditor.tar')).toString('latin1');
    expect([...all].filter((text) => text.length >= 6 && open.includes(text)).length).toBeGreaterThan(50);
  });
  it('holds tallies alone, and a leaf for everything else', () => {
    const files = customer();
    const pack = packIn(files);
    expect(pack.shown.every(({ item }) => item.name.startsWith('tally/'))).toBe(true);
    expect((files.get('leaves.txt') as Buffer).toString('utf8').trimEnd().split('\n').length).toBe(pack.run.treeSize);
    expect([...files.keys()].some((name) => name.includes('findings') || name.includes('manifest'))).toBe(false);
  });
});

interface Row {
  readonly attempt: string;
  readonly tamper: (files: Map<string, Buffer>) => Raw[] | Buffer | Promise<Raw[] | Buffer>;
  readonly yields: string;
  readonly base?: string;
  readonly names?: RegExp;
}
const changed = (files: Map<string, Buffer>, name: string, change: (text: string) => string): Raw[] => {
  files.set(name, Buffer.from(change((files.get(name) as Buffer).toString('utf8'))));
  return entriesOf(files);
};
/** The index changed by the holder of the key: everything that follows from it fits. */
async function resigned(files: Map<string, Buffer>, change: (pack: Pack) => Pack): Promise<Raw[]> {
  const before = change(packIn(files));
  const listed = before.files.map(({ name }) => ({
    name,
    size: files.get(name)?.length ?? 0,
    sha256: sha256(files.get(name) ?? Buffer.alloc(0)),
  }));
  const pack = { ...before, files: listed };
  const bytes = Buffer.from(canonical(pack));
  files.set('pack.json', bytes);
  const said = statement([{ name: 'pack.json', digest: { sha256: digestOf(bytes).slice(7) } }], SHARE_PREDICATE, sharePredicate(pack));
  files.set('share.sigstore.json', Buffer.from(await bundleBytes(await signStatement(said, made.signer))));
  return entriesOf(files);
}
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const tallyOf = (files: Map<string, Buffer>, kind: string, pick = (_: Record<string, never>) => true) =>
  packIn(files).shown.find(({ item }) => {
    const tally = JSON.parse((files.get(item.path) as Buffer).toString('utf8'));
    return tally.kind === kind && pick(tally);
  }) as Pack['shown'][number];

const ROWS: readonly Row[] = [
  {
    attempt: 'one byte of an object',
    tamper: (files) => changed(files, tallyOf(files, 'check').item.path, (text) => text.replace('"title":"', '"title":"~')),
    yields: 'OBJECT_DIGEST_MISMATCH',
    names: /^objects\//,
  },
  {
    attempt: 'an object taken out',
    tamper: (files) => {
      files.delete(tallyOf(files, 'check').item.path);
      return entriesOf(files);
    },
    yields: 'OBJECT_MISSING',
  },
  {
    attempt: 'a leaf changed',
    tamper: (files) => changed(files, 'leaves.txt', (text) => `${'0'.repeat(64)}${text.slice(64)}`),
    yields: 'MERKLE_ROOT_MISMATCH',
  },
  { attempt: 'a leaf taken out', tamper: (files) => changed(files, 'leaves.txt', (text) => text.slice(65)), yields: 'TREE_SIZE_MISMATCH' },
  {
    attempt: 'leaves without end in one line',
    tamper: (files) => changed(files, 'leaves.txt', () => 'a'.repeat(1 << 20)),
    yields: 'PACK_MALFORMED',
  },
  {
    attempt: 'leaves of fewer, by the holder of the key',
    tamper: (files) => {
      changed(files, 'leaves.txt', (text) => text.slice(65));
      return resigned(files, (pack) => pack);
    },
    yields: 'TREE_SIZE_MISMATCH',
  },
  {
    attempt: 'the size of the tree, by the holder of the key',
    tamper: (files) => resigned(files, (pack) => ({ ...pack, run: { ...pack.run, treeSize: pack.run.treeSize - 1 } })),
    yields: 'PREDICATE_MISMATCH',
  },
  {
    attempt: 'fewer failures, by the holder of the key',
    tamper: (files) => resigned(files, (pack) => ({ ...pack, run: { ...pack.run, counts: { ...pack.run.counts, fail: 0 } } })),
    yields: 'COUNT_MISMATCH',
  },
  {
    attempt: 'a failing check hidden from a claim that rests on it, by the holder of the key',
    tamper: (files) => {
      const hidden = tallyOf(files, 'check', (tally) => tally['verdict'] === 'fail');
      const { check } = JSON.parse((files.get(hidden.item.path) as Buffer).toString('utf8'));
      files.delete(hidden.item.path);
      return resigned(files, (pack) => ({
        ...pack,
        checks: pack.checks.filter((one) => one !== check),
        shown: pack.shown.filter(({ index }) => index !== hidden.index),
      }));
    },
    yields: 'CHECK_WITHHELD',
  },
  {
    attempt: 'the sum of all hidden, by the holder of the key',
    tamper: (files) => {
      const hidden = tallyOf(files, 'run');
      files.delete(hidden.item.path);
      return resigned(files, (pack) => ({ ...pack, shown: pack.shown.filter(({ index }) => index !== hidden.index) }));
    },
    yields: 'CHECK_WITHHELD',
  },
  {
    attempt: 'a better tally in its place, by the holder of the key',
    tamper: (files) => {
      const { item, index } = tallyOf(files, 'check', (tally) => tally['verdict'] === 'fail');
      const better = Buffer.from(canonical({ ...JSON.parse((files.get(item.path) as Buffer).toString('utf8')), verdict: 'pass' }));
      const hex = sha256(better);
      const path = `objects/sha256/${hex.slice(0, 2)}/${hex}`;
      files.delete(item.path);
      files.set(path, better);
      const swap = (one: Pack['shown'][number]) =>
        one.index === index ? { ...one, item: { ...one.item, path, sha256: hex, size: better.length } } : one;
      return resigned(files, (pack) => ({ ...pack, shown: pack.shown.map(swap) }));
    },
    yields: 'INCLUSION_INVALID',
  },
  {
    attempt: 'an item at the place of another',
    tamper: (files) =>
      resigned(files, (pack) => ({ ...pack, shown: pack.shown.map((one, at) => (at === 0 ? { ...one, index: one.index + 1 } : one)) })),
    yields: 'INCLUSION_INVALID',
  },
  {
    attempt: 'an audit path changed, by the holder of the key',
    tamper: (files) =>
      resigned(files, (pack) => ({
        ...pack,
        shown: pack.shown.map((one) => ({ ...one, proof: [...one.proof.slice(1), '0'.repeat(64)] })),
      })),
    yields: 'INCLUSION_INVALID',
  },
  {
    attempt: 'a claim that is not shown, in the list',
    tamper: (files) => resigned(files, (pack) => ({ ...pack, claims: [...pack.claims, `${FRAMEWORK}/A.5.1`].sort() })),
    yields: 'COUNT_MISMATCH',
  },
  {
    attempt: 'another recipient',
    tamper: (files) => changed(files, 'pack.json', (text) => text.replace('Example GmbH', 'Another GmbH')),
    yields: 'PREDICATE_MISMATCH',
  },
  {
    attempt: 'a later last day',
    tamper: (files) => changed(files, 'pack.json', (text) => text.replace('2026-12-31', '2036-12-31')),
    yields: 'SUBJECT_DIGEST_MISMATCH',
  },
  {
    attempt: 'the index reformatted',
    tamper: (files) => changed(files, 'pack.json', (text) => JSON.stringify(JSON.parse(text), null, 1)),
    yields: 'NOT_CANONICAL',
  },
  {
    attempt: 'a member that we do not know',
    tamper: (files) => resigned(files, (pack) => ({ ...pack, zz: 1 }) as Pack),
    yields: 'PACK_MALFORMED',
  },
  {
    attempt: 'a key twice in the index',
    tamper: (files) => changed(files, 'pack.json', (text) => text.replace('{', '{"audience":"auditor",')),
    yields: 'NOT_CANONICAL',
  },
  {
    attempt: 'the signature of the run taken out',
    tamper: (files) => {
      files.delete('run/run.sigstore.json');
      return resigned(files, (pack) => ({ ...pack, files: pack.files.filter(({ name }) => !name.startsWith('run/')) }));
    },
    yields: 'SIGNATURE_MISSING',
  },
  {
    attempt: 'the payload of the run edited',
    tamper: (files) =>
      changed(files, 'run/run.sigstore.json', (text) => {
        const bundle = JSON.parse(text);
        const said = Buffer.from(bundle.dsseEnvelope.payload, 'base64')
          .toString('utf8')
          .replace(/"fail":\d+/, '"fail":0');
        bundle.dsseEnvelope.payload = Buffer.from(said).toString('base64');
        return JSON.stringify(bundle);
      }),
    yields: 'SIGNATURE_INVALID',
  },
  {
    attempt: 'the pack signed with a signature of the run',
    tamper: (files) => {
      files.set('share.sigstore.json', files.get('run/run.sigstore.json') as Buffer);
      return entriesOf(files);
    },
    yields: 'PREDICATE_TYPE_UNEXPECTED',
  },
  {
    attempt: 'a finding taken out for an auditor, by the holder of the key',
    base: 'auditor.tar',
    tamper: (files) => {
      changed(files, 'findings.jsonl', (text) => text.slice(text.indexOf('\n') + 1));
      return resigned(files, (pack) => pack);
    },
    yields: 'COUNT_MISMATCH',
  },
  {
    attempt: 'all findings taken out for an auditor, by the holder of the key',
    base: 'auditor.tar',
    tamper: (files) => {
      files.delete('findings.jsonl');
      return resigned(files, (pack) => ({ ...pack, files: pack.files.filter(({ name }) => name !== 'findings.jsonl') }));
    },
    yields: 'CHECK_WITHHELD',
  },
  {
    attempt: 'a stranger among the objects',
    tamper: (files) => entriesOf(files.set(`objects/sha256/00/${'0'.repeat(64)}`, Buffer.from('x'))),
    yields: 'PACK_STRANGER',
  },
  {
    attempt: 'a path out of the folder',
    tamper: (files) => [{ name: '../../etc/passwd', bytes: Buffer.from('x') }, ...entriesOf(files)],
    yields: 'UNSAFE_PATH',
  },
  {
    attempt: 'an absolute path',
    tamper: (files) => [{ name: '/etc/passwd', bytes: Buffer.from('x') }, ...entriesOf(files)],
    yields: 'UNSAFE_PATH',
  },
  {
    attempt: 'a name that every object has',
    tamper: (files) => [{ name: 'constructor', bytes: Buffer.from('x') }, ...entriesOf(files)],
    yields: 'UNSAFE_PATH',
  },
  {
    attempt: 'a symbolic link',
    tamper: (files) =>
      entriesOf(files).map((one) => (one.name === 'pack.json' ? { ...one, bytes: Buffer.alloc(0), kind: '2', link: '/etc/passwd' } : one)),
    yields: 'UNSAFE_FILE_TYPE',
  },
  {
    attempt: 'a hard link',
    tamper: (files) =>
      entriesOf(files).map((one) => (one.name === 'pack.json' ? { ...one, bytes: Buffer.alloc(0), kind: '1', link: 'leaves.txt' } : one)),
    yields: 'UNSAFE_FILE_TYPE',
  },
  {
    attempt: 'a long name of pax',
    tamper: (files) => [{ name: 'x', bytes: Buffer.from('30 path=../../evil\n'), kind: 'x' }, ...entriesOf(files)],
    yields: 'UNSAFE_FILE_TYPE',
  },
  {
    attempt: 'a file twice',
    tamper: (files) => entriesOf(files).flatMap((one) => (one.name === 'pack.json' ? [one, one] : [one])),
    yields: 'PACK_DUPLICATE',
  },
  { attempt: 'a file again later', tamper: (files) => [...entriesOf(files), entriesOf(files)[0] as Raw], yields: 'PACK_DUPLICATE' },
  { attempt: 'the files in another order', tamper: (files) => entriesOf(files).reverse(), yields: 'PACK_MALFORMED' },
  { attempt: 'a time', tamper: (files) => entriesOf(files).map((one) => ({ ...one, mtime: 1 })), yields: 'PACK_MALFORMED' },
  { attempt: 'an owner', tamper: (files) => entriesOf(files).map((one) => ({ ...one, uid: 1000 })), yields: 'PACK_MALFORMED' },
  {
    attempt: 'bytes after the end',
    tamper: (files) => rawTar(entriesOf(files), Buffer.concat([Buffer.alloc(1024), Buffer.from('x')])),
    yields: 'PACK_TRAILING_BYTES',
  },
  { attempt: 'cut off', tamper: (files) => rawTar(entriesOf(files)).subarray(0, 5000), yields: 'PACK_MALFORMED' },
  { attempt: 'cut off before its end', tamper: (files) => rawTar(entriesOf(files), Buffer.alloc(0)), yields: 'PACK_MALFORMED' },
  { attempt: 'nothing at all', tamper: () => Buffer.alloc(0), yields: 'PACK_MALFORMED' },
  { attempt: 'no tar', tamper: () => Buffer.from('PK\x03\x04'.padEnd(2048, 'x')), yields: 'PACK_MALFORMED' },
  {
    attempt: 'an index of eight gigabytes',
    tamper: () => rawTar([{ name: 'pack.json', bytes: Buffer.alloc(0), size: 8 ** 11 - 1 }]),
    yields: 'TOO_LARGE',
  },
  { attempt: 'an empty tar', tamper: () => rawTar([]), yields: 'PACK_MALFORMED' },
];

describe('tampering with a pack', () => {
  it.each(ROWS)('$attempt: $yields', async ({ tamper, yields, base = 'customer.tar', names }) => {
    const done = await tamper(contents(join(made.cwd, base)));
    const path = written(made.cwd, 'tampered.tar', Array.isArray(done) ? rawTar(done) : done);
    const { status, codes, found } = await checked(path);
    expect(codes).toContain(yields);
    expect(status).toBe(5);
    if (names) expect(found.defects.find(({ code }) => code === yields)?.file).toMatch(names);
  });
  it('nothing that is tampered with is what it was: the untouched pack, written by the same tools, is verified', async () => {
    for (const base of ['customer.tar', 'auditor.tar']) {
      const path = written(made.cwd, 'same.tar', rawTar(entriesOf(contents(join(made.cwd, base)))));
      expect((await checked(path)).status).toBe(0);
      expect(readFileSync(path).equals(readFileSync(join(made.cwd, base)))).toBe(true);
    }
    const again = written(made.cwd, 'resigned.tar', rawTar(await resigned(customer(), (pack) => pack)));
    expect((await checked(again)).found.defects).toEqual([]);
  });
  it('any single bit flipped is noticed', async () => {
    const whole = readFileSync(join(made.cwd, 'customer.tar'));
    // a stride that meets headers, names, hashes, paths, signatures and padding alike
    for (let at = 37; at < whole.length; at += Math.floor(whole.length / 32)) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
      const { status } = await checked(written(made.cwd, 'flipped.tar', bytes));
      expect(status, `bit ${at % 8} of byte ${at}`).toBe(5);
    }
  }, 120_000);
});
