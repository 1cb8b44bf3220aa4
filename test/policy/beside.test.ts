import { describe, expect, it } from 'vitest';
import { sourcesOf } from '../../src/cli/setup.ts';
import { Refusal } from '../../src/errors.ts';
import type { Collector } from '../../src/model.ts';
import { readCheck } from '../../src/policy/check.ts';
import { parseYaml } from '../../src/yaml.ts';
import { things } from '../support/toy.ts';

/** A check that says something only beside another source: it names that source, and a misspelt one is refused where it stands. */
const collectors = new Map<string, Collector>([
  ['toy/thing', things],
  ['market/stall', { ...things, id: 'market/stall' }],
]);
const written = (beside: string) => `title: Every thing is good
severity: low
evidence: config
about: toy/thing
with: [${beside}]
expect: r.good
whenNone: unknown
whenNoneBecause: nothing was found
fail: "{r.name} is not good"
remedy: Make it good. https://example.com
cases:
  - { given: { name: a, good: true }, then: pass, because: it is good }
`;
const read = (beside: string) => readCheck('toy.good', parseYaml(written(beside), 'good.yaml'), collectors).check;

describe('with', () => {
  it('adds to the sources that must be configured', () => {
    expect(sourcesOf(read('market'))).toEqual(['toy', 'market']);
    expect(sourcesOf({ about: 'toy/thing' })).toEqual(['toy']);
  });
  it('names no source that does not exist', () => {
    const said = (() => {
      try {
        return read('markets');
      } catch (error) {
        return error;
      }
    })();
    expect(said).toBeInstanceOf(Refusal);
    expect(said).toMatchObject({ code: 'POLICY_INVALID' });
    expect((said as Refusal).line).toContain('good.yaml:5:8');
    expect((said as Refusal).line).toContain('`markets`');
    expect(`${(said as Refusal).line} ${(said as Refusal).hint}`).toContain('`market`');
  });
});
