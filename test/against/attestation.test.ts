import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSignature } from '../../collectors/attestation/ssh/signature.ts';
import { matchesList, readSigners, whyNot } from '../../collectors/attestation/ssh/signers.ts';
import { framed, Odd } from '../../collectors/attestation/ssh/wire.ts';
import { keyFrom } from '../../src/demo/attestation/sign.ts';
import { scratch } from '../collectors/attestation/folder.ts';

/** OpenSSH's own tool, in both directions: what it signs we accept, what we sign it accepts, and both refuse the same. */
const NAMESPACE = 'claimcheck-attestation';
const there = spawnSync('ssh-keygen', ['-?']).error === undefined;
if (!there) console.warn('SKIPPED: ssh-keygen is not there, so no signature was held against it');
const dir = scratch();
const at = (name: string) => join(dir, name);
const MESSAGE = 'type: pentest\nfirm: Exämple\n';
const KINDS = [
  ['ed25519', []],
  ['ecdsa', ['-b', '256']],
  ['ecdsa', ['-b', '384']],
  ['ecdsa', ['-b', '521']],
  ['rsa', ['-b', '2048']],
  ['rsa', ['-b', '3072']],
] as const;
const nameOf = (kind: string, more: readonly string[]) => [kind, ...more].join('');

/** What ssh-keygen makes of a signature. */
function accepts(
  signature: string,
  options: { message?: string; principal?: string; allowed: string; namespace?: string; more?: string[] },
): boolean {
  writeFileSync(at('sig'), signature);
  writeFileSync(at('allowed'), options.allowed);
  const argv = ['-Y', 'verify', '-f', at('allowed'), '-I', options.principal ?? 'ada@example.com', '-n', options.namespace ?? NAMESPACE];
  return spawnSync('ssh-keygen', [...argv, '-s', at('sig'), ...(options.more ?? [])], { input: options.message ?? MESSAGE }).status === 0;
}
/** The same by ours. */
function ours(
  signature: string,
  options: { message?: string; principal?: string; allowed: string; namespace?: string; at?: number },
): boolean {
  try {
    const { key, namespace, holds } = readSignature(signature);
    const due = options.namespace ?? NAMESPACE;
    const asked = { principal: options.principal ?? 'ada@example.com', key, namespace, at: [options.at ?? Date.now()] };
    return (
      namespace === due &&
      holds(new TextEncoder().encode(options.message ?? MESSAGE)) &&
      whyNot(readSigners(options.allowed), asked) === undefined
    );
  } catch (error) {
    if (error instanceof Odd) return false;
    throw error;
  }
}

