import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyFrom } from '../../../src/demo/attestation/sign.ts';
import { ADA, checks, forms, NOW, type Signed, signed } from './folder.ts';

let folder: Signed;
beforeEach(async () => {
  folder = await signed();
});
afterEach(() => folder.close());
const later = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000).toISOString();
const day = (days: number) => later(days).slice(0, 10);

describe('all twenty-seven', () => {
  it('pass where somebody has stated and signed them, and name who did', async () => {
    const { said } = await folder.look();
    expect(said.size).toBe(27);
    // and those of which checks of other sources take the word
    expect(forms).toHaveLength(32);
    for (const [check, one] of said) {
      expect(one.verdict, `${check}: ${one.because}`).toBe('pass');
      expect(one.name).toContain('signed by Ada Example, Head of security');
    }
    expect(said.get('att.supplier-certificates')?.name).toContain('(4 documents were not seen)');
  });

  it.each(checks.map(({ check }) => [check.id, check.about.split('/')[1] as string] as const))(
    '%s: never a pass without a whole, signed, standing statement',
    async (check, form) => {
      const file = `${form}.yaml`;
      const good = folder.read(file);
      const spoilt = async (say: () => void) => {
        say();
        const { said } = await folder.look(NOW, {}, [`attestation/${form}`]);
        folder.state(file, good);
        return said.get(check);
      };
      const missing = { verdict: 'unknown', reason: 'attestation_missing' };
      expect(await spoilt(() => rmSync(join(folder.folder, `${file}.sig`)))).toMatchObject({
        ...missing,
        because: `${file}: it is not signed`,
      });
      for (const fact of Object.keys(good['facts'] as object)) {
        const { [fact]: _, ...facts } = good['facts'] as Record<string, unknown>;
        expect(await spoilt(() => folder.state(file, { ...good, facts })), fact).toMatchObject(missing);
      }
      expect(await spoilt(() => folder.state(file, { ...good, tick: true }))).toMatchObject(missing);
      expect(await spoilt(() => folder.state(file, { ...good, approvedAt: day(2) }))).toMatchObject(missing);
      const ended = await spoilt(() => folder.state(file, { ...good, validUntil: day(-1) }));
      expect(ended).toMatchObject({ verdict: 'unknown', reason: 'attestation_expired' });
      writeFileSync(join(folder.folder, 'documents', `${form}.txt`), 'something else');
      expect((await folder.look(NOW, {}, [`attestation/${form}`])).said.get(check)).toMatchObject({
        ...missing,
        because: expect.stringContaining(`documents/${form}.txt has changed`),
      });
    },
    60_000,
  );

  it('run out a year after they were approved at the latest, whatever they say of themselves', async () => {
    const { said } = await folder.look(later(366));
    for (const [check, { verdict, reason }] of said)
      expect({ verdict, reason }, check).toEqual({ verdict: 'unknown', reason: 'attestation_expired' });
    for (const { check } of checks) {
      const file = `${check.about.split('/')[1]}.yaml`;
      folder.state(file, { ...folder.read(file), validUntil: '2099-01-01' });
    }
    for (const [check, { verdict }] of (await folder.look(later(366))).said) expect(verdict, check).toBe('unknown');
  });

  it('are unknown where the folder cannot be read, and where nothing is in it; an audit that nobody declared does not apply', async () => {
    const denied = await signed('denied');
    for (const [check, { verdict }] of (await denied.look()).said) expect(verdict, check).toBe('unknown');
    await denied.close();
    rmSync(folder.folder, { recursive: true });
    mkdirSync(folder.folder);
    for (const [check, { verdict, reason }] of (await folder.look()).said)
      expect({ verdict, reason }, check).toEqual(
        check === 'att.external-audit'
          ? { verdict: 'not_applicable', reason: undefined }
          : { verdict: 'unknown', reason: 'attestation_missing' },
      );
  });
});

