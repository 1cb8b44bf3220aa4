import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assessment, CheckResult, Report, Standing, Verdict } from '../../src/model.ts';
import { answerTo, type Shown } from '../../src/questionnaire/answer.ts';
import { type Entry, readMapping } from '../../src/questionnaire/mapping.ts';
import { parseYaml } from '../../src/yaml.ts';

const WHY = 'it is about the same thing as the question';
const result = (check: string, verdict: Verdict, more: Partial<CheckResult> = {}): CheckResult => ({
  check,
  about: `${check.split('.')[0]}/thing`,
  title: check,
  severity: 'high',
  evidence: 'config',
  verdict,
  reasons: verdict === 'unknown' ? ['access_denied'] : [],
  population: { size: 5, complete: true, proof: 'read whole' },
  counts: { pass: verdict === 'pass' ? 5 : 2, fail: verdict === 'fail' ? 3 : 0, unknown: 0, not_applicable: 0, waived: 0 },
  remedy: 'do it',
  params: {},
  loosened: [],
  subjects: [],
  ...more,
});
const claim = (id: string, standing: Standing, more: Partial<Assessment> = {}): Assessment => ({
  framework: 'page',
  id,
  title: id,
  standing,
  strength: 'config',
  because: 'so',
  covers: 'whole',
  proof: { check: 'aws.a', why: WHY, verdict: standing === 'contradicted' ? 'fail' : 'pass', evidence: 'config' },
  ...more,
});
const shown = (results: readonly CheckResult[], requirements: readonly Assessment[] = [], more: Partial<Shown> = {}): Shown => ({
  report: {
    run: { seq: 1, finishedAt: '2031-03-01T12:00:00.000Z', status: 'sealed' },
    scope: [{ source: 'aws' }, { source: 'github' }],
    results,
    requirements,
  } as unknown as Report,
  now: '2031-03-02T12:00:00.000Z',
  maxAgeDays: 90,
  sourceOf: (check) => check.split('.')[0] as string,
  ...more,
});
const entry = (checks: readonly string[], more: Partial<Entry> = {}): Entry => ({
  id: 'Q-1',
  about: 'the question',
  covers: 'whole',
  rests: checks.map((check) => ({ check, why: WHY })),
  ...more,
});

