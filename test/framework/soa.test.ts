import { describe, expect, it } from 'vitest';
import { listedIn } from '../../src/framework/ids.ts';
import { readDecisions, statementOf } from '../../src/framework/soa.ts';
import { home } from '../../src/home.ts';
import type { Assessment, Digest } from '../../src/model.ts';
import { parseYaml } from '../../src/yaml.ts';

const listed = listedIn(home, 'iso-27001-2022') ?? [];
const decisions = (text: string) => readDecisions(parseYaml(text, 'soa.yaml'), listed);
const digest = (n: number): Digest => `sha256:${String(n).repeat(64).slice(0, 64)}`;
const assessment = (id: string, standing: Assessment['standing'], verdict: 'pass' | 'fail' | 'unknown'): Assessment => ({
  framework: 'iso-27001-2022',
  id,
  title: id,
  standing,
  strength: 'config',
  because: '1 of 1 checks',
  covers: 'part',
  remainder: 'the rest of it',
  proof: {
    all: [
      { check: 'a.b', why: 'w', verdict, evidence: 'config' },
      { check: 'a.c', why: 'w', verdict, evidence: 'config' },
    ],
    verdict,
  },
});

describe('a statement of applicability', () => {
  it('has all 93 controls, and decides none of them', () => {
    const rows = statementOf(listed, new Map(), new Map(), new Map());
    expect(rows).toHaveLength(93);
    expect(new Set(rows.map(({ applicable }) => applicable))).toEqual(new Set(['to be decided']));
    expect(new Set(rows.map(({ justification }) => justification))).toEqual(new Set(['']));
    expect(new Set(rows.map(({ theme }) => theme))).toEqual(new Set(['Organizational', 'People', 'Physical', 'Technological']));
    for (const { standing, because, evidence, strength } of rows)
      expect([standing, because, evidence, strength]).toEqual([undefined, 'no check speaks to this control', 0, 'none']);
  });
  it('counts an answer once, however many checks judged it', () => {
    const evidence = new Map([
      ['a.b', new Set([digest(1), digest(2)])],
      ['a.c', new Set([digest(2), digest(3)])],
      ['z.z', new Set([digest(4)])],
    ]);
    const rows = statementOf(listed, new Map(), new Map([['A.8.5', assessment('A.8.5', 'supported', 'pass')]]), evidence);
    const row = rows.find(({ id }) => id === 'A.8.5');
    expect(row).toMatchObject({ standing: 'supported', evidence: 3, remainder: 'the rest of it', applicable: 'to be decided' });
  });
  it('says where a decision and the run do not go together', () => {
    const decided = decisions(`soa:
  A.8.5: { applicable: false, because: "we have no systems to sign in to" }
  A.8.6: { applicable: true, because: "customers were promised capacity", owner: Ada }
  A.7.4: { applicable: false, because: "we rent no rooms whatever, see A.5.23" }
`);
    const found = new Map([
      ['A.8.5', assessment('A.8.5', 'supported', 'pass')],
      ['A.8.6', assessment('A.8.6', 'contradicted', 'fail')],
      ['A.7.4', assessment('A.7.4', 'unproven', 'unknown')],
    ]);
    const rows = new Map(statementOf(listed, decided, found, new Map()).map((row) => [row.id, row]));
    expect(rows.get('A.8.5')).toMatchObject({ applicable: 'no', remark: expect.stringMatching(/declared not applicable, and yet/) });
    expect(rows.get('A.8.6')).toMatchObject({ applicable: 'yes', owner: 'Ada', remark: expect.stringMatching(/the run contradicts it/) });
    expect(rows.get('A.7.4')).toMatchObject({ applicable: 'no', remark: '' });
  });
  it.each([
    [
      'soa:\n  A.8.55: { applicable: true, because: "a reason that is long enough" }\n',
      /^soa\.yaml:2:3 {2}Annex A has no control `A\.8\.55` \(did you mean `A\.8\.5`\?\)$/,
    ],
    [
      'soa:\n  A.8.5: { applicable: perhaps, because: "a reason that is long enough" }\n',
      /^soa\.yaml:2:24 .*`applicable` is true or false/,
    ],
    ['soa:\n  A.8.5: { applicable: false, because: no }\n', /^soa\.yaml:2:40 .*at least 20 characters/],
    ['soa:\n  A.8.5: { applicable: false }\n', /^soa\.yaml:2:.*because/],
    [
      'soa:\n  A.8.5: { aplicable: false, because: "a reason that is long enough" }\n',
      /unknown key `aplicable` \(did you mean `applicable`\?\)/,
    ],
    ['A.8.5: { applicable: true }\n', /soa/],
  ])('refuses %j', (text, words) => {
    expect(() => decisions(text)).toThrow(words);
  });
});
