/** How fast the shipped checks judge, against the same questions written by hand. One thread. */
import { checksDir } from '../../dist/src/home.js';
import { judgeSet } from '../../dist/src/evaluate/judge.js';
import { loadPolicy } from '../../dist/src/policy/load.js';
import { collectors } from '../../dist/src/registry.js';
import { median, times } from './child.mjs';

const SIZE = 100_000;
const NOW = Date.parse('2026-11-21T10:00:00.000Z');
const ABOUT = 'aws/iam-credential';
const day = (days) => new Date(NOW - days * 86_400_000).toISOString();

/** Every tenth has no second factor, every twentieth an old key, every fiftieth could not be read. */
function resource(i) {
  const gap = { $unknown: { operation: 'iam:GetCredentialReport', reason: 'access_denied', detail: 'AccessDenied' } };
  const key = (slot, active, age) => ({ slot, active, lastRotated: active ? day(age) : null, lastUsed: active ? day(3) : null });
  return {
    id: `arn:aws:iam::123456789012:user/u${i}`, name: `u${i}`,
    userCreated: day(400), passwordEnabled: i % 3 !== 0, passwordLastUsed: day(i % 7), passwordLastChanged: day(200),
    mfaActive: i % 50 === 0 ? gap : i % 10 !== 0,
    keys: [key(1, i % 2 === 0, i % 20 === 0 ? 200 : 10), key(2, false, 0)],
  };
}

/** The verdicts of `aws.iam.console-users-mfa`, counted by hand. */
function byHand(resources) {
  const counts = { pass: 0, fail: 0, unknown: 0, not_applicable: 0 };
  const findings = [];
  for (const { resource: r, evidence } of resources) {
    const verdict = !r.passwordEnabled ? 'not_applicable' : typeof r.mfaActive === 'object' ? 'unknown' : r.mfaActive ? 'pass' : 'fail';
    counts[verdict] += 1;
    findings.push({ resource: { id: r.id, name: r.name }, verdict, because: verdict, observed: { passwordEnabled: r.passwordEnabled, mfaActive: r.mfaActive }, evidence });
  }
  return counts;
}

export async function judging({ count }) {
  const { checks } = loadPolicy({ checksDir, frameworks: [], collectors, params: {}, select: [] });
  const mine = checks.filter(({ check }) => check.about === ABOUT);
  const resources = Array.from({ length: SIZE }, (_, i) => ({ resource: resource(i), evidence: [] }));
  const at = new Date(NOW).toISOString();
  const subject = { source: 'aws', name: 'bench', key: 'aws/bench', id: '123456789012', label: 'bench', scope: 'account' };
  const set = { collector: ABOUT, subject, collectedAt: at, freshUntil: day(-1), complete: true, proof: 'made for this', resources, gaps: [], evidence: [], skewMs: 0 };
  const judge = (ready) => {
    const findings = [];
    return judgeSet(ready, set, { now: NOW, waivers: [], emit: (finding) => findings.push(finding) }).counts;
  };
  const mfa = mine.find(({ check }) => check.id === 'aws.iam.console-users-mfa');
  const [said, hand] = [judge(mfa), byHand(resources)];
  // a benchmark of two things that disagree compares nothing
  for (const verdict of Object.keys(hand)) if (said[verdict] !== hand[verdict]) throw new Error(`judgeSet says ${JSON.stringify(said)}, by hand it is ${JSON.stringify(hand)}`);
  const cpu = async (work) => median(await times(count, () => cpuOf(work)));
  const [all, one, loop] = [await cpu(() => mine.forEach(judge)), await cpu(() => judge(mfa)), await cpu(() => byHand(resources))];
  const rate = (ms, checked) => `${Math.round((SIZE * checked) / (ms / 1000)).toLocaleString('en')} judgements/s/core`;
  return {
    rows: [
      { what: `judge: ${SIZE.toLocaleString('en')} users x ${mine.length} shipped checks`, measured: `${all.toFixed(0)} CPU ms; ${Math.round(SIZE / (all / 1000)).toLocaleString('en')} users/s/core`, ratio: rate(all, mine.length), target: '' },
      { what: `judge: the same users x console-users-mfa`, measured: `${one.toFixed(0)} CPU ms; ${Math.round(SIZE / (one / 1000)).toLocaleString('en')} users/s/core`, ratio: `${(one / loop).toFixed(1)} x a hand-written loop (${loop.toFixed(0)} ms)`, target: '' },
    ],
    notes: [`${mine.map(({ check }) => check.id).join(', ')}`, `verdicts of both: ${JSON.stringify(hand)}`],
  };
}

async function cpuOf(work) {
  globalThis.gc?.();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
