import { describe, expect, it } from 'vitest';
import { type CatalogueCheck, checksOf, mappingsOf, policyFiles, type Standard, shared, shippedChecks } from './policy-files.ts';

/**
 * Per framework: its name in the catalogue (and its edition, where the catalogue has several or names it as we do),
 * the catalogue's key for mappings, which count is the denominator (`all`: every control that it lists), and whether
 * its licence lets nobody repeat its titles, so that they are our own words.
 */
interface Known {
  readonly id: string;
  readonly version?: string;
  readonly key: string;
  readonly size: string;
  readonly unnamed?: true;
}
const STANDARDS: Readonly<Record<string, Known>> = {
  'nist-csf-2.0': { id: 'nist-csf', key: 'nist_csf_2_0', size: 'subcategory' },
  'nist-800-53-r5': { id: 'nist-800-53', key: 'nist_800_53_r5', size: 'active' },
  'iso-27001-2022': { id: 'iso27001', key: 'iso27001_2022', size: 'controls' },
  'owasp-top10-2021': { id: 'owasp-top10', version: '2021', key: 'owasp_2021', size: 'all' },
  'owasp-top10-2025': { id: 'owasp-top10', version: '2025', key: 'owasp_2025', size: 'all' },
  gdpr: { id: 'gdpr', version: '2016/679', key: 'gdpr', size: 'all' },
  'soc2-2017': { id: 'soc2', version: '2017 (revised points of focus 2022)', key: 'soc2', size: 'all' },
  'cis-aws-7.0': { id: 'cis-aws', version: '7.0', key: 'cis_aws', size: 'all', unnamed: true },
  'cis-github-1.2.0': { id: 'cis-github', version: '1.2.0', key: 'cis_github_1_2_0', size: 'all', unnamed: true },
};

/** By edition, where the catalogue keeps several side by side. */
function mapped(check: CatalogueCheck, standard: Known | undefined): readonly string[] {
  const ids = check.controls[standard?.key ?? ''] ?? [];
  if (Array.isArray(ids)) return ids;
  return (ids as Readonly<Record<string, readonly string[]>>)[standard?.version ?? ''] ?? [];
}

const frameworks = policyFiles('frameworks');
const claims = policyFiles('claims');
const all = [...frameworks, ...claims];
const onDisk = shippedChecks();
const standards = shared<readonly Standard[]>('frameworks.json');
const catalogue = shared<{ checks: readonly CatalogueCheck[] }>('checks.json');
if (onDisk.size === 0) console.warn('SKIPPED: config/checks is empty, so no named check was looked for on the disk');

it('the standards are there', () => {
  expect(frameworks.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(STANDARDS)));
});

