/** Secrets of every kind that a run meets, planted in what it is given and in what comes back: none may stand in any byte it writes. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimcheck, folder } from '../support/cli.ts';
import { PASSPHRASE } from './tampering.ts';

const TOKEN = 'hcloud-canary-0123456789abcdefghijklmnop';
/** Kind -> what must not be found. */
const CANARIES: Readonly<Record<string, string>> = {
  'the token of the source': TOKEN,
  'the passphrase of the key': PASSPHRASE,
  'a classic GitHub token': `ghp_${'C4nary'.repeat(6)}`,
  'a GitHub server token': `ghs_${'C4nary'.repeat(6)}`,
  'a GitHub user token': `ghu_${'C4nary'.repeat(6)}`,
  'a fine-grained GitHub token': `github_pat_${'C4nary'.repeat(9)}`,
  'a bearer token': 'eyJhbGciOiJub25lIn0.C4naryBearer.c2lnbmF0dXJl',
  'an AWS secret key': 'C4naryC4naryC4naryC4naryC4naryC4naryC4na',
  'an AWS session token': 'FwoGZXIvYXdzEC4nary+Session/Token+0123456789==',
  'a private key': 'MIIEvC4naryPrivateKeyMaterial0123456789',
  'an EC private key': 'MHcCAQEEIC4naryEcPrivateKeyMaterial01234',
  'a password in an address': 'C4naryUrlPassword',
  'a transfer key of a zone': 'C4naryTsigKeyC4naryTsigKey==',
  'the token, percent-encoded': encodeURIComponent('pass/word+C4nary==0123'),
};
const echoed = [
  `token ${TOKEN}`,
  `word ${PASSPHRASE}`,
  CANARIES['a classic GitHub token'],
  CANARIES['a GitHub server token'],
  CANARIES['a GitHub user token'],
  CANARIES['a fine-grained GitHub token'],
  `Bearer ${CANARIES['a bearer token']}`,
  `SecretAccessKey: ${CANARIES['an AWS secret key']}`,
  `SessionToken: ${CANARIES['an AWS session token']}`,
  `-----BEGIN PRIVATE KEY-----\n${CANARIES['a private key']}\n-----END PRIVATE KEY-----`,
  `-----BEGIN EC PRIVATE KEY-----\n${CANARIES['an EC private key']}\n-----END EC PRIVATE KEY-----`,
  `https://user:${CANARIES['a password in an address']}@host.example/`,
].join(' | ');

const filesIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('canaries', () => {
  it('of fourteen kinds stand in no byte of the locker, the report or what is said', async () => {
    // a provider that echoes what it was told, in an error and in a name
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.setHeader('date', new Date().toUTCString());
      const page = { pagination: { page: 1, per_page: 50, previous_page: null, next_page: null, last_page: 1, total_entries: 1 } };
      if (request.url?.includes('/zones'))
        return response.end(
          JSON.stringify({ zones: [{ id: 1, name: echoed, tsig_key: CANARIES['a transfer key of a zone'] }], meta: page }),
        );
      response.statusCode = 403;
      return response.end(
        JSON.stringify({
          error: { code: 'forbidden', message: `${echoed} ${request.headers.authorization} ${CANARIES['the token, percent-encoded']}` },
        }),
      );
    });
    await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const cwd = folder({
      'claimcheck.yaml': `sources:\n  - { type: hetzner, project: production, token: { env: TOKEN }, baseUrl: "${url}" }\n  - { type: hetzner, project: other, token: { env: OTHER }, baseUrl: "${url}" }\nframeworks: []\nseal: { key: ./claimcheck.key, passphrase: { env: KEY_WORD } }\n`,
    });
    const env = { TOKEN, KEY_WORD: PASSPHRASE, OTHER: 'pass/word+C4nary==0123' };
    await claimcheck(['keys', 'new', '--passphrase-env', 'KEY_WORD'], { cwd, env });
    const done = await claimcheck(['run', '--checks', 'hetzner.*', '--format', 'json,pdf'], { cwd, env });
    server.close();
    expect([3, 4]).toContain(done.status);
    const secret = readFileSync(join(cwd, 'claimcheck.key'), 'utf8')
      .split('\n')
      .filter((line) => line.length === 64);
    expect(secret.length).toBeGreaterThan(2);
    const files = filesIn(cwd).filter((path) => !path.endsWith('claimcheck.key'));
    expect(files.length).toBeGreaterThan(20);
    const told = [
      ...files.map((path) => [path, readFileSync(path)] as const),
      ['stdout', Buffer.from(done.out)] as const,
      ['stderr', Buffer.from(done.said.join('\n'))] as const,
    ];
    const found = told.flatMap(([path, bytes]) =>
      [...Object.entries(CANARIES), ...secret.map((line) => ['the private key itself', line] as const)].flatMap(([kind, value]) =>
        bytes.includes(value) ? [`${kind}: ${path}`] : [],
      ),
    );
    expect(found).toEqual([]);
    // the answers were recorded, and what was taken out of them is told
    expect(told.some(([, bytes]) => bytes.includes('[redacted:secret]'))).toBe(true);
    expect(told.some(([, bytes]) => bytes.includes('[redacted:private-key]'))).toBe(true);
    for (const path of files.filter((one) => one.includes('/objects/'))) expect(statSync(path).mode & 0o222).toBe(0);
    // the search itself finds what is there
    writeFileSync(join(cwd, 'planted'), echoed);
    expect(readFileSync(join(cwd, 'planted')).includes(CANARIES['a bearer token'] as string)).toBe(true);
    rmSync(cwd, { recursive: true });
  });
});