describe('who signs', () => {
  const because = async (): Promise<string | undefined> => {
    const one = (await folder.look(NOW, {}, ['attestation/pentest'])).said.get('att.pentest');
    return one?.verdict === 'pass' ? undefined : `${one?.verdict}: ${one?.because}`;
  };
  const good = () => folder.read('pentest.yaml');

  it('is among the allowed signers, with this key, for this namespace, at this time', async () => {
    folder.state('pentest.yaml', good(), keyFrom('mallory'));
    expect(await because()).toMatch(/^unknown: .*is not one of ada@example\.com's/);
    folder.state('pentest.yaml', good(), ADA, 'git');
    expect(await because()).toMatch(/^unknown: .*signed for "git"/);
    folder.state('pentest.yaml', good());
    for (const [line, why] of [
      [`eve@example.com ${ADA.line}`, /ada@example\.com is not among the allowed signers/],
      [`*@example.com,!ada@* ${ADA.line}`, /is not among/],
      [`ada@example.com namespaces="git,file" ${ADA.line}`, /may not sign for the namespace/],
      [`ada@example.com valid-after="${day(1).replaceAll('-', '')}Z" ${ADA.line}`, /is valid from/],
      [`ada@example.com valid-before="${day(-1).replaceAll('-', '')}Z" ${ADA.line}`, /was valid until/],
      [`ada@example.com valid-before="20990101" ${ADA.line}`, /another time in each time zone; write 20990101Z/],
      [`ada@example.com cert-authority ${ADA.line}`, /line 1 lets nobody sign: cert-authority is not accepted/],
      ['', /is not among/],
    ] as const) {
      folder.allow(`${line}\n`);
      expect(await because(), line).toMatch(why);
    }
    folder.allow(`# the head of security\n*@example.com namespaces="claimcheck-*",valid-after="20200101Z" ${ADA.line} a comment\n`);
    expect(await because()).toBeUndefined();
    rmSync(folder.signers);
    expect(await because()).toMatch(/^unknown: .*is not there/);
  });

  it('whose key is revoked has signed nothing', async () => {
    const revoked = join(folder.folder, 'revoked');
    writeFileSync(revoked, `${ADA.line}\n`);
    expect((await folder.look(NOW, { revoked })).said.get('att.pentest')?.because).toMatch(/is revoked$/);
    writeFileSync(revoked, `${keyFrom('mallory').line}\n`);
    expect((await folder.look(NOW, { revoked })).said.get('att.pentest')?.verdict).toBe('pass');
  });

  it('cannot have an older statement come back by spoiling a newer one', async () => {
    const older = { ...good(), approvedAt: day(-200), validUntil: day(100) };
    folder.state('pentest-older.yaml', {
      ...older,
      facts: { ...(older as { facts: object }).facts, reportedAt: day(-210), testedFrom: day(-220), testedTo: day(-215) },
    });
    expect(await because()).toBeUndefined();
    folder.state('pentest.yaml', { ...good(), statement: 'changed' }, null);
    expect(await because()).toMatch(/its signature is broken/);
    writeFileSync(join(folder.folder, 'pentest.yaml'), 'type: [pentest');
    expect(await because()).toMatch(/pentest\.yaml: it is not YAML/);
    rmSync(join(folder.folder, 'pentest.yaml'));
    expect(await because()).toBeUndefined();
  });
});

describe('facts', () => {
  const twist = async (form: string, change: (facts: Record<string, unknown>) => object) => {
    const file = `${form}.yaml`;
    const good = folder.read(file);
    folder.state(file, { ...good, facts: change(good['facts'] as Record<string, unknown>) });
    return (await folder.look(NOW, {}, [`attestation/${form}`])).said.get(`att.${form}`);
  };
  const each = (list: unknown, change: object) => (list as object[]).map((one) => ({ ...one, ...change }));
  it('can fail: a high finding left open, a goal missed, a revocation not done, a certificate that nobody has', async () => {
    expect(
      await twist('pentest', (facts) => ({ ...facts, findings: each(facts['findings'], { severity: 'high', state: 'open' }) })),
    ).toMatchObject({
      verdict: 'fail',
      because: expect.stringContaining('PT-1, PT-2'),
    });
    expect(
      (await twist('dr-test', (facts) => ({ ...facts, services: each(facts['services'], { measuredRtoMinutes: 425 }) })))?.verdict,
    ).toBe('fail');
    expect(
      (await twist('access-review', (facts) => ({ ...facts, decisions: each(facts['decisions'], { decision: 'revoke', doneAt: null }) })))
        ?.verdict,
    ).toBe('fail');
    expect((await twist('iso27001-status', (facts) => ({ ...facts, status: 'certified' })))?.verdict).toBe('fail');
    expect(await twist('training', (facts) => ({ ...facts, headcount: 13 }))).toMatchObject({ verdict: 'fail' });
    expect(
      await twist('training', (facts) => ({
        ...facts,
        staff: [{ person: 'P-099', completed: [] }, ...(facts['staff'] as object[]).slice(1)],
      })),
    ).toMatchObject({ verdict: 'fail', because: expect.stringContaining('P-099') });
    expect(
      await twist('training', (facts) => ({
        ...facts,
        staff: [...(facts['staff'] as object[]).slice(1), ...(facts['staff'] as object[]).slice(-1)],
      })),
    ).toMatchObject({ verdict: 'unknown', because: expect.stringContaining('it names somebody twice') });
    expect((await twist('incident-register', (facts) => ({ ...facts, incidents: [] })))?.verdict).toBe('fail');
    expect((await twist('incident-register', (facts) => ({ ...facts, count: 0, incidents: [] })))?.verdict).toBe('pass');
  });
  it('do not lie after the day on which somebody signed for them, and name documents that are there', async () => {
    expect(await twist('pentest', (facts) => ({ ...facts, reportedAt: day(0) }))).toMatchObject({
      verdict: 'unknown',
      because: 'pentest.yaml: `facts.reportedAt`: it lies after the approval',
    });
    expect(
      (await twist('two-factor-idp', (facts) => ({ ...facts, providers: each(facts['providers'], { document: 'no such' }) })))?.because,
    ).toMatch(/is not among the `documents`/);
  });
  it('that were in time when they were signed for, and no longer are, are unknown', async () => {
    const late = await twist('pentest', (facts) => ({ ...facts, testedFrom: day(-360), testedTo: day(-358), reportedAt: day(-356) }));
    expect(late?.verdict).toBe('pass');
    expect((await folder.look(later(20))).said.get('att.pentest')).toMatchObject({ verdict: 'unknown', reason: 'attestation_expired' });
  });
});

describe('the folder', () => {
  it('is not left: a document or a statement that is a link to somewhere else is not read', async () => {
    const document = join(folder.folder, 'documents/pentest.txt');
    rmSync(document);
    symlinkSync('/etc/hostname', document);
    expect((await folder.look()).said.get('att.pentest')).toMatchObject({ verdict: 'unknown', reason: 'target_blocked' });
    const statement = join(folder.folder, 'dr-plan.yaml');
    rmSync(statement);
    symlinkSync('/etc/hostname', statement);
    expect((await folder.look()).said.get('att.dr-plan')).toMatchObject({ verdict: 'unknown', reason: 'target_blocked' });
  });
  it('tells what in it nobody reads', async () => {
    writeFileSync(join(folder.folder, 'penetration.yaml'), 'type: pentest');
    writeFileSync(join(folder.folder, 'gone.yaml.sig'), '');
    writeFileSync(join(folder.folder, 'README.md'), '');
    expect((await folder.look()).excluded).toEqual([
      { id: 'gone.yaml.sig', because: 'a signature of a file that is not there' },
      { id: 'penetration.yaml', because: expect.stringContaining('begins with no form') },
    ]);
  });
  it('may hold what is no text, a pipe or a megabyte: each is unknown', async () => {
    writeFileSync(join(folder.folder, 'pentest.yaml'), Buffer.from([0xff, 0xfe, 0]));
    writeFileSync(join(folder.folder, 'dr-plan.yaml'), 'x'.repeat(1024 * 1024 + 1));
    const { said } = await folder.look();
    expect(said.get('att.pentest')).toMatchObject({ verdict: 'unknown', reason: 'malformed_response' });
    expect(said.get('att.dr-plan')).toMatchObject({ verdict: 'unknown', reason: 'too_large' });
  });
});
