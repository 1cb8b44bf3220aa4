/** Canonical form and digest of what the locker keeps, against sha256sum over the same bytes. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical, digestOf } from '../../dist/src/locker/index.js';
import { median, scratch, times } from './child.mjs';

const OBJECTS = 1000;
/** Rounds per measurement, so that both last longer than the clock's step. */
const ROUNDS = 20;

/** An evidence record of about 3 kB: what one exchange leaves behind, with a few headers too many. */
function record(i) {
  const headers = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`x-header-${n}`, `value ${n} of record ${i} ${'abcdefghij'.repeat(4)}`]));
  return {
    order: i, source: 'production', subject: 'aws/production/eu-central-1', operation: 'ec2:DescribeVolumes',
    request: { method: 'POST', url: 'https://ec2.eu-central-1.amazonaws.com/', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'Action=DescribeVolumes&Version=2016-11-15&MaxResults=500' },
    response: { status: 200, headers, body: digestOf(Buffer.from(String(i))) },
    requestedAt: '2026-11-21T10:00:00.000Z', receivedAt: '2026-11-21T10:00:00.050Z', skewMs: 0, redactions: [],
  };
}

export async function hashing({ count }) {
  return scratch(async (dir) => {
    const records = Array.from({ length: OBJECTS }, (_, i) => record(i));
    const bytes = records.map((one) => canonical(one));
    const size = bytes.reduce((sum, one) => sum + one.length, 0);
    const names = bytes.map((one, i) => {
      const name = join(dir, String(i));
      writeFileSync(name, one);
      return name;
    });
    const peer = spawnSync('sha256sum', names, { encoding: 'utf8' });
    // what is faster but different is not faster
    const digests = peer.stdout.trim().split('\n').map((line) => `sha256:${line.slice(0, 64)}`);
    bytes.forEach((one, i) => {
      if (digestOf(one) !== digests[i]) throw new Error(`sha256sum and digestOf disagree about object ${i}`);
    });
    const both = median(await times(count, () => wallOf(() => records.forEach((one) => digestOf(canonical(one)))))) / ROUNDS;
    const hash = median(await times(count, () => wallOf(() => bytes.forEach((one) => digestOf(one))))) / ROUNDS;
    const sum = median(await times(count, () => wallOf(() => spawnSync('sha256sum', names)))) / ROUNDS;
    const started = median(await times(count, () => wallOf(() => spawnSync('sha256sum', ['/dev/null'])))) / ROUNDS;
    const own = Math.max(sum - started, 0.1);
    const what = `${OBJECTS.toLocaleString('en')} objects of ${(size / OBJECTS / 1000).toFixed(1)} kB`;
    const speed = (ms) => `${ms.toFixed(1)} ms, ${(size / 1e3 / ms).toFixed(0)} MB/s`;
    return {
      rows: [
        { what: `digest of ${what}`, measured: speed(hash), ratio: `${(hash / own).toFixed(2)} x sha256sum (${speed(own)}, its start left out)`, target: '' },
        { what: `canonical form and digest of the same`, measured: speed(both), ratio: `${(both / own).toFixed(2)} x sha256sum`, target: '' },
      ],
      notes: ['sha256sum opens a file for each object; digestOf has the bytes in memory'],
    };
  });
}

function wallOf(work) {
  const began = performance.now();
  for (let i = 0; i < ROUNDS; i += 1) work();
  return performance.now() - began;
}
