import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { idsOf, readWords } from '../../src/claims/words.ts';
import { openAttestations } from '../../src/demo/attestation/open.ts';
import { checksDir, home } from '../../src/home.ts';
import { idOf, yamlFiles } from '../../src/policy/load.ts';
import { claimcheck, folder } from '../support/cli.ts';

const LEDGERS = ['software-security-statement', 'best-practices'] as const;
const NOW = '2026-11-22T00:00:00.000Z';
interface Complaint {
  readonly level: string;
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
  readonly at: { readonly file: string; readonly line?: number };
}
interface Linted {
  readonly ledgers: readonly { readonly complaints: readonly Complaint[] }[];
  readonly waivers: readonly Complaint[];
}

/** Both statements with their ledgers and documents, as they ship, in a folder that may be changed. */
function copied(): string {
  const cwd = folder();
  for (const name of LEDGERS)
    for (const end of ['yaml', 'md']) copyFileSync(join(home, `config/claims/${name}.${end}`), join(cwd, `${name}.${end}`));
  copyFileSync(join(home, 'config/claims/password-policy.md'), join(cwd, 'password-policy.md'));
  return cwd;
}
async function lint(cwd: string, { now = NOW, files = LEDGERS.map((name) => `${name}.yaml`) } = {}) {
  const spoken = await claimcheck(['claims', 'lint', ...files, '--json'], { cwd, now: () => now });
  const { ledgers, waivers } = JSON.parse(spoken.out) as Linted;
  const all = [...ledgers.flatMap(({ complaints }) => complaints), ...waivers];
  return {
    status: spoken.status,
    faults: all.filter(({ level }) => level === 'fault'),
    notes: all.filter(({ level }) => level === 'note'),
  };
}
function change(cwd: string, file: string, from: string, to: string): void {
  const text = readFileSync(join(cwd, file), 'utf8');
  expect(text.split(from), `${from} in ${file}`).toHaveLength(2);
  writeFileSync(
    join(cwd, file),
    text.replace(from, () => to),
  );
}
const told = (faults: readonly Complaint[]) => faults.map(({ rule, message }) => `${rule} ${/`([\w-]+)`/.exec(message)?.[1] ?? ''}`.trim());

describe('both statements, as they ship', () => {
  it('have no fault; what cannot be verified as it is worded is noted, of exactly eleven claims', async () => {
    const { status, faults, notes } = await lint(copied());
    expect(faults).toEqual([]);
    expect(status).toBe(0);
    const wordings = notes.filter(({ rule }) => rule === 'wording').map(({ message }) => /`([\w-]+)`/.exec(message)?.[1]);
    expect(wordings.sort()).toEqual([
      'dr-plan',
      'external-audit',
      'firewalls',
      'hosting-providers',
      'incident-response',
      'iso27001-goal',
      'monitoring',
      'nist-csf',
      'owasp-top10',
      'security-updates',
      'supplier-vetting',
    ]);
    expect(notes.find(({ rule }) => rule === 'age')?.message).toMatch(/last updated 785 days ago, and names no interval/);
    expect(notes.find(({ rule }) => rule === 'link')?.message).toMatch(/1 of 1 links of the page were not looked at/);
  });
});