describe('an answer', () => {
  it('is yes only where everything is established', () => {
    const yes = answerTo(entry(['aws.a', 'aws.b']), shown([result('aws.a', 'pass'), result('aws.b', 'pass')]));
    expect(yes).toMatchObject({ answer: 'Yes', verdict: 'established', strength: 'config', checks: ['aws.a', 'aws.b'] });
    expect(yes.explanation).toBe('Established by evidence of 2031-03-01.');
  });
  it('never is a plain yes for a part, and says what is left open', () => {
    const part = answerTo(entry(['aws.a'], { covers: 'part', remainder: 'Paper is not looked at' }), shown([result('aws.a', 'pass')]));
    expect(part).toMatchObject({ answer: 'Yes, in part', verdict: 'supported' });
    expect(part.explanation).toMatch(/Not shown by it: Paper is not looked at\.$/);
  });
  it('says where a part rests on a signed word', () => {
    const signed = answerTo(entry(['aws.a']), shown([result('aws.a', 'pass', { evidence: 'attested' })]));
    expect(signed).toMatchObject({ answer: 'Yes, in part', strength: 'attested' });
    expect(signed.explanation).toMatch(/signed word of a person/);
  });
  it('is no where it is contradicted, with how many findings of how many', () => {
    const waived = { counts: { pass: 7, fail: 3, unknown: 2, not_applicable: 9, waived: 1 } };
    const no = answerTo(entry(['aws.a', 'aws.b']), shown([result('aws.a', 'fail', waived), result('aws.b', 'unknown')]));
    expect(no).toMatchObject({ answer: 'No', verdict: 'contradicted', checks: ['aws.a'] });
    expect(no.explanation).toBe(
      'Evidence of 2031-03-01 contradicts this: 3 of 12 findings, by 1 check. 1 of them is accepted by somebody for now, which does not make it true.',
    );
  });
  it.each([
    ['unknown', entry(['aws.a']), shown([result('aws.a', 'unknown')]), /1 of 1 check could not be determined \(access_denied\)/],
    ['nothing there', entry(['aws.a']), shown([result('aws.a', 'not_applicable')]), /nothing to prove it on/],
    ['not in the run', entry(['aws.a']), shown([]), /1 of 1 check could not be determined \(not part of the run\)/],
    ['of a source that is not in the run', entry(['hetzner.a']), shown([]), /not part of the run/],
    ['no such source', entry(['hetzner.a']), shown([], [], { anySource: true }), /no source that could tell: hetzner/],
    ['a claim that is not in the run', entry([], { rests: [{ claim: 'page/x', why: WHY }] }), shown([]), /not part of the run/],
    [
      'an intention',
      entry([], { rests: [{ claim: 'page/x', why: WHY }] }),
      shown([], [claim('x', 'not-assessed')]),
      /no evidence can settle it/,
    ],
    ['nothing bound', entry([]), shown([]), /is bound to this question/],
    ['nothing mapped', undefined, shown([]), /nothing is mapped/],
    [
      'a loosened bound',
      entry(['aws.a']),
      shown([result('aws.a', 'pass', { loosened: ['days'], params: { days: 400 } })]),
      /a bound was loosened/,
    ],
  ] as const)('is not verified: %s', (_, one, around, words) => {
    const answer = answerTo(one, around);
    expect(answer.answer).toBe('Not verified');
    expect(answer.explanation).toMatch(words);
    expect(answer.strength).toBe('none');
  });
  it('verifies nothing by evidence that is too old or still to come, and hides no contradiction in it', () => {
    const stale = { now: '2031-05-30T12:00:00.001Z' };
    expect(answerTo(entry(['aws.a']), shown([result('aws.a', 'pass')], [], { now: '2031-05-30T12:00:00.000Z' })).answer).toBe('Yes');
    const old = answerTo(entry(['aws.a']), shown([result('aws.a', 'pass')], [], stale));
    expect(old).toMatchObject({ answer: 'Not verified', verdict: 'stale' });
    expect(old.explanation).toBe('Not verified: the evidence is of 2031-03-01, and more than 90 days old.');
    const no = answerTo(entry(['aws.a']), shown([result('aws.a', 'fail')], [], stale));
    expect([no.answer, no.explanation]).toEqual(['Not verified', expect.stringMatching(/contradicts this: 3 of 5 findings/)]);
    const future = answerTo(entry(['aws.a']), shown([result('aws.a', 'pass')], [], { now: '2031-02-01T00:00:00.000Z' }));
    expect([future.answer, future.explanation]).toEqual(['Not verified', expect.stringMatching(/still to come/)]);
  });
  it('leaves out sources that the run does not have where the mapping says so, and says so instead of a plain yes', () => {
    const both = [result('aws.a', 'pass')];
    expect(answerTo(entry(['aws.a', 'hetzner.b']), shown(both)).answer).toBe('Not verified');
    const yes = answerTo(entry(['aws.a', 'hetzner.b']), shown(both, [], { anySource: true }));
    expect(yes.answer).toBe('Yes, in part');
    expect(yes.explanation).toMatch(/Not looked at, since the run has no such source: hetzner\./);
    // but a check of a source that was asked is missing, not elsewhere
    expect(answerTo(entry(['aws.a', 'github.b']), shown(both, [], { anySource: true })).answer).toBe('Not verified');
  });
  it('takes the weaker of what it rests on, and its remainder with it', () => {
    const rests: Entry['rests'] = [
      { check: 'aws.a', why: WHY },
      { claim: 'page/x', why: WHY },
    ];
    const part = claim('x', 'supported', { covers: 'part', remainder: 'Offices are left out.', strength: 'attested' });
    const both = answerTo(entry([], { rests }), shown([result('aws.a', 'pass')], [part]));
    expect(both).toMatchObject({ answer: 'Yes, in part', strength: 'attested' });
    expect(both.explanation).toContain('Offices are left out.');
    expect(answerTo(entry([], { rests }), shown([result('aws.a', 'pass')], [claim('x', 'contradicted')])).answer).toBe('No');
    expect(answerTo(entry([], { rests }), shown([result('aws.a', 'pass')], [claim('x', 'unproven')])).answer).toBe('Not verified');
  });
});

