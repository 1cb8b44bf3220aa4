import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Opened, openAttestations } from '../../src/demo/attestation/open.ts';
import { forms } from '../collectors/attestation/folder.ts';
import { claimcheck, folder } from '../support/cli.ts';

const NOW = '2026-06-15T08:00:00.000Z';
const now = () => NOW;
const env = { PATH: process.env['PATH'] };
const ids = forms.map(({ id }) => id.replace('attestation/', ''));
let clean: Opened;
beforeAll(async () => {
  clean = await openAttestations('clean', now);
});
afterAll(() => clean.close());
const yaml = (entry: string) => `sources:\n  - ${entry}\nclaims: []\nframeworks: []\n`;
const OWN = yaml('{ type: attestation, name: ours, folder: ./attestations, signers: ./attestations/allowed_signers }');

describe('claimcheck attest new', () => {
  it.each(ids)('%s: a form that explains every fact, and is refused until it is filled in', async (form) => {
    const cwd = folder();
    const written = await claimcheck(['attest', 'new', form, '--out', `${form}.yaml`], { cwd, env, now });
    expect(written.status, written.said.join('\n')).toBe(0);
    const text = readFileSync(join(cwd, `${form}.yaml`), 'utf8');
    const shape = forms.find(({ id }) => id === `attestation/${form}`)?.form;
    expect(text).toContain(`type: ${form}`);
    expect(text).toContain(`${shape?.days} days at most`);
    // no key without its explanation above it
    const lines = text.split('\n');
    for (const [index, line] of lines.entries())
      if (/^\s*(?:- )?\w+:/.test(line) && !line.startsWith('type:')) {
        const above = lines.slice(0, index).reverse();
        const explained = above.find((one) => one.trim() !== '' && !/^\s*-$/.test(one));
        expect(explained, `${form}: ${line}`).toMatch(/^\s*#|^\s*\w+:$|^\s*- \w+:/);
      }
    const checked = await claimcheck(['attest', 'check', `${form}.yaml`], { cwd, env, now });
    expect(checked.status).toBe(2);
    expect(checked.said.length).toBeGreaterThan(5);
    for (const line of checked.said) expect(line).toMatch(new RegExp(`^${form}\\.yaml:\\d+:\\d+ {2}`));
  });
  it('overwrites nothing, and knows no other form', async () => {
    const cwd = folder({ 'pentest.yaml': 'mine' });
    expect(await claimcheck(['attest', 'new', 'pentest', '--out', 'pentest.yaml'], { cwd, env })).toMatchObject({ status: 2 });
    expect(readFileSync(join(cwd, 'pentest.yaml'), 'utf8')).toBe('mine');
    expect(await claimcheck(['attest', 'new', 'pentst'], { cwd, env })).toMatchObject({
      status: 2,
      said: ['no form is called `pentst` (did you mean `pentest`?)'],
    });
  });
});

describe('claimcheck attest check', () => {
  it('names each fault once, with its line', async () => {
    const good = readFileSync(join(clean.folder, 'pentest.yaml'), 'utf8');
    const cwd = folder({
      'pentest.yaml': good.replace('"firm": "Example Security GmbH"', '"firm": " "').replace('"high"', '"grave"'),
      'pentest-late.yaml': good.replace(/"approvedAt": "[^"]+"/, '"approvedAt": "2026-07-01"'),
      'test.yaml': good,
      'dr-plan.yaml': 'type: [',
    });
    const said = async (file: string) => (await claimcheck(['attest', 'check', file], { cwd, env, now })).said;
    expect(await said('pentest.yaml')).toEqual([
      expect.stringMatching(/^pentest\.yaml:\d+:\d+ {2}`facts\.firm`: it is empty$/),
      expect.stringMatching(/^pentest\.yaml:\d+:\d+ {2}`facts\.findings\.0\.severity`: /),
    ]);
    expect(await said('pentest-late.yaml')).toEqual([
      expect.stringMatching(/^pentest-late\.yaml:\d+:\d+ {2}`approvedAt`: it is approved in the future$/),
    ]);
    expect(await said('test.yaml')).toEqual([expect.stringMatching(/^test\.yaml {2}its name does not begin with `pentest`/)]);
    expect(await said('dr-plan.yaml')).toEqual([expect.stringMatching(/^dr-plan\.yaml:1:\d+ {2}/)]);
    expect(await said('none.yaml')).toEqual([expect.stringMatching(/^none\.yaml {2}cannot read the file \(no such file\)$/)]);
  });
  it('of a whole folder: 0 where all stands, 1 where one does not', async () => {
    const cwd = folder({ 'claimcheck.yaml': yaml(clean.entry) });
    expect(await claimcheck(['attest', 'check'], { cwd, env, now })).toMatchObject({ status: 0, said: ['32 files fit their forms'] });
    const drifted = await openAttestations('drifted', now);
    const other = folder({ 'claimcheck.yaml': yaml(drifted.entry) });
    expect(await claimcheck(['attest', 'check'], { cwd: other, env, now })).toMatchObject({
      status: 1,
      said: [
        expect.stringMatching(/^incident-plan: .*documents\/incident-plan\.txt has changed/),
        expect.stringMatching(/^pentest: .*it stood until 2026-05-21/),
      ],
    });
    const { out } = await claimcheck(['attest', 'check', '--json'], { cwd: other, env, now });
    expect((JSON.parse(out) as { fallen: { form: string }[] }).fallen.map(({ form }) => form)).toEqual(['incident-plan', 'pentest']);
    await drifted.close();
  });
});

describe('claimcheck attest list', () => {
  it('tells of every form who signed it and until when it stands', async () => {
    const cwd = folder({ 'claimcheck.yaml': yaml(clean.entry) });
    const { status, out } = await claimcheck(['attest', 'list'], { cwd, env, now });
    expect(status).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(32);
    expect(out).toMatch(/^pentest +stands +until 2027-06-05 \(354 days\) {2}Ada Example, Head of security {2}pentest\.yaml$/m);
    const rows = JSON.parse((await claimcheck(['attest', 'list', '--json'], { cwd, env, now })).out) as {
      form: string;
      daysLeft: number;
    }[];
    expect(rows.map(({ form }) => form).sort()).toEqual([...ids].sort());
    expect(rows.find(({ form }) => form === 'oncall-24x7')?.daysLeft).toBe(80);
  });
  it('says what is missing, and what a configuration lacks', async () => {
    const cwd = folder({ 'claimcheck.yaml': OWN });
    mkdirSync(join(cwd, 'attestations'));
    const { out } = await claimcheck(['attest', 'list'], { cwd, env, now });
    expect(out).toMatch(/^pentest +missing +no file pentest\*\.yaml/m);
    expect(out).toMatch(/^external-audit +not declared$/m);
    writeFileSync(join(cwd, 'claimcheck.yaml'), yaml('{ type: hetzner, project: p, token: { env: T } }'));
    expect(await claimcheck(['attest', 'list'], { cwd, env })).toMatchObject({
      status: 2,
      said: [expect.stringContaining('names no attestations')],
    });
  });
});

const tool = spawnSync('ssh-keygen', ['-?']).error === undefined;
if (!tool) console.warn('SKIPPED: ssh-keygen is not there, so nothing was signed with it');
describe.skipIf(!tool)('claimcheck attest sign', () => {
  it('signs with a key of OpenSSH; from then on it stands, and nobody may change a letter', async () => {
    const cwd = folder({ 'claimcheck.yaml': OWN });
    const attestations = join(cwd, 'attestations');
    mkdirSync(join(attestations, 'documents'), { recursive: true });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(cwd, 'key')]);
    const file = 'attestations/dr-plan.yaml';
    writeFileSync(join(cwd, file), readFileSync(join(clean.folder, 'dr-plan.yaml')));
    writeFileSync(join(attestations, 'documents/dr-plan.txt'), readFileSync(join(clean.folder, 'documents/dr-plan.txt')));
    writeFileSync(join(attestations, 'allowed_signers'), '');
    const sign = () => claimcheck(['attest', 'sign', file, '--key', 'key'], { cwd, env, now });
    const unsigned = await claimcheck(['attest', 'check', file], { cwd, env, now });
    expect(unsigned).toMatchObject({ status: 1, said: ['dr-plan: dr-plan.yaml: it is not signed'] });
    const first = await sign();
    expect(first.status, first.said.join('\n')).toBe(0);
    expect(first.said.join('\n')).toMatch(/ada@example\.com is not among the allowed signers/);
    writeFileSync(join(attestations, 'allowed_signers'), `ada@example.com ${readFileSync(join(cwd, 'key.pub'), 'utf8')}`);
    expect((await sign()).said).toEqual([`written: ${file}.sig`]);
    expect(await claimcheck(['attest', 'check', file], { cwd, env, now })).toMatchObject({ status: 0 });
    writeFileSync(join(cwd, file), readFileSync(join(cwd, file), 'utf8').replace('CTO', 'CEO'));
    expect(await claimcheck(['attest', 'check', file], { cwd, env, now })).toMatchObject({
      status: 1,
      said: [expect.stringContaining('signature is broken')],
    });
  });
  it('signs nothing that does not fit, and says what went wrong', async () => {
    const cwd = folder({ 'pentest.yaml': 'type: pentest\n' });
    const bad = await claimcheck(['attest', 'sign', 'pentest.yaml', '--key', 'key'], { cwd, env, now });
    expect(bad.status).toBe(2);
    writeFileSync(join(cwd, 'pentest.yaml'), readFileSync(join(clean.folder, 'pentest.yaml')));
    expect(await claimcheck(['attest', 'sign', 'pentest.yaml', '--key', 'key'], { cwd, env, now })).toMatchObject({
      status: 2,
      said: [expect.stringMatching(/^ssh-keygen did not sign: .*No such file/)],
    });
    expect(await claimcheck(['attest', 'sign', 'pentest.yaml', '--key', 'key'], { cwd, env: { PATH: '/nowhere' }, now })).toMatchObject({
      status: 2,
      said: ['ssh-keygen is not installed (it comes with OpenSSH 8.0 and later)'],
    });
    rmSync(cwd, { recursive: true });
  });
});