type Mutation = readonly [name: string, change: (cwd: string) => void, complaints: readonly string[]];
const page = (name: (typeof LEDGERS)[number], from: string, to: string) => (cwd: string) => change(cwd, `${name}.md`, from, to);
const ledger = (name: (typeof LEDGERS)[number], from: string, to: string) => (cwd: string) => change(cwd, `${name}.yaml`, from, to);
const [sss, best] = LEDGERS;
const MUTATIONS: readonly Mutation[] = [
  ['a sentence is deleted', page(sss, '- Two-factor authentication\n', ''), ['missing two-factor']],
  ['a sentence is added', page(sss, '- Two-factor authentication\n', '- Two-factor authentication\n- Guards at every door\n'), ['unbound']],
  ['a sentence goes on', page(sss, '- Two-factor authentication\n', '- Two-factor authentication for some\n'), ['changed two-factor']],
  ['a number changes', page(sss, '24/7 monitoring', '12/5 monitoring'), ['missing monitoring', 'unbound']],
  ['a number changes beside the quote', page(best, 'ethical hackers simulate', '2 ethical hackers simulate'), ['changed pentest']],
  ['one word of a claim in several sentences', page(best, 'system recovery, and', 'system recovery or'), ['missing dr-plan', 'unbound']],
  [
    'a sentence stands twice',
    page(sss, '- Password hashing in databases\n', '- Password hashing in databases\n- Password hashing in databases\n'),
    ['ambiguous password-hashing', 'unbound', 'unbound'],
  ],
  [
    'a sentence moves',
    (cwd) => {
      page(sss, '- Peer code reviews\n', '')(cwd);
      page(sss, '- Two-factor authentication\n', '- Two-factor authentication\n- Peer code reviews\n')(cwd);
    },
    ['place code-review', 'unbound'],
  ],
  ['what was put aside changes', page(sss, 'is a top priority', 'is the top priority'), ['missing', 'unbound']],
  [
    'the document behind a claim says another number',
    (cwd) => change(cwd, 'password-policy.md', 'at least 14', 'at least 12'),
    ['state password-complexity'],
  ],
  ['a check is misspelt', ledger(sss, 'check: aws.account.security-contact', 'check: aws.account.security-contract'), ['check']],
  ['a control does not exist', ledger(best, 'controls: [nist-csf-2.0/ID.RA-08, ', 'controls: [nist-csf-2.0/ID.RA-88, '), ['control']],
  [
    'nobody answers for it',
    ledger(
      best,
      '    owner: security lead (example)\n    reviewEvery: P1Y\n    reviewedAt: 2026-11-21\n    text: Within the last',
      '    reviewEvery: P1Y\n    reviewedAt: 2026-11-21\n    text: Within the last',
    ),
    ['owner pentest'],
  ],
  [
    'a binding is only proposed',
    ledger(
      best,
      '    proof:\n      all:\n        - check: att.pentest\n',
      '    proposed: [{ check: dns.caa, because: why not }]\n    proof:\n      all:\n        - check: att.pentest\n',
    ),
    ['proposed pentest'],
  ],
  [
    'the page states when it is updated',
    ledger(sss, 'page: ./software-security-statement.md\n', 'page: ./software-security-statement.md\nupdateEvery: P1Y\n'),
    ['age'],
  ],
];

describe('one change of a page or its ledger: exactly that claim is complained of', () => {
  it.each(MUTATIONS)('%s', async (_, mutate, expected) => {
    const cwd = copied();
    mutate(cwd);
    const { status, faults } = await lint(cwd);
    expect(told(faults).sort()).toEqual([...expected].sort());
    expect(status).toBe(1);
    for (const { hint, at } of faults) {
      expect(at.line).toBeGreaterThan(0);
      expect(hint ?? 'age').not.toBe('');
    }
  });

  it('a review that is overdue is told on the day after, for what is read every half year', async () => {
    const cwd = copied();
    expect((await lint(cwd, { now: '2027-05-21T23:00:00.000Z' })).faults).toEqual([]);
    const { faults } = await lint(cwd, { now: '2027-05-22T01:00:00.000Z' });
    expect(new Set(faults.map(({ rule }) => rule))).toEqual(new Set(['overdue']));
    expect(told(faults)).toContain('overdue two-factor');
    expect(told(faults)).not.toContain('overdue pentest');
  });

  it('the hash in the hint is the one that is wanted', async () => {
    const cwd = copied();
    page(sss, '- Two-factor authentication\n', '- Two-factor authentication for some\n')(cwd);
    const [fault] = (await lint(cwd)).faults;
    const wanted = /sha256:[0-9a-f]{64}/.exec(fault?.hint ?? '')?.[0] as string;
    const lines = readFileSync(join(cwd, `${sss}.yaml`), 'utf8').split('\n');
    lines[(fault?.at.line as number) - 1] = `    hash: ${wanted}`;
    writeFileSync(join(cwd, `${sss}.yaml`), lines.join('\n'));
    expect((await lint(cwd)).faults).toEqual([]);
  });
});

