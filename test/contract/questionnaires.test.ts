/** The mappings of questionnaires that ship: ids alone, our own words, and checks that exist. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { home } from '../../src/home.ts';
import { readMapping } from '../../src/questionnaire/mapping.ts';
import { parseYaml } from '../../src/yaml.ts';
import { shippedChecks, textOf } from './policy-files.ts';

const files = readdirSync(join(home, 'config/questionnaires'));

it('CAIQ ships', () => expect(files).toContain('caiq-4.yaml'));

describe.each(files)('%s', (file) => {
  const text = textOf(`config/questionnaires/${file}`);
  const mapping = readMapping(parseYaml(text, file), { checks: [...shippedChecks()], claims: [], controls: [] });
  const { questions } = mapping;

  it('covers a part of each question only, and says in words of its own what is left open', () => {
    for (const { id, covers, remainder, answer } of questions)
      expect([covers, remainder === undefined, answer], id).toEqual(['part', false, undefined]);
    expect(new Set(questions.map(({ remainder }) => remainder)).size).toBe(questions.length);
    expect(new Set(questions.map(({ about }) => about)).size).toBe(questions.length);
  });
  it('gives every check a reason of its own', () => {
    const whys = questions.flatMap(({ rests }) => rests.map(({ why }) => why));
    expect(whys.filter((why, at) => whys.indexOf(why) !== at)).toEqual([]);
    for (const { id, rests } of questions) expect(rests.length, id).toBeGreaterThan(0);
  });
  it('asks no question in anybody’s words', () => expect(text.match(/\?$/gm)).toBeNull());
  it('keeps its lines readable', () => expect(text.split('\n').filter((line) => line.length > 160)).toEqual([]));
  it('says truly how many of how many are mapped', () => {
    expect(mapping.size).toBeGreaterThanOrEqual(questions.length);
    expect(text).toContain(`by their ids alone: ${questions.length} of its ${mapping.size}.`);
  });
});

/** Questions for each control, in the order of the 17 domains: https://cloudsecurityalliance.org/research/cloud-controls-matrix */
const CONTROLS = {
  'A&A': 6,
  AIS: 7,
  BCR: 11,
  CCC: 9,
  CEK: 21,
  DCS: 15,
  DSP: 19,
  GRC: 8,
  HRS: 13,
  IAM: 16,
  IPY: 4,
  IVS: 9,
  LOG: 13,
  SEF: 8,
  STA: 14,
  TVM: 10,
  UEM: 14,
};

it('ids of CAIQ are those of controls that CCM v4 has', () => {
  expect(Object.values(CONTROLS).reduce((sum, one) => sum + one, 0)).toBe(197);
  const text = textOf('config/questionnaires/caiq-4.yaml');
  for (const [, domain = '', control, question] of text.matchAll(/^ {2}- id: "?([A-Z&]+)-(\d\d)\.(\d)"?$/gm)) {
    expect(Object.keys(CONTROLS)).toContain(domain);
    expect(Number(control)).toBeLessThanOrEqual(CONTROLS[domain as keyof typeof CONTROLS]);
    expect(Number(question)).toBeGreaterThan(0);
  }
  expect([...text.matchAll(/^ {2}- id: /gm)]).toHaveLength([...text.matchAll(/^ {2}- id: "?[A-Z&]+-\d\d\.\d"?$/gm)].length);
});
