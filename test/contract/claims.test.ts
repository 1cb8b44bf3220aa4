import { describe, expect, it } from 'vitest';
import {
  type CatalogueCheck,
  type CatalogueClaim,
  checksOf,
  controlIdsOf,
  mappingsOf,
  type PolicyFile,
  policyFiles,
  type Row,
  shared,
  shippedChecks,
  textOf,
} from './policy-files.ts';

const CLAIMS: Readonly<Record<string, readonly string[]>> = {
  'software-security-statement': [
    'isms-policies',
    'policy-review',
    'iso27001-goal',
    'gdpr',
    'access-control',
    'password-complexity',
    'password-hashing',
    'two-factor',
    'access-reviews',
    'env-separation',
    'code-review',
    'security-testing',
    'change-management',
    'firewalls',
    'ids-ips',
    'vuln-scanning',
    'patching',
    'encryption-in-transit',
    'encryption-at-rest',
    'redundancy',
    'backups',
    'monitoring',
    'incident-response',
    'customer-notification',
    'post-incident-review',
    'supplier-vetting',
    'hosting-providers',
    'continuous-improvement',
    'security-contact',
  ],
  'best-practices': [
    'nist-csf',
    'owasp-top10',
    'sast',
    'dr-plan',
    'dr-test',
    'pentest',
    'security-review',
    'external-audit',
    'security-updates',
  ],
};
/** Wording that cannot be verified as it stands: the claim that has to say so, and the words it has to name. */
const UNVERIFIABLE: Readonly<Record<string, RegExp>> = {
  'iso27001-goal': /goal/i,
  'hosting-providers': /AWS hosts neither.*best-in-class/is,
  'nist-csf': /CSF 1\.1.*six/is,
  'owasp-top10': /2013 and 2017.*A07 and A01/is,
  monitoring: /24\/7/,
  'incident-response': /24\/7/,
  firewalls: /enterprise-grade/i,
  'supplier-vetting': /carefully/i,
  'dr-plan': /comprehensive/i,
  'external-audit': /may engage/i,
  'security-updates': /dedicated page/i,
};
const KINDS = ['fact', 'cadence', 'intent', 'superlative', 'promise'];
const KEYS = [
  ...['id', 'title', 'kind', 'quote', 'at', 'also', 'hash', 'owner', 'reviewEvery', 'reviewedAt'],
  ...['text', 'wording', 'states', 'covers', 'remainder', 'controls', 'proof'],
];

const pages = policyFiles('claims');
const rows = pages.flatMap((page) => page.requirements);
const fold = (text: string): string => text.replaceAll(/\s+/g, ' ');
const pageOf = (file: PolicyFile): string => textOf(`config/claims/${file.page?.replace('./', '')}`);
const shown = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .trim()
    .replaceAll(' ', '-');

/** What stands between one heading and the next, by the heading's anchor. */
function sectionsOf(page: string): ReadonlyMap<string, string> {
  const parts = page.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [`#${shown(part.split('\n')[0] ?? '')}`, fold(part)] as const));
}
function placesOf(needle: string, text: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) found.push(at);
  return found;
}