describe('claims init', () => {
  const init = async () => {
    const cwd = copied();
    const spoken = await claimcheck(['claims', 'init', `${sss}.md`, '--out', 'claims/new.yaml'], { cwd });
    return { cwd, spoken };
  };
  it('proposes an entry for each sentence, binds nothing, and does not lint', async () => {
    const { cwd, spoken } = await init();
    expect(spoken).toMatchObject({ status: 0, out: '' });
    const text = readFileSync(join(cwd, 'claims/new.yaml'), 'utf8');
    expect(text.match(/^ {2}- id: /gm)).toHaveLength(29);
    expect(text).not.toMatch(/^\s+- check:/m);
    expect(text).toMatch(/check: github\.org\.two-factor-required, because: "\\"two-factor\\": /);
    expect(text).toMatch(/kind: intent # "goal"/);
    expect(text).toMatch(/kind: cadence # "regularly"/);
    const { status, faults } = await lint(cwd, { files: ['claims/new.yaml'] });
    expect(status).toBe(1);
    expect(new Set(faults.map(({ rule }) => rule))).toEqual(new Set(['owner', 'review', 'proposed']));
    expect(faults.filter(({ rule }) => rule === 'proposed')).toHaveLength(29);
  });
  it('never writes over a ledger', async () => {
    const { cwd } = await init();
    const again = await claimcheck(['claims', 'init', `${sss}.md`, '--out', 'claims/new.yaml'], { cwd });
    expect(again.status).toBe(2);
    expect(again.said).toEqual([expect.stringMatching(/is there already, and what was decided in it is not written over/)]);
  });
  it('its words name checks that exist', () => {
    const known = yamlFiles(checksDir).map((path) => idOf(checksDir, path));
    const { bindings } = readWords(readFileSync(join(home, 'config/words.yaml'), 'utf8'), 'words.yaml');
    const idle = bindings.flatMap(({ checks }) => checks).filter((pattern) => idsOf(pattern, known).length === 0);
    expect(idle).toEqual([]);
  });
});

describe('bad input: one line, exit 2', () => {
  it.each([
    ['no ledger', {}, [], /^no ledger is named, and there is no claimcheck\.yaml here/],
    ['a ledger that is not there', {}, ['x.yaml'], /^x\.yaml {2}cannot read the file \(no such file\)/],
    [
      'a page that is not there',
      { 'x.yaml': 'title: T\nversion: "1"\npublisher: us\nkind: claims\npage: ./gone.md\nrequirements: []\n' },
      ['x.yaml'],
      /requirements/,
    ],
    ['a proof that contains itself', { 'x.yaml': 'a: &a { all: [*a] }\n' }, ['x.yaml'], /^x\.yaml {2}an alias leads back/],
  ] as const)('%s', async (_, files, argv, line) => {
    const { status, out, said } = await claimcheck(['claims', 'lint', ...argv], { cwd: folder(files) });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(line);
  });
  it('a statement without sentences cannot begin a ledger', async () => {
    const { status, said } = await claimcheck(['claims', 'init', 'a.md'], { cwd: folder({ 'a.md': '# Security\n' }) });
    expect({ status, said }).toEqual({ status: 2, said: [expect.stringMatching(/^a\.md {2}the page has no sentence/)] });
  });
});

describe('signed words', () => {
  const linted = async (world: 'clean' | 'drifted') => {
    const now = new Date().toISOString();
    const opened = await openAttestations(world, () => now);
    try {
      const cwd = copied();
      writeFileSync(
        join(cwd, 'claimcheck.yaml'),
        `sources:\n  - ${opened.entry}\nclaims: [./best-practices.yaml, ./software-security-statement.yaml]\n`,
      );
      return (await lint(cwd, { files: [], now })).faults.filter(({ rule }) => rule === 'attestation').map(({ message }) => message);
    } finally {
      await opened.close();
    }
  };
  it('that stand are no fault; one that ended is told of each claim that rests on it, and of no other', async () => {
    expect(await linted('clean')).toEqual([]);
    const faults = await linted('drifted');
    expect(faults.map((message) => /`([\w-]+)`.*\((att\.[\w-]+)\)/.exec(message)?.slice(1))).toEqual([
      ['pentest', 'att.pentest'],
      ['security-testing', 'att.pentest'],
      // a document of it was changed after it was signed
      ['incident-response', 'att.incident-plan'],
    ]);
  });
  it('that nobody looked at are said not to have been looked at', async () => {
    const { notes } = await lint(copied());
    expect(notes.filter(({ rule }) => rule === 'attestation').map(({ message }) => /^\d+ claims/.exec(message)?.[0])).toEqual([
      '22 claims',
      '8 claims',
    ]);
  });
});

describe("controls of a framework of one's own", () => {
  const own = (id: string) =>
    `title: Rules of the house\nversion: "1"\npublisher: Example\nkind: controls\nrequirements:\n  - { id: ${id}, title: Doors are locked, covers: part, remainder: Windows, proof: { none: nobody looks } }\n`;
  const written = (config: string, control: string, framework = own('H.1')) => {
    const cwd = copied();
    writeFileSync(join(cwd, 'claimcheck.yaml'), `${config}\nclaims: [./best-practices.yaml]\n`);
    writeFileSync(join(cwd, 'house.yaml'), framework);
    change(cwd, 'best-practices.yaml', 'controls: [nist-csf-2.0/ID.RA-08, ', `controls: [${control}, `);
    return cwd;
  };
  it('are known where claimcheck.yaml names it, and nowhere else', async () => {
    const named = await lint(written('frameworks: [nist-csf-2.0, ./house.yaml]', 'house/H.1'), { files: ['best-practices.yaml'] });
    expect(named.faults).toEqual([]);
    const unnamed = await lint(written('frameworks: [nist-csf-2.0]', 'house/H.1'), { files: ['best-practices.yaml'] });
    expect(unnamed.faults.map(({ message }) => message)).toEqual(['no framework has the control `house/H.1`']);
  });
  it('that are misspelt are named', async () => {
    const { faults } = await lint(written('frameworks: [./house.yaml]', 'house/H.11'), { files: ['best-practices.yaml'] });
    expect(faults).toMatchObject([{ rule: 'control', hint: 'did you mean `house/H.1`?' }]);
  });
  it('in a file that is no framework, or is gone, are refused in one line', async () => {
    for (const [framework, line] of [
      ['title: x', 'house.yaml is no framework of controls'],
      ['requirements: [', 'house.yaml'],
    ] as const) {
      const cwd = written('frameworks: [./house.yaml]', 'house/H.1', framework);
      const { status, said } = await claimcheck(['claims', 'lint', 'best-practices.yaml'], { cwd, now: () => NOW });
      expect([status, said.length]).toEqual([2, 1]);
      expect(said[0]).toContain(line);
    }
  });
});

describe('waivers', () => {
  const config = (waivers: string) => ({
    'claimcheck.yaml': 'claims: [./software-security-statement.yaml]\nwaivers: ./waivers.yaml\n',
    'waivers.yaml': `waivers:\n${waivers}`,
  });
  const one = ({ check = 'hetzner.server.backups-enabled', resource = 'app-2', until = '2027-01-31', rest = '' } = {}) =>
    `  - { check: ${check}, resource: "${resource}", reason: its data can be made again, approvedBy: ada, until: ${until}${rest} }\n`;
  const run = async (waivers: string) => {
    const cwd = copied();
    for (const [name, text] of Object.entries(config(waivers))) writeFileSync(join(cwd, name), text);
    return claimcheck(['claims', 'lint'], { cwd, now: () => NOW });
  };
  it('one in force is no fault, to the end of its day', async () => {
    expect((await run(one({ until: '2026-11-22' }))).status).toBe(0);
  });
  it('one that ended is told with the claims that rest on it', async () => {
    const { status, out } = await run(one({ until: '2026-11-21' }));
    expect(status).toBe(1);
    expect(out).toMatch(
      /^waivers\.yaml:2:5 {2}the waiver of hetzner\.server\.backups-enabled for app-2, on which `backups` rests, ended on 2026-11-21/m,
    );
  });
  it.each([
    [
      'of a check that does not exist',
      one({ check: 'hetzner.server.backup-enabled' }),
      1,
      /does not exist.*did you mean `hetzner\.server\.backups-enabled`/,
    ],
    ['for everything', one({ resource: '*' }), 2, /a pattern that fits everything waives what nobody has looked at/],
    ['for everything, twice', one({ resource: '**' }), 2, /a pattern that fits everything/],
    ['of many checks', one({ check: '"hetzner.*"' }), 2, /a waiver is for one check/],
    ['without a reason', one().replace('its data can be made again', 'later'), 2, /say why, in at least 20 characters/],
    [
      'with a reason of blanks',
      one().replace('its data can be made again', `"${' '.repeat(30)}"`),
      2,
      /say why, in at least 20 characters/,
    ],
    ['that nobody approved', one().replace(' approvedBy: ada,', ''), 2, /a waiver needs somebody who approved it/],
    ['until a day that is none', one({ until: '2027-02-30' }), 2, /there is no such day/],
  ])('one %s is refused or told', async (_, waivers, status, line) => {
    const spoken = await run(waivers);
    expect(spoken.status).toBe(status);
    expect(status === 1 ? spoken.out : spoken.said.join('\n')).toMatch(line);
  });
});