describe.each(frameworks.map((file) => [file.id, file] as const))('%s', (id, file) => {
  it('has the shape of a file of controls', () => {
    const head = ['title', 'version', 'publisher', 'kind', 'size', 'requirements'];
    expect([...file.keys].sort()).toEqual([...head].sort());
    expect(file.kind).toBe('controls');
    expect(typeof file.version).toBe('string');
    const known = ['id', 'title', 'family', 'covers', 'remainder', 'proof'];
    for (const row of file.requirements) expect(Object.keys(row), row.id).toEqual(expect.arrayContaining(known));
    for (const row of file.requirements) expect(Object.keys(row).length, row.id).toBe(known.length);
  });

  it('claims part of a control only, and says what is left over', () => {
    const remainders = file.requirements.map((row) => row.remainder);
    for (const row of file.requirements) {
      expect(row.covers, row.id).toBe('part');
      expect(row.remainder?.length, row.id).toBeGreaterThanOrEqual(40);
    }
    expect(new Set(remainders).size).toBe(remainders.length);
  });

  it('lists each control once, and only controls that a check speaks to', () => {
    const ids = file.requirements.map((row) => row.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const row of file.requirements) expect(checksOf(row).length, row.id).toBeGreaterThan(0);
    expect(file.size).toBeGreaterThanOrEqual(ids.length);
  });

  it('gives every mapping a reason of its own', () => {
    const whys = file.requirements.flatMap((row) => mappingsOf(row.proof).map(({ why }) => why));
    expect(whys.filter((why, at) => whys.indexOf(why) !== at)).toEqual([]);
  });

  it.skipIf(standards === undefined)('uses active ids and short titles of the standard, and its true size', () => {
    const wanted = STANDARDS[id];
    const editions = standards?.filter((one) => one.id === wanted?.id && (wanted.version ?? one.version) === one.version) ?? [];
    expect(editions.length, `editions of ${id} in the catalogue`).toBe(1);
    const [standard] = editions;
    if (!standard) throw new Error(`no standard in the catalogue for ${id}`);
    if (wanted?.version !== undefined) expect(file.version).toBe(wanted.version);
    const titles = new Map(standard.controls.map((control) => [control.id, control] as const));
    for (const row of file.requirements) {
      expect(titles.has(row.id), row.id).toBe(true);
      if (wanted?.unnamed) expect(row.title, row.id).not.toMatch(/^Ensure\b|^$/);
      else expect(titles.get(row.id)?.title, row.id).toBe(row.title);
      expect(standard.withdrawn ?? [], row.id).not.toContain(row.id);
      if (id === 'nist-csf-2.0') expect(titles.get(row.id)?.level, row.id).toBe('subcategory');
    }
    expect(file.size).toBe(standard.counts?.[STANDARDS[id]?.size ?? ''] ?? standard.controls.length);
  });

  it.skipIf(catalogue === undefined)('maps each shipped check as the catalogue does: nothing lost, nothing added', () => {
    const named = new Set(all.flatMap((one) => one.requirements.flatMap(checksOf)));
    const shipped = onDisk.size > 0 ? onDisk : named;
    const expected = catalogue?.checks
      .filter((check) => shipped.has(check.id))
      .flatMap((check) => mapped(check, STANDARDS[id]).map((control) => `${control} <- ${check.id}`));
    // what the catalogue does not know (host.*) is mapped by us, and held to ids that exist
    const known = new Set(catalogue?.checks.map((check) => check.id));
    const actual = file.requirements.flatMap((row) =>
      checksOf(row)
        .filter((check) => known.has(check))
        .map((check) => `${row.id} <- ${check}`),
    );
    expect(expected?.length).toBeGreaterThan(0);
    expect([...actual].sort()).toEqual([...(expected ?? [])].sort());
  });
});

describe.each(frameworks.filter(({ id }) => STANDARDS[id]?.unnamed).map((file) => [file.id, file] as const))('%s', (_id, file) => {
  it('has a title of its own for each number, and says where the text is', () => {
    const titles = file.requirements.map((row) => row.title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(file.source).toContain('https://www.cisecurity.org/benchmark/');
    for (const row of file.requirements) expect(row.family, row.id).toBe(`Section ${row.id.split('.')[0]}`);
  });
});

describe.each(all.map((file) => [file.id, file] as const))('%s as data', (_id, file) => {
  it('keeps its lines readable', () => {
    expect(file.source.split('\n').filter((line) => line.length > 160)).toEqual([]);
  });

  it('argues each mapping in at least 20 characters, never twice the same within one requirement', () => {
    for (const row of file.requirements) {
      const mappings = mappingsOf(row.proof);
      for (const { check, why } of mappings) expect(why.trim().length, `${row.id} <- ${check}`).toBeGreaterThanOrEqual(20);
      expect(new Set(mappings.map(({ why }) => why)).size, row.id).toBe(mappings.length);
      expect(new Set(mappings.map(({ check }) => check)).size, row.id).toBe(mappings.length);
    }
  });

  it.skipIf(onDisk.size === 0)('names only checks that ship', () => {
    const missing = file.requirements.flatMap((row) => checksOf(row).filter((check) => !onDisk.has(check)));
    expect([...new Set(missing)]).toEqual([]);
  });
});

it.skipIf(onDisk.size === 0)('every check that ships is used by a claim or a control', () => {
  const used = new Set(all.flatMap((file) => file.requirements.flatMap(checksOf)));
  expect([...onDisk].filter((check) => !used.has(check))).toEqual([]);
});
