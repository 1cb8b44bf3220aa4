import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../src/framework/coverage.ts';
import { crosswalk } from '../../src/framework/crosswalk.ts';
import { checksIn, listedIn, parseIds } from '../../src/framework/ids.ts';
import { home, shippedFrameworks } from '../../src/home.ts';
import type { Framework, Proof } from '../../src/model.ts';
import { policyFiles, type Standard, shared } from '../contract/policy-files.ts';

const standards = shared<readonly Standard[]>('frameworks.json');
const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  'nist-csf-2.0': ['nist-csf', '2.0'],
  'nist-800-53-r5': ['nist-800-53', '5 (5.1.1 id set; 5.2.0 additions listed apart)'],
  'iso-27001-2022': ['iso27001', '2022'],
  'owasp-top10-2021': ['owasp-top10', '2021'],
  'owasp-top10-2025': ['owasp-top10', '2025'],
  gdpr: ['gdpr', '2016/679'],
  'soc2-2017': ['soc2', '2017 (revised points of focus 2022)'],
  'cis-aws-7.0': ['cis-aws', '7.0'],
  'cis-github-1.2.0': ['cis-github', '1.2.0'],
};

describe.each(shippedFrameworks())('the list of all controls of %s', (id) => {
  const listed = listedIn(home, id) ?? [];
  const file = policyFiles('frameworks').find((one) => one.id === id);
  it('is as long as the standard, and names each once', () => {
    expect(listed.length).toBe(file?.size);
    expect(new Set(listed.map((one) => one.id)).size).toBe(listed.length);
  });
  it('has every control that is mapped, by the same title where it has one', () => {
    const titles = new Map(listed.map((one) => [one.id, one.title]));
    for (const row of file?.requirements ?? []) {
      expect(titles.has(row.id), row.id).toBe(true);
      if (titles.get(row.id) !== undefined) expect(titles.get(row.id)).toBe(row.title);
    }
  });
  it('repeats no title of CIS', () => {
    if (id.startsWith('cis-')) expect(listed.filter(({ title }) => title !== undefined)).toEqual([]);
  });
  it.skipIf(standards === undefined)("is the catalogue's, nothing lost and nothing added", () => {
    const standard = standards?.find((one) => one.id === NAMES[id]?.[0] && one.version === NAMES[id]?.[1]);
    const wanted = (standard?.controls ?? []).filter(({ level }) => id !== 'nist-csf-2.0' || level === 'subcategory');
    const named = wanted.map((one) => ({ id: one.id, ...(one.title !== '' && { title: one.title }) }));
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect([...listed].sort(byId)).toEqual(named.sort(byId));
  });
});

it('comments and empty lines are no controls', () => {
  expect(parseIds('# all of it\nA.1\tOne\n\nA.2\n')).toEqual([{ id: 'A.1', title: 'One' }, { id: 'A.2' }]);
});

const leaf = fc.constantFrom('a', 'b', 'c', 'att.x').map((check): Proof => ({ check, why: 'because it is so, at length' }));
const { proof } = fc.letrec<{ proof: Proof }>((tie) => ({
  proof: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.constant<Proof>({ none: 'nobody can tell' }),
    fc.array(tie('proof'), { minLength: 1, maxLength: 3 }).map((all): Proof => ({ all })),
    fc.array(tie('proof'), { minLength: 1, maxLength: 3 }).map((any): Proof => ({ any })),
  ),
}));
const framework = (id: string, proofs: readonly Proof[], size?: number): Framework => ({
  id,
  title: id,
  version: '1',
  publisher: 'nobody',
  kind: 'controls',
  ...(size !== undefined && { size }),
  requirements: proofs.map((one, index) => ({
    id: `${id}-${index}`,
    title: `number ${index}`,
    covers: 'part',
    remainder: 'the rest',
    proof: one,
  })),
});
const kindOf = (check: string) => (check.startsWith('att.') ? ('attested' as const) : ('config' as const));

describe('coverage', () => {
  it('puts every control of the standard in exactly one place', () => {
    fc.assert(
      fc.property(fc.array(proof, { minLength: 1, maxLength: 6 }), fc.nat(20), (proofs, more) => {
        const size = proofs.length + more;
        const { counts, unlisted, controls } = coverageOf(framework('f', proofs, size), undefined, kindOf);
        expect(counts.machine + counts.partly + counts.attested + counts.none).toBe(size);
        expect(controls.length + unlisted).toBe(size);
        for (const { checks, covered } of controls) expect(covered === 'none').toBe(checks.length === 0);
      }),
    );
  });
  it('calls what people sign attested, and not checked by a machine', () => {
    const proofs: readonly Proof[] = [
      { check: 'a', why: '' },
      { check: 'att.x', why: '' },
      {
        all: [
          { check: 'a', why: '' },
          { check: 'att.x', why: '' },
        ],
      },
      { none: 'nobody can tell' },
    ];
    const { controls } = coverageOf(framework('f', proofs), undefined, kindOf);
    expect(controls.map(({ covered }) => covered)).toEqual(['machine', 'attested', 'partly', 'none']);
  });
});

describe('a crosswalk', () => {
  const some = fc.array(proof, { minLength: 1, maxLength: 5 });
  it('joins two controls exactly where they share a check, and is the same the other way round', () => {
    fc.assert(
      fc.property(some, some, (left, right) => {
        const [one, two] = [framework('f', left), framework('t', right)];
        const there = crosswalk(one, two);
        const back = crosswalk(two, one);
        const pair = ({ from, to, checks }: { from: { id: string }; to: { id: string }; checks: readonly string[] }) => [
          from.id,
          to.id,
          ...checks,
        ];
        const turned = back.crossings.map(({ from, to, checks }) => [to.id, from.id, ...checks]);
        expect(there.crossings.map(pair).sort()).toEqual(turned.sort());
        for (const a of one.requirements)
          for (const b of two.requirements) {
            const shares = checksIn(a.proof).some((check) => checksIn(b.proof).includes(check));
            expect(there.crossings.some(({ from, to }) => from.id === a.id && to.id === b.id)).toBe(shares);
          }
        const met = new Set(there.crossings.map(({ from }) => from.id));
        expect([...there.alone.from].sort()).toEqual(
          one.requirements
            .map(({ id }) => id)
            .filter((id) => !met.has(id))
            .sort(),
        );
      }),
    );
  });
});

it('the evidence kind is what makes a check a signed word, not its name', () => {
  const text = readFileSync(join(home, 'config/checks/aws/sso/mfa-enforced.yaml'), 'utf8');
  expect(text).toMatch(/^evidence: attested$/m);
});
