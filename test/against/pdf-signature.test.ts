/**
 * A PDF signed with `--sign-with`, by a CA that OpenSSL makes here, held against poppler's pdfsig, qpdf and PDFBox's preflight.
 * apt-get install poppler-utils qpdf openssl
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pdf from '../../reports/pdf/index.ts';
import { startHetzner } from '../../src/demo/hetzner/server.ts';
import { clean } from '../../src/demo/hetzner/worlds/clean.ts';
import { allWell, rowsOf } from '../reports/fixtures.ts';
import { flat, textOf } from '../reports/reading.ts';
import { claimcheck, folder } from '../support/cli.ts';
import { OF_PART_ONE, preflightOf } from './preflight.ts';

const has = (program: string, flag: string) => spawnSync(program, [flag]).error === undefined;
const tools = { openssl: has('openssl', 'version'), pdfsig: has('pdfsig', '-v'), qpdf: has('qpdf', '--version') };
const ready = Object.values(tools).every(Boolean);
if (!ready) console.warn(`SKIPPED: ${JSON.stringify(tools)}. Signed PDFs were NOT held against anybody else's reader.`);

const WORD = 'five words of Ada here';
const at = mkdtempSync(join(tmpdir(), 'claimcheck-signature-'));
afterAll(() => rmSync(at, { recursive: true }));
const path = (name: string) => join(at, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: at, stdio: ['ignore', 'pipe', 'ignore'] });

/** A PKCS#12 file, private to its owner, with a certificate of the CA for ten years. */
function make(name: string, kind = 'rsa:2048', ...options: string[]): string {
  const subject = ['-utf8', '-subj', '/CN=Ada Łöwe/O=Müller & Söhne GmbH'];
  openssl('req', '-newkey', kind, ...options, '-nodes', '-keyout', 'own.key', '-out', 'own.csr', ...subject);
  const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'own.cnf'];
  openssl('x509', '-req', '-in', 'own.csr', ...ca, '-days', '3650', '-out', 'own.pem');
  openssl('pkcs12', '-export', '-inkey', 'own.key', '-in', 'own.pem', '-certfile', 'ca.pem', '-passout', `pass:${WORD}`, '-out', name);
  chmodSync(path(name), 0o600);
  return path(name);
}
let cwd = '';
let p12 = '';
beforeAll(async () => {
  if (!ready) return;
  const constraints = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '9000',
    '-subj',
    '/CN=Example CA',
    ...constraints,
  );
  writeFileSync(path('own.cnf'), 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n');
  p12 = make('ada.p12');
  const hetzner = await startHetzner({ world: clean, now: () => new Date().toISOString() });
  const source = `{ type: hetzner, project: p, token: { env: TOKEN }, baseUrl: "${hetzner.url}" }`;
  cwd = folder({ 'claimcheck.yaml': `sources:\n  - ${source}\nframeworks: []\n` });
  const options = { cwd, env: { TOKEN: 'hetzner-token-0123456789abcdef' } };
  await claimcheck(['run', '--format', 'json', '--checks', 'hetzner.location.allowed'], options);
  await hetzner.close();
}, 60_000);

const report = (out: string, ...argv: string[]) =>
  claimcheck(['report', '--format', 'pdf', '--out', out, ...argv], { cwd, env: { WORD, WRONG: 'not hers' } });
const signed = (out: string, ...argv: string[]) => report(out, '--sign-with', p12, '--passphrase-env', 'WORD', ...argv);
const pdfsig = (file: string) => spawnSync('pdfsig', [file], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });

describe.skipIf(!ready)('a signed PDF', () => {
  it('is valid to poppler, whole, and by whom the cover says', async () => {
    const { status, said } = await signed('one');
    expect([status, said.at(-1)]).toEqual([0, 'signed by Ada Łöwe, Müller & Söhne GmbH: pdf']);
    const file = join(cwd, 'one/report.pdf');
    const { stdout } = pdfsig(file);
    for (const line of [
      'Signature is Valid.',
      'Total document signed',
      'Common Name: Ada Łöwe',
      'Type: adbe.pkcs7.detached',
      'Algorithm: SHA-256',
    ])
      expect(stdout).toContain(line);
    expect(stdout.match(/Signature #/g)).toHaveLength(1);
    const text = flat(textOf(readFileSync(file)));
    expect(text).toMatch(
      /Signed by Ada Łöwe, Müller & Söhne GmbH, on \d{4}-\d\d-\d\d .* UTC\. The certificate is of Example CA, valid until \d{4}-\d\d-\d\d\./,
    );
  });
  it('is a file without fault to qpdf, and PDF/A to preflight as far as an unsigned one is', async () => {
    await signed('two');
    const file = join(cwd, 'two/report.pdf');
    const { stdout, status } = spawnSync('qpdf', ['--check', file], { encoding: 'utf8' });
    expect([status, stdout.includes('No syntax or stream encoding errors found')]).toEqual([0, true]);
    const errors = preflightOf(file);
    if (errors !== undefined) expect(errors.filter((line) => !OF_PART_ONE.some((known) => known.test(line)))).toEqual([]);
  });
  it('is no longer valid when one byte of it is another', async () => {
    await signed('three');
    const file = join(cwd, 'three/report.pdf');
    const bytes = readFileSync(file);
    const [, first = '0', second = '0'] = /\/ByteRange \[0 (\d+) (\d+) /.exec(bytes.toString('latin1')) ?? [];
    // before the signature, behind it, in the last line
    for (const place of [200, Number(first) - 50, Number(second) + 1000, bytes.length - 10]) {
      const other = Buffer.from(bytes);
      other[place] = (other[place] as number) ^ 1;
      const altered = path(`altered-${place}.pdf`);
      writeFileSync(altered, other);
      expect([place, pdfsig(altered).stdout.includes('Signature is Valid.')]).toEqual([place, false]);
    }
  });
  it('holds more than one certificate, attachments and a customer’s edition, in German as well', async () => {
    const yaml = readFileSync(join(cwd, 'claimcheck.yaml'), 'utf8');
    writeFileSync(join(cwd, 'claimcheck.yaml'), `${yaml}report: { language: de }\n`);
    await signed('four', '--audience', 'customer', '--for', 'Example GmbH');
    writeFileSync(join(cwd, 'claimcheck.yaml'), yaml);
    const file = join(cwd, 'four/report.pdf');
    expect(pdfsig(file).stdout).toContain('Signature is Valid.');
    expect(spawnSync('pdfdetach', ['-list', file], { encoding: 'utf8' }).stdout).toContain('report.json');
  });
  it('leaves the unsigned one as it is: the same bytes, and no field', async () => {
    const [one, two] = [await pdf.render(allWell(), rowsOf(allWell())), await pdf.render(allWell(), rowsOf(allWell()))];
    expect(Buffer.from(one.bytes).equals(Buffer.from(two.bytes))).toBe(true);
    expect(Buffer.from(one.bytes).toString('latin1')).not.toMatch(/AcroForm|ByteRange/);
  });
  it('says which formats carry none', async () => {
    const { said } = await claimcheck(
      ['report', '--format', 'pdf,json,csv', '--out', 'five', '--sign-with', p12, '--passphrase-env', 'WORD'],
      { cwd, env: { WORD } },
    );
    expect(said.at(-1)).toMatch(/^signed by .*: pdf; not signed, since they carry no signature: json, csv$/);
    expect(await report('six', '--format', 'csv', '--sign-with', p12, '--passphrase-env', 'WORD')).toMatchObject({ status: 2 });
    expect(existsSync(join(cwd, 'six'))).toBe(false);
  });
});

describe.skipIf(!ready)('is refused in one line, before anything is written', () => {
  const refusal = async (file: string, name = 'WORD') => {
    const { status, said } = await report('none', '--sign-with', file, '--passphrase-env', name);
    expect([status, said.length, existsSync(join(cwd, 'none'))]).toEqual([2, 1, false]);
    expect(said.join()).not.toContain(WORD);
    return said[0];
  };
  it('a wrong passphrase, and none', async () => {
    expect(await refusal(p12, 'WRONG')).toMatch(/ada\.p12 {2}the PKCS#12 file cannot be opened \(is it the right passphrase\?\)$/);
    expect(await refusal(p12, 'NOWHERE')).toMatch(/the environment variable NOWHERE is not set/);
    expect((await report('none', '--sign-with', p12)).said).toEqual([
      expect.stringMatching(/wants a passphrase, and there is no terminal/),
    ]);
    expect((await report('none', '--passphrase-env', 'WORD')).said).toEqual(['--passphrase-env says nothing without --sign-with']);
  });
  it('what is no PKCS#12 file', async () => {
    for (const [name, bytes] of [
      ['empty.p12', ''],
      ['text.p12', 'not a key'],
      ['cut.p12', readFileSync(p12).subarray(0, 1000)],
      ['certificate.p12', readFileSync(path('ca.pem'))],
    ] as const) {
      writeFileSync(path(name), bytes, { mode: 0o600 });
      expect([name, await refusal(path(name))]).toEqual([name, expect.stringMatching(/this is no PKCS#12 file/)]);
    }
    expect(await refusal(path('nowhere.p12'))).toMatch(/no such file/);
  });
  it('a file that others may read', async () => {
    const open = make('open.p12');
    chmodSync(open, 0o644);
    expect(await refusal(open)).toMatch(/others than its owner may use this key file \(mode 0644\) \(chmod 600 .*revoked\)$/);
  });
  it('a certificate that has expired, or is not valid yet', async () => {
    const when = async (now: string) => {
      const argv = ['report', '--format', 'pdf', '--out', 'none', '--sign-with', p12, '--passphrase-env', 'WORD'];
      const { status, said } = await claimcheck(argv, { cwd, env: { WORD }, now: () => now });
      expect([status, said.length, existsSync(join(cwd, 'none'))]).toEqual([2, 1, false]);
      return said[0];
    };
    expect(await when('2060-01-01T00:00:00.000Z')).toMatch(/ada\.p12 {2}the certificate expired on \d{4}-\d\d-\d\d \(/);
    expect(await when('2020-01-01T00:00:00.000Z')).toMatch(/ada\.p12 {2}the certificate is not valid before \d{4}-\d\d-\d\d \(/);
  });
  it('a key that is not RSA, and a file without a key', async () => {
    expect(await refusal(make('curve.p12', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'))).toMatch(/RSA keys only|is not RSA/);
    openssl('pkcs12', '-export', '-nokeys', '-in', 'ca.pem', '-passout', `pass:${WORD}`, '-out', 'keyless.p12');
    chmodSync(path('keyless.p12'), 0o600);
    expect(await refusal(path('keyless.p12'))).toMatch(/holds no private key/);
  });
});
