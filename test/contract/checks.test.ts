import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Refusals } from '../../src/errors.ts';
import { isAboutTheRun, KINDS } from '../../src/itself/kinds.ts';
import type { Collector } from '../../src/model.ts';
import { caseFaults, prepare, readCheck } from '../../src/policy/check.ts';
import { idOf, yamlFiles } from '../../src/policy/load.ts';
import { parseYaml, readText } from '../../src/yaml.ts';

/** Every check on disk loads, types, and says in each worked case what its author says. */
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const dir = join(root, 'config/checks');

const collectors = new Map<string, Collector>(KINDS.map((kind) => [kind.id, kind]));
for (const source of readdirSync(join(root, 'collectors'), { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  for (const kind of readdirSync(join(root, 'collectors', source.name), { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const path = join(root, 'collectors', source.name, kind.name, 'index.ts');
    if (existsSync(path))
      collectors.set(`${source.name}/${kind.name}`, ((await import(pathToFileURL(path).href)) as { default: Collector }).default);
  }
}

describe('every collector', () => {
  it.each([...collectors].filter(([id]) => !isAboutTheRun({ about: id })))('%s has its folder as its id', (id, collector) => {
    expect(collector.id).toBe(id);
  });
});

describe('every check', () => {
  it.each(yamlFiles(dir).map((path) => [idOf(dir, path), path] as const))('%s', (id, path) => {
    const yaml = parseYaml(readText(path), path.slice(root.length + 1));
    let faults: readonly { line: string }[] = [];
    try {
      const { check, collector } = readCheck(id, yaml, collectors);
      const ready = prepare(check, collector, yaml);
      faults = caseFaults(ready, collector, yaml);
      if (check.where !== undefined)
        expect(
          check.cases.map((one) => one.then),
          `${id}: a check with \`where\` shows what lies outside it`,
        ).toContain(check.whenNone);
      expect(check.remedy, `${id}: the remedy names a page`).toMatch(/https:\/\/\S+/);
    } catch (error) {
      if (!(error instanceof Refusals)) throw error;
      faults = error.all;
    }
    expect(faults.map((fault) => fault.line)).toEqual([]);
  });
});