describe.skipIf(!there)('against ssh-keygen', () => {
  const signatures = new Map<string, { signature: string; line: string }>();
  beforeAll(() => {
    for (const [kind, more] of KINDS) {
      const name = nameOf(kind, more);
      execFileSync('ssh-keygen', ['-q', '-t', kind, ...more, '-N', '', '-C', 'a comment', '-f', at(name)]);
      const signature = execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', at(name), '-n', NAMESPACE], {
        input: MESSAGE,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      signatures.set(name, { signature, line: readFileSync(at(`${name}.pub`), 'utf8').trim() });
    }
  }, 60_000);

  it.each(KINDS.map(([kind, more]) => nameOf(kind, more)))('%s: the same is accepted, and the same is refused', (name) => {
    const { signature, line } = signatures.get(name) as { signature: string; line: string };
    const other = [...signatures].find(([key]) => key !== name)?.[1].line as string;
    const body = signature.split('\n');
    const flipped = body
      .map((text, index) => (index === body.length - 4 ? text.replace(/[a-y]/, (c) => String.fromCharCode(c.charCodeAt(0) + 1)) : text))
      .join('\n');
    const cases = [
      { allowed: `ada@example.com ${line}\n` },
      { allowed: `# a comment\n\n*@example.com ${line}\n` },
      { allowed: `"ada@example.com,bob@example.com" namespaces="git,${NAMESPACE}" ${line}\n` },
      { allowed: `ada@example.com ${line}\n`, message: `${MESSAGE} ` },
      { allowed: `ada@example.com ${line}\n`, principal: 'bob@example.com' },
      { allowed: `ada@example.com ${line}\n`, namespace: 'file' },
      { allowed: `ada@example.com namespaces="git" ${line}\n` },
      { allowed: `ada@example.com ${other}\n` },
      { allowed: `*@example.com,!ada@example.com ${line}\n` },
      { allowed: `ada@example.co? valid-after="20200101Z",valid-before="20990101Z" ${line}\n` },
      { allowed: `ada@example.com valid-before="20200101Z" ${line}\n` },
      { allowed: `ada@example.com valid-after="20990101000000Z" ${line}\n` },
      { allowed: `ada@example.com cert-authority ${line}\n` },
      { allowed: `ada@example.com valid-before="20200101Z" ${line}\nada@example.com ${line}\n` },
      { allowed: `ada@example.com valid-before="nonsense" ${line}\n` },
      { allowed: `ada@example.com nonsense="1" ${line}\n` },
    ];
    for (const one of cases) expect(ours(signature, one), JSON.stringify(one)).toBe(accepts(signature, one));
    expect(cases.map((one) => ours(signature, one))).toContain(true);
    expect(flipped).not.toBe(signature);
    expect(ours(flipped, cases[0] as { allowed: string })).toBe(false);
    expect(accepts(flipped, cases[0] as { allowed: string })).toBe(false);
  });

  it('what a demo signs, it accepts', () => {
    const key = keyFrom('a test');
    const allowed = `ada@example.com ${key.line}\n`;
    expect(accepts(key.sign(MESSAGE, NAMESPACE), { allowed })).toBe(true);
    expect(ours(key.sign(MESSAGE, NAMESPACE), { allowed })).toBe(true);
    expect(accepts(key.sign(MESSAGE, 'git'), { allowed })).toBe(false);
  });

  it('judges a key as of the moment that it is asked about', () => {
    const { signature, line } = signatures.get('ed25519') as { signature: string; line: string };
    const allowed = `ada@example.com valid-after="20250101Z",valid-before="20260101120000Z" ${line}\n`;
    for (const [time, iso] of [
      ['20241231235959Z', '2024-12-31T23:59:59Z'],
      ['20250101000000Z', '2025-01-01T00:00:00Z'],
      ['20260101115959Z', '2026-01-01T11:59:59Z'],
      ['20260101120001Z', '2026-01-01T12:00:01Z'],
    ] as const)
      expect(ours(signature, { allowed, at: Date.parse(iso) }), time).toBe(
        accepts(signature, { allowed, more: [`-Overify-time=${time}`] }),
      );
  });

  it('keys on a hardware token: the same is accepted, but not without a touch', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const type = 'sk-ssh-ed25519@openssh.com';
    const point = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url');
    const blob = Buffer.concat([framed(type), framed(point), framed('ssh:')]);
    const sha = (algorithm: string, value: Uint8Array | string) => createHash(algorithm).update(value).digest();
    const made = (flags: number): string => {
      const parts = [framed(NAMESPACE), framed(''), framed('sha512')];
      const inner = Buffer.concat([Buffer.from('SSHSIG'), ...parts, framed(sha('sha512', MESSAGE))]);
      const tail = Buffer.from([flags, 0, 0, 0, 7]);
      const signed = sign(null, Buffer.concat([sha('sha256', 'ssh:'), tail, sha('sha256', inner)]), privateKey);
      const signature = framed(Buffer.concat([framed(type), framed(signed), tail]));
      const whole = Buffer.concat([Buffer.from('SSHSIG'), Buffer.from([0, 0, 0, 1]), framed(blob), ...parts, signature]);
      return `-----BEGIN SSH SIGNATURE-----\n${whole.toString('base64').replace(/.{70}/g, '$&\n')}\n-----END SSH SIGNATURE-----\n`;
    };
    const allowed = `ada@example.com ${type} ${blob.toString('base64')}\n`;
    expect(accepts(made(1), { allowed })).toBe(true);
    expect(ours(made(1), { allowed })).toBe(true);
    expect(ours(made(0), { allowed })).toBe(false);
    expect(ours(made(1), { allowed, message: 'other' })).toBe(false);
  });
});

describe('what is refused in words', () => {
  it.each([
    ['nonsense', /it is no SSH signature/],
    ['-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n', /it is no SSH signature/],
    [`-----BEGIN SSH SIGNATURE-----\n${Buffer.from('SSHSIG\0\0\0\x02').toString('base64')}\n-----END SSH SIGNATURE-----\n`, /version 2/],
    [
      `-----BEGIN SSH SIGNATURE-----\n${Buffer.from('SSHSIG\0\0\0\x01\xff\xff\xff\xff', 'latin1').toString('base64')}\n-----END SSH SIGNATURE-----\n`,
      /ends too early/,
    ],
  ])('%j', (text, why) => expect(() => readSignature(text)).toThrow(why));
  it('an RSA signature by SHA-1, a short RSA key, DSA and a certificate', () => {
    const key = (type: string, ...parts: Uint8Array[]) =>
      Buffer.concat([framed(type), ...parts.map((part) => framed(part))]).toString('base64');
    const { faults } = readSigners(
      [
        `a ssh-rsa ${key('ssh-rsa', Buffer.from([1, 0, 1]), Buffer.alloc(129, 0x7f))}`,
        `a ssh-dss ${key('ssh-dss')}`,
        `a ssh-ed25519-cert-v01@openssh.com ${key('ssh-ed25519-cert-v01@openssh.com')}`,
        'a ssh-ed25519',
      ].join('\n'),
    );
    expect(faults.map(({ message }) => message)).toEqual([
      expect.stringMatching(/RSA key of \d+ bits is too short/),
      expect.stringMatching(/keys of type "ssh-dss" are not accepted/),
      expect.stringMatching(/certificates .* are not accepted/),
      expect.stringMatching(/holds no key/),
    ]);
  });
  it('patterns take time in proportion', () => {
    expect(matchesList('a'.repeat(20_000), `${'*a'.repeat(50)}b`)).toBe(false);
    expect(matchesList('ada@example.com', 'a?a@*.com')).toBe(true);
  });
});
