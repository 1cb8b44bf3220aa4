import { describe, expect, it } from 'vitest';
import { lint } from '../../src/framework/lint.ts';
import { ControlsFile } from '../../src/policy/schema.ts';
import { parseYaml } from '../../src/yaml.ts';

const GOOD = `title: Rules of the house
version: "1"
publisher: Acme
kind: controls
size: 3
requirements:
  - id: H-1
    title: The first
    covers: part
    remainder: What happens on paper is not looked at.
    proof:
      all:
        - check: aws.iam.root-mfa
          why: The root user is where a stolen password hurts most
        - check: aws.iam.root-not-used
          why: Whoever works as root is not seen by any other rule
  - id: H-2
    title: The second
    covers: part
    remainder: Nobody looks at the rest of it either.
    proof: { none: nobody can tell this from outside }
`;
const checks = ['aws.iam.root-mfa', 'aws.iam.root-not-used'];
const said = (text: string, name = 'house.yaml') => {
  const yaml = parseYaml(text, name);
  return lint({ yaml, file: ControlsFile.parse(yaml.value), checks, shipped: ['gdpr'] }).map(
    ({ level, at, message, hint }) => `${level} ${at.line}:${at.column} ${message}${hint ? ` (${hint})` : ''}`,
  );
};

describe('a framework of one’s own', () => {
  it('that argues everything is without a word', () => expect(said(GOOD)).toEqual([]));
  it.each<readonly [string, (text: string) => string, RegExp]>([
    ['an id twice', (text) => text.replace('H-2', 'H-1'), /^fault 17:9 the id `H-1` stands already in line 7$/],
    [
      'a misspelt check',
      (text) => text.replace('root-mfa', 'root-mfaa'),
      /^fault 13:18 no check is called `aws\.iam\.root-mfaa` \(did you mean `aws\.iam\.root-mfa`\?\)$/,
    ],
    ['a check that is nothing', (text) => text.replace('aws.iam.root-mfa', 'zzzzzzzzzzzzzzzzzzzzzz'), /list checks/],
    ['a check twice', (text) => text.replace('root-not-used', 'root-mfa'), /^fault 15:18 .*stands in this proof already$/],
    ['half a reason', (text) => text.replace(/why: The root.*/, 'why: it matters'), /^fault 14:16 the reason for .* has 10 characters/],
    [
      'a reason twice',
      (text) => text.replace(/why: Whoever.*/, 'why: The root user is where a stolen password hurts most'),
      /word for word/,
    ],
    ['no remainder', (text) => text.replace(/ +remainder: What.*\n/, ''), /^fault 9:13 `H-1` covers a part/],
    [
      'half a remainder',
      (text) => text.replace(/remainder: What.*/, 'remainder: the rest'),
      /^fault 10:16 the remainder of `H-1` has 8 characters/,
    ],
    ['a size that cannot be', (text) => text.replace('size: 3', 'size: 1'), /^fault 5:7 `size` is 1, and there are 2 ids$/],
    ['no size', (text) => text.replace('size: 3\n', ''), /^note 5:1 no `size`/],
    ['all of it', (text) => text.replace('covers: part', 'covers: whole'), /^note 9:13 .*cover it whole/],
  ])('%s is told at its place', (_, change, words) => {
    const changed = change(GOOD);
    expect(changed).not.toBe(GOOD);
    expect(said(changed)).toEqual([expect.stringMatching(words)]);
  });
  it('may not be called as one that ships', () => expect(said(GOOD, 'gdpr.yaml')).toEqual([expect.stringMatching(/another name/)]));
});
