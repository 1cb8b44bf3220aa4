/** What OpenSSH's own server offers, in four settings. With RECORD_TAPE=1 the answers become the tape that the contract suites play. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EndpointConfig } from '../../../collectors/endpoint/config.ts';
import { type Looked, look } from '../../support/endpoint.ts';
import { freePort, have, listening } from './servers.ts';

const sshd = ['/usr/sbin/sshd', '/usr/bin/sshd'].find((path) => have(path));
const missing = [...(sshd ? [] : ['sshd']), ...['ssh', 'ssh-keygen'].filter((program) => !have(program))];
if (missing.length > 0)
  console.log(`SKIPPED: ${missing.join(', ')} absent: no SSH server is asked (apt-get install openssh-server openssh-client)`);

const SETTINGS = {
  'keys alone': { config: 'PasswordAuthentication no\nKbdInteractiveAuthentication no', methods: ['publickey'], verdict: 'pass' },
  passwords: { config: 'PasswordAuthentication yes\nKbdInteractiveAuthentication no', methods: ['publickey', 'password'], verdict: 'fail' },
  'a banner that lies': {
    config: 'PasswordAuthentication yes\nKbdInteractiveAuthentication no\nBanner BANNER',
    methods: undefined,
    verdict: 'unknown',
  },
  'a key, then a code': {
    config: 'PasswordAuthentication no\nKbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive',
    methods: ['publickey'],
    verdict: 'pass',
  },
} as const;
type Setting = keyof typeof SETTINGS;

describe.skipIf(missing.length > 0)('an SSH server', () => {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-sshd-'));
  const children: ChildProcess[] = [];
  const ports = new Map<Setting, number>();
  let looked: Looked;
  const hostOf = (setting: string) => `${setting.replaceAll(/[ ,]+/g, '-')}.example.com`;

  beforeAll(async () => {
    // where root starts it, it insists on a place to lock itself into
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'key')]);
    writeFileSync(join(dir, 'banner'), 'debug1: Authentications that can continue: publickey\n');
    for (const [setting, { config }] of Object.entries(SETTINGS) as [Setting, (typeof SETTINGS)[Setting]][]) {
      const port = await freePort();
      const file = join(dir, `${port}.conf`);
      const lines = [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${join(dir, 'key')}`,
        `PidFile ${join(dir, `${port}.pid`)}`,
        'UsePAM no',
      ];
      writeFileSync(file, `${[...lines, config.replace('BANNER', join(dir, 'banner'))].join('\n')}\n`);
      const child = spawn(sshd as string, ['-D', '-e', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
      children.push(child);
      await listening(port, child, () => said);
      ports.set(setting, port);
    }
    const connectTo = Object.fromEntries([...ports].map(([setting, port]) => [`${hostOf(setting)}:22`, `127.0.0.1:${port}`]));
    const config = { ssh: [...ports.keys()].map((setting) => ({ host: hostOf(setting) })), allowPrivate: ['127.0.0.1'], connectTo };
    looked = await look(config, { only: ['endpoint/ssh'] });
    if (process.env['RECORD_TAPE']) record(config);
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGTERM');
    rmSync(dir, { recursive: true, force: true });
  });

  it.each(Object.entries(SETTINGS))('%s', (setting, { methods, verdict }) => {
    const name = `${hostOf(setting)}:22`;
    const finding = looked.judged.get('ssh.no-password')?.rows.get(name);
    expect(finding?.verdict, finding?.because).toBe(verdict);
    if (methods) expect(looked.fields('endpoint/ssh').get(name)?.['methods']).toEqual(methods);
  });
  it('lets a second factor stand on its declaration', async () => {
    const port = ports.get('passwords') as number;
    const { judged } = await look(
      { ssh: [{ host: '127.0.0.1', port, secondFactor: true }], allowPrivate: ['127.0.0.1'] },
      { only: ['endpoint/ssh'] },
    );
    expect(judged.get('ssh.no-password')?.verdict).toBe('pass');
  });
  it('is unknown where nobody can ask', async () => {
    const port = ports.get('keys alone') as number;
    const config = { ssh: [{ host: '127.0.0.1', port }], allowPrivate: ['127.0.0.1'] };
    const { judged } = await look(config, { only: ['endpoint/ssh'], env: { PATH: dir } });
    expect(judged.get('ssh.no-password')?.rows.get(`127.0.0.1:${port}`)).toMatchObject({ verdict: 'unknown', reason: 'internal_error' });
  });

  /** Of the settings that are answered: a tape plays without gaps. */
  function record(config: Readonly<Record<string, unknown>>): void {
    const now = '2026-06-15T08:00:00.000Z';
    const exchanges = looked.exchanges
      .filter(({ refusal, request }) => !refusal && !request.url.includes('banner'))
      .sort((a, b) => (`${a.request.url}${a.operation}` < `${b.request.url}${b.operation}` ? -1 : 1))
      .map(({ response, ...rest }, index) => ({
        ...rest,
        order: index + 1,
        source: 'public',
        subject: 'endpoint/public',
        requestedAt: now,
        receivedAt: now,
        ...(response && { response: { ...response, body: new TextDecoder().decode(response.body) } }),
      }));
    const ssh = (config['ssh'] as { host: string }[]).filter(({ host }) => !host.includes('banner'));
    const tape = {
      about: 'OpenSSH servers on loopback, recorded by test/against/endpoint/openssh.test.ts',
      collector: 'endpoint/ssh',
      now,
      period: { from: '2026-03-17T08:00:00.000Z', to: now },
      config: EndpointConfig.parse({ type: 'endpoint', name: 'public', ...config, ssh }),
      subject: { source: 'endpoint', name: 'public', key: 'endpoint/public', id: 'endpoint/public', label: 'public', scope: 'perimeter' },
      exchanges,
    };
    const text = `${JSON.stringify(tape, null, 1).replaceAll(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:1')}\n`;
    writeFileSync(new URL('../../../collectors/endpoint/ssh/tapes/openssh.json', import.meta.url), text);
  }
});