it('all 38 claims of the two pages are there, each once', () => {
  for (const [page, ids] of Object.entries(CLAIMS)) {
    expect(pages.find(({ id }) => id === page)?.requirements.map(({ id }) => id)).toEqual(ids);
  }
  expect(Object.values(CLAIMS).flat()).toHaveLength(38);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

describe.each(pages.map((page) => [page.id, page] as const))('%s', (_id, file) => {
  const page = fold(pageOf(file));
  const sections = sectionsOf(pageOf(file));

  it('has the shape of a page of claims', () => {
    expect([...file.keys].sort()).toEqual(['asides', 'kind', 'page', 'publisher', 'requirements', 'title', 'version']);
    expect(file.kind).toBe('claims');
    expect(typeof file.version).toBe('string');
    for (const row of file.requirements) {
      expect(
        Object.keys(row).filter((key) => !KEYS.includes(key)),
        row.id,
      ).toEqual([]);
      expect(KINDS, row.id).toContain(row.kind);
      expect(row.text?.length, row.id).toBeGreaterThanOrEqual(20);
    }
  });

  it('quotes the page verbatim, once, under the heading that it names', () => {
    for (const row of file.requirements) {
      expect(placesOf(fold(String(row.quote)), page), `${row.id}: ${row.quote}`).toHaveLength(1);
      expect(sections.get(String(row.at)), `${row.id} at ${row.at}`).toContain(fold(String(row.quote)));
    }
  });

  it('quotes no words twice; a quote may hold another one, never cut across it', () => {
    const spans = file.requirements.map((row) => {
      const from = page.indexOf(fold(String(row.quote)));
      return { id: row.id, from, to: from + fold(String(row.quote)).length };
    });
    const keys = spans.map(({ from, to }) => `${from}-${to}`);
    expect(new Set(keys).size).toBe(keys.length);
    const straddling = spans.flatMap((a) =>
      spans.filter((b) => a.from < b.from && b.from < a.to && a.to < b.to).map((b) => `${a.id} cuts ${b.id}`),
    );
    expect(straddling).toEqual([]);
  });

  it('says what is left over wherever only a part is covered', () => {
    const parts = file.requirements.filter((row) => row.covers === 'part');
    expect(parts.length).toBeGreaterThan(0);
    for (const row of parts) expect(row.remainder?.length, row.id).toBeGreaterThanOrEqual(40);
    for (const row of file.requirements) expect(['whole', 'part'], row.id).toContain(row.covers);
  });

  it('explains each claim that no machine can judge, as its whole proof', () => {
    for (const row of file.requirements) {
      if (mappingsOf(row.proof).length > 0) expect(JSON.stringify(row.proof), row.id).not.toContain('"none":');
      else expect(row.proof.none?.length, row.id).toBeGreaterThanOrEqual(40);
    }
  });
});

it('a goal, a superlative or a mere possibility rests on a signed word at most', () => {
  const idle = rows.filter((row) => row.kind === 'intent' || row.kind === 'superlative');
  expect(idle.map(({ id }) => id).sort()).toEqual(['external-audit', 'iso27001-goal']);
  for (const row of idle)
    expect(
      checksOf(row).filter((check) => !check.startsWith('att.')),
      row.id,
    ).toEqual([]);
});

it('wording that cannot be verified is reported, and only there', () => {
  for (const [id, words] of Object.entries(UNVERIFIABLE)) expect(wordingOf(id), id).toMatch(words);
  expect(
    rows
      .filter((row) => row.wording)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(Object.keys(UNVERIFIABLE).sort());
});
function wordingOf(id: string): string | undefined {
  return rows.find((row: Row) => row.id === id)?.wording;
}

it('every crosswalk target is a control of a framework that ships', () => {
  const known = new Set(policyFiles('frameworks').flatMap((file) => file.requirements.map((row) => `${file.id}/${row.id}`)));
  const targets = rows.flatMap((row) => controlIdsOf(row).map((control) => `${row.id} -> ${control}`));
  expect(targets.length).toBeGreaterThan(0);
  expect(targets.filter((target) => !known.has(target.split(' -> ')[1] ?? ''))).toEqual([]);
});

/** Bound by the catalogue, and not by us: alone, a pass of it would make the claim look supported by what does not bear on it. */
const UNRELATED: Readonly<Record<string, string>> = {
  'password-hashing': 'aws.cognito.mfa-and-passwords',
  'owasp-top10': 'aws.wafv2.public-endpoints',
};

const catalogue = shared<{ claims: readonly CatalogueClaim[]; checks: readonly CatalogueCheck[] }>('checks.json');
describe.skipIf(catalogue === undefined)('against the catalogue', () => {
  it('has its claims, no more and no fewer', () => {
    expect(rows.map(({ id }) => id).sort()).toEqual(catalogue?.claims.map(({ id }) => id).sort());
  });

  it('binds each claim to those of its checks that ship', () => {
    const onDisk = shippedChecks();
    const shipped = onDisk.size > 0 ? onDisk : new Set(rows.flatMap(checksOf));
    // what the catalogue does not know (github.policy.*) is bound by us, beside what it binds
    const known = new Set(catalogue?.checks.map(({ id }) => id));
    for (const claim of catalogue?.claims ?? []) {
      const row = rows.find(({ id }) => id === claim.id);
      const bound = row
        ? checksOf(row)
            .filter((check) => known.has(check))
            .sort()
        : [];
      const left = UNRELATED[claim.id];
      expect(bound, claim.id).toEqual(claim.checks.filter((check) => shipped.has(check) && check !== left).sort());
    }
  });
});
