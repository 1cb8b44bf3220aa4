import { describe, expect, it } from 'vitest';
import { accessDir } from '../../src/home.ts';
import { loadAccess, readAccess } from '../../src/policy/access.ts';
import { collectors, sources } from '../../src/registry.ts';
import { parseYaml } from '../../src/yaml.ts';

const shipped = loadAccess(accessDir, collectors);

describe('who may do what, as each source declares it', () => {
  it.each(sources.map(({ id }) => id).filter((id) => shipped.has(id)))(
    '%s: whom it shows, or why there is nobody, or what is not shown',
    (id) => {
      const rules = shipped.get(id)?.rules ?? [];
      for (const { id: rule, collector, rights, principal } of rules) {
        expect(rule.startsWith(`${id}.`)).toBe(true);
        expect(collector.id.startsWith(`${id}/`), rule).toBe(true);
        // a number or a truth is no name
        expect(['string', 'dyn'], rule).toContain(principal.type);
        for (const { type, cel } of rights) expect(type, cel).toMatch(/^(?:string|dyn|list(?:<(?:string|dyn)>)?)$/);
      }
      expect(new Set(rules.map((one) => one.id)).size).toBe(rules.length);
    },
  );
  it('names no source that does not exist', () => {
    expect([...shipped.keys()].filter((id) => !sources.some((one) => one.id === id))).toEqual([]);
  });

  const head = 'source: aws\ntitle: AWS\nbeyond: []\nprincipals:\n';
  const rule = (lines: string) => `${head}  - id: one\n    about: aws/iam-user\n    kind: IAM user\n${lines}`;
  it.each([
    ['a misspelt field', rule('    principal: r.nmae\n    rights: ["\'x\'"]\n'), /access\/aws\.yaml:8:\d+ .*no field `nmae`.*`name`/],
    [
      'a collector that does not exist',
      rule('    principal: r.name\n    rights: ["\'x\'"]\n').replace('iam-user', 'iam-usr'),
      /aws\/iam-user/,
    ],
    ['an item without an identity', rule('    each: groups\n    principal: r.each\n    rights: ["\'x\'"]\n'), /needs an `identity`/],
    ['a key that we do not know', rule('    principal: r.name\n    rihgts: ["\'x\'"]\n'), /rihgts/],
    ['nobody, without a word', 'source: aws\ntitle: AWS\nbeyond: []\nprincipals: []\n', /names nobody.*none/],
  ])('refuses %s', (_, text, message) => {
    const known = new Map(collectors.map((one) => [one.id, one]));
    let said = '';
    try {
      readAccess(parseYaml(text, 'access/aws.yaml'), known);
    } catch (error) {
      said = 'line' in (error as object) ? (error as { line: string }).line : (error as Error).message;
    }
    expect(said).toMatch(message);
  });
});
