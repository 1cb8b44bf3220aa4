import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { home } from '../../src/home.ts';
import { yamlFiles } from '../../src/policy/load.ts';

/** What an editor says of a file by its published schema is what the program says of it. */
const valid = (name: string) => {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(join(home, `config/schema/${name}.schema.json`), 'utf8')));
};
const SHIPPED = [
  ['check', 'checks'],
  ['framework', 'frameworks'],
  ['claims', 'claims'],
  ['contradiction', 'contradictions'],
  ['questionnaire', 'questionnaires'],
] as const;

describe.each(SHIPPED)('%s.schema.json', (schema, folder) => {
  it(`fits every file of config/${folder}, and none with a key too many`, () => {
    const validate = valid(schema);
    const files = yamlFiles(join(home, 'config', folder));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const value = parse(readFileSync(file, 'utf8')) as object;
      expect(validate(value), `${file}: ${JSON.stringify(validate.errors)}`).toBe(true);
      expect(validate({ ...value, mistake: true }), file).toBe(false);
    }
  });
});

describe('soa.schema.json', () => {
  const decided = { applicable: true, because: 'We handle personal data of customers' };
  it.each([
    ['a decision with its reason', { soa: { 'A.5.1': decided } }, true],
    ['a decision without a reason', { soa: { 'A.5.1': { applicable: true } } }, false],
    ['a reason of one word', { soa: { 'A.5.1': { ...decided, because: 'needed' } } }, false],
    ['neither yes nor no', { soa: { 'A.5.1': { ...decided, applicable: 'partly' } } }, false],
    ['a misspelt key', { soa: { 'A.5.1': { ...decided, ownr: 'CTO' } } }, false],
  ])('%s', (_, value, expected) => expect(valid('soa')(value)).toBe(expected));
});