describe('an answer by hand', () => {
  const yes = entry(['aws.a'], { answer: 'yes', because: 'We do this everywhere' });
  it('that says yes needs proof', () => {
    expect(answerTo(yes, shown([result('aws.a', 'pass')]))).toMatchObject({
      answer: 'Yes',
      explanation: expect.stringMatching(/^We do this everywhere\. Established/),
    });
    for (const verdict of ['fail', 'unknown', 'not_applicable'] as const)
      expect(answerTo(yes, shown([result('aws.a', verdict)])).fault, verdict).toMatch(/^answered `yes` by hand, and that is/);
    expect(answerTo(yes, shown([result('aws.a', 'pass')], [], { now: '2032-03-01T00:00:00.000Z' })).fault).toMatch(/not proven/);
    expect(answerTo({ ...yes, rests: [] }, shown([])).fault).toMatch(/not proven/);
  });
  it('does not turn what fails into something else', () => {
    const na = entry(['aws.a'], { answer: 'not applicable', because: 'We have none' });
    expect(answerTo(na, shown([result('aws.a', 'fail')])).fault).toMatch(/does not hold/);
    expect(answerTo(na, shown([result('aws.a', 'not_applicable')]))).toMatchObject({
      answer: 'Not applicable',
      verdict: 'by hand',
      strength: 'none',
    });
  });
  it('may always say no', () => {
    const no = answerTo(entry(['aws.a'], { answer: 'no', because: 'Not yet' }), shown([result('aws.a', 'pass')]));
    expect(no).toMatchObject({ answer: 'No', verdict: 'by hand', explanation: 'Answered by hand, not by evidence: Not yet.' });
  });
});

it('losing evidence never makes an answer better', () => {
  const rank = { Yes: 3, 'Yes, in part': 2, 'Not verified': 1, No: 1, 'Not applicable': 1 } as const;
  const verdicts = fc.array(fc.constantFrom<Verdict>('pass', 'fail', 'unknown', 'not_applicable'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(verdicts, fc.nat(3), fc.boolean(), (all, at, whole) => {
      const checks = all.map((_, index) => `aws.${index}`);
      const one = entry(checks, whole ? {} : { covers: 'part', remainder: 'The rest of it is left open' });
      const before = answerTo(one, shown(checks.map((check, index) => result(check, all[index] as Verdict))));
      const lost = checks.map((check, index) => result(check, index === at % checks.length ? 'unknown' : (all[index] as Verdict)));
      const after = answerTo(one, shown(lost));
      expect(rank[after.answer]).toBeLessThanOrEqual(rank[before.answer]);
      if (after.answer === 'Yes') expect(one.covers).toBe('whole');
      if (after.answer === 'Yes, in part') expect(after.explanation).toMatch(/Not shown by it: |signed word|Not looked at/);
    }),
  );
});

describe('a mapping', () => {
  const GOOD = `title: Questions
version: "1"
publisher: Example
kind: questionnaire
questions:
  - id: SEC-7
    about: Second factor
    covers: part
    remainder: The office is not looked at.
    rests:
      - check: github.org.members-have-2fa
        why: Members without one are listed by GitHub itself
      - control: iso-27001-2022/A.8.5
        why: Secure authentication is what it asks for
`;
  const names = { checks: ['github.org.members-have-2fa'], claims: ['page/x'], controls: ['iso-27001-2022/A.8.5'] };
  const read = (text: string) => readMapping(parseYaml(text, 'map.yaml'), names);
  it('that is right is read', () => expect(read(GOOD).questions[0]?.rests).toHaveLength(2));
  it.each([
    ['members-have-2fa', 'members-have-2faa', /^map\.yaml:11:16 {2}no check is called .*did you mean `github\.org\.members-have-2fa`\?/],
    ['A.8.5', 'A.8.55', /^map\.yaml:13:18 {2}no control is called .*did you mean `iso-27001-2022\/A\.8\.5`\?/],
    ['    remainder: The office is not looked at.\n', '', /^map\.yaml:8:13 {2}`SEC-7` is covered in part/],
    ['    rests:', '    answer: maybe\n    rests:', /^map\.yaml:10:13 .*`yes`, `no` or `not applicable`/],
    ['    rests:', '    answer: no\n    rests:', /^map\.yaml:10:13 {2}`SEC-7` is answered by hand: `because` must say why/],
    ['Members without one are listed by GitHub itself', 'so', /^map\.yaml:12:14 .*at least 20 characters/],
    ['kind: questionnaire', 'kind: questionnaire\nsize: 0', /size/],
    ['about: Second', 'abuot: Second', /unknown key `abuot` \(did you mean `about`\?\)/],
  ])('in which %j is %j is refused at its place', (from, to, words) => {
    expect(GOOD).toContain(from);
    expect(() => read(GOOD.replace(from, to))).toThrow(words);
  });
  it('refuses a question that stands twice', () => {
    const again = GOOD.slice(GOOD.indexOf('  - id: SEC-7'));
    expect(() => read(GOOD + again)).toThrow(/the question `SEC-7` occurs twice/);
  });
});