describe('claimcheck attest sign --run-key', () => {
  it.each(['ecdsa-p256', 'ed25519'])(
    '%s: an envelope by the key that seals runs counts where the allowed signers name the key',
    async (algorithm) => {
      const cwd = folder({ 'claimcheck.yaml': OWN });
      const attestations = join(cwd, 'attestations');
      mkdirSync(join(attestations, 'documents'), { recursive: true });
      const file = 'attestations/dr-plan.yaml';
      writeFileSync(join(cwd, file), readFileSync(join(clean.folder, 'dr-plan.yaml')));
      writeFileSync(join(attestations, 'documents/dr-plan.txt'), readFileSync(join(clean.folder, 'documents/dr-plan.txt')));
      writeFileSync(join(attestations, 'allowed_signers'), '');
      const made = await claimcheck(['keys', 'new', '--out', 'run.key', '--algorithm', algorithm, '--no-passphrase'], { cwd, env, now });
      expect(made.status, made.said.join('\n')).toBe(0);
      const sign = () => claimcheck(['attest', 'sign', file, '--run-key', 'run.key'], { cwd, env, now });
      const first = await sign();
      expect(first.status, first.said.join('\n')).toBe(0);
      expect(first.said.join('\n')).toMatch(/is sealed by a key that is not among those of the allowed signers/);
      const line = /allowed signers: (\S+ \S+)$/m.exec(first.said.join('\n'))?.[1];
      writeFileSync(join(attestations, 'allowed_signers'), `bob@example.com ${line}\n`);
      const check = () => claimcheck(['attest', 'check', file], { cwd, env, now });
      expect(await check()).toMatchObject({
        status: 1,
        said: [expect.stringContaining('ada@example.com is not among the allowed signers')],
      });
      writeFileSync(join(attestations, 'allowed_signers'), `ada@example.com ${line}\n`);
      expect(await check()).toMatchObject({ status: 0 });
      // another file under the same envelope, an envelope of something else, and a payload that was changed
      const good = readFileSync(join(cwd, file), 'utf8');
      writeFileSync(join(cwd, file), good.replace('CTO', 'CEO'));
      expect((await check()).said[0]).toMatch(/the file is not the one that was signed/);
      writeFileSync(join(cwd, file), good);
      const bundle = readFileSync(join(cwd, `${file}.sig`), 'utf8');
      const parsed = JSON.parse(bundle) as { dsseEnvelope: { payload: string } };
      const payload = Buffer.from(parsed.dsseEnvelope.payload, 'base64').toString().replace('manual-attestation', 'evidence-run');
      parsed.dsseEnvelope.payload = Buffer.from(payload).toString('base64');
      writeFileSync(join(cwd, `${file}.sig`), JSON.stringify(parsed));
      expect((await check()).said[0]).toMatch(/sealed by a key that is not among/);
      writeFileSync(join(cwd, `${file}.sig`), '{');
      expect((await check()).said[0]).toMatch(/cannot be checked: it is not JSON/);
      rmSync(cwd, { recursive: true });
    },
  );
});
