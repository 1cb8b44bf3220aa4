import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pages } from '../../src/dev/docs.ts';
import { fieldsOf } from '../../src/dev/fields.ts';
import { checksDir, home } from '../../src/home.ts';
import { known } from '../../src/kit.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { collectors, sources } from '../../src/registry.ts';

const generated = pages();
const checks = loadPolicy({ checksDir, collectors, params: {}, select: [], frameworks: [] }).checks.map(({ check }) => check);
/** A check stands on the page of the source that it is about, whatever its id begins with. */
const sourceOf = (id: string) => (checks.find((check) => check.id === id)?.about ?? id).split('/')[0] as string;
/** From its own heading to the next. */
function part(id: string): string {
  const text = generated[`${sourceOf(id)}.md`] as string;
  const [start, end] = [text.indexOf(`\n## ${id}\n`), text.indexOf('\n<a id=', text.indexOf(`\n## ${id}\n`))];
  expect(start, id).toBeGreaterThan(0);
  return text.slice(start, end < 0 ? undefined : end);
}
const plain = (text: string) => text.replace(/\\([<*_[\]|])/g, '$1').replace(/\s+/g, ' ');

describe('the pages about checks', () => {
  it('are one for each source, and the same every time', () => {
    expect(Object.keys(generated)).toEqual([...sources.map(({ id }) => `${id}.md`), 'run.md']);
    expect(pages()).toEqual(generated);
  });
  it.each(checks.map((check) => [check.id, check] as const))(
    '%s: its sentence, condition, parameters, fields, calls, cases',
    (id, check) => {
      const text = plain(part(id));
      const collector = collectors.find((one) => one.id === check.about);
      for (const words of [check.title, check.expect, check.where ?? '', check.remedy, check.notes ?? '', check.whenNoneBecause])
        expect(text).toContain(plain(words.trim()));
      for (const { because, then } of check.cases) {
        expect(text).toContain(plain(because));
        expect(text).toContain(`| ${then.replace('_', ' ')} |`);
      }
      expect(text).toContain(`Severity ${check.severity}; evidence: ${check.evidence}; about [\`${check.about}\`]`);
      for (const [name, param] of Object.entries(check.params))
        expect(text).toContain(`| \`${name}\` | \`${plain(JSON.stringify(param.default))}\` |`);
      for (const { operation, permission } of collector?.calls ?? [])
        expect(text).toContain(permission === operation ? `\`${operation}\`` : `\`${operation}\` (needs \`${permission}\`)`);
      const fields = [...new Set([...`${check.where ?? ''} ${check.expect}`.matchAll(/\br\.(\w+)/g)].map((match) => match[1] as string))];
      for (const field of fields) expect(text).toContain(`| \`${field}\` |`);
    },
  );
  it.each(collectors.map((collector) => [collector.id, collector] as const))('%s: every field and call', (id, collector) => {
    const text = part(id);
    for (const field of Object.keys((collector.resource as unknown as z.ZodObject).shape)) expect(text).toContain(`| \`${field}\` |`);
    for (const { operation, permission, docs } of collector.calls)
      expect(text).toContain(`| [\`${operation}\`](${docs}) | \`${permission}\``);
  });
  it('are short enough for GitHub to show', () => {
    // https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-readmes
    for (const text of Object.values(generated)) expect(Buffer.byteLength(text)).toBeLessThan(500 * 1024);
  });
  it('have no table that a pipe breaks', () => {
    for (const text of Object.values(generated)) {
      let columns = 0;
      for (const line of text.split('\n')) {
        const cells = line.startsWith('|') ? line.replaceAll('\\|', '').split('|').length : 0;
        if (cells > 0 && columns > 0) expect([line, cells]).toEqual([line, columns]);
        columns = cells;
      }
    }
  });
  it('are committed as they are generated', () => {
    const dir = join(home, 'docs/checks');
    if (!existsSync(dir)) return console.error('NOT COMMITTED: docs/checks, which `npm run docs` writes');
    expect(Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8')]))).toEqual(generated);
  });
});

describe('the fields of a schema', () => {
  it('are named by their path, with their type and whether they can be unknown', () => {
    const schema = z.object({
      id: z.string().describe('its id'),
      size: known(z.int().nullable()).describe('bytes; null: never measured'),
      rules: known(
        z.array(z.object({ port: known(z.int()).describe('the port'), kind: z.enum(['in', 'out']).describe('which way') })),
      ).describe('its rules'),
      tags: z.record(z.string(), z.string()).describe('its tags'),
    });
    expect(fieldsOf(schema)).toEqual([
      { path: 'id', type: 'text', unknowable: false, about: 'its id' },
      { path: 'size', type: 'whole number or null', unknowable: true, about: 'bytes; null: never measured' },
      { path: 'rules', type: 'list of object', unknowable: true, about: 'its rules' },
      { path: 'rules[].port', type: 'whole number', unknowable: true, about: 'the port' },
      { path: 'rules[].kind', type: '"in" or "out"', unknowable: false, about: 'which way' },
      { path: 'tags', type: 'map of text', unknowable: false, about: 'its tags' },
    ]);
  });
});
