/** A machine over OpenSSH itself: this one, through a server of our own on loopback, with a key that may do nothing but run commands. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { all, ids, look, verdictsOf } from '../collectors/host/support.ts';
import { freePort, have, listening } from './endpoint/servers.ts';

const sshd = ['/usr/sbin/sshd', '/usr/bin/sshd'].find((path) => have(path));
const missing = [...(sshd ? [] : ['sshd']), ...['ssh', 'ssh-keygen'].filter((program) => !have(program))];
if (missing.length > 0)
  console.log(`SKIPPED: ${missing.join(', ')} absent: no machine is looked at over SSH (apt-get install openssh-server openssh-client)`);

describe.skipIf(missing.length > 0)('over SSH', () => {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-host-ssh-'));
  const at = (name: string) => join(dir, name);
  const env = { PATH: process.env['PATH'] as string };
  const user = userInfo().username;
  let child: ChildProcess;
  let silent: Server;
  let port: number;
  const host = (rest: object = {}) => ({
    ...{ name: 'web-1', address: '127.0.0.1', user, port, identity: at('user'), knownHosts: at('known_hosts') },
    ...rest,
  });
  const judgedOf = async (...hosts: object[]) => (await look({ hosts }, env)).machines;
  const reasonsOf = async (rest: object) => {
    const judged = (await judgedOf(host(rest))).get('web-1');
    expect(verdictsOf(judged as never)).toEqual(all('unknown'));
    return [...new Set([...(judged?.values() ?? [])].flatMap(({ reasons }) => reasons))];
  };
  const publicKey = (name: string) => readFileSync(at(`${name}.pub`), 'utf8').trim();

  beforeAll(async () => {
    // where root starts it, it insists on a place to lock itself into
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    for (const name of ['server', 'other', 'user', 'guarded', 'stranger'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', at(name)]);
    port = await freePort();
    const knownAs = (name: string) => `[127.0.0.1]:${port} ${publicKey(name).split(' ').slice(0, 2).join(' ')}\n`;
    writeFileSync(at('known_hosts'), knownAs('server'));
    writeFileSync(at('changed_hosts'), knownAs('other'));
    writeFileSync(at('no_hosts'), '');
    // the guard lets through what reads, but for two, and keeps a journal
    const guard = `#!/bin/sh
printf '%s\\n' "$SSH_ORIGINAL_COMMAND" >> '${at('journal')}'
case "$SSH_ORIGINAL_COMMAND" in
*'sshd -T'|*'ss -tulnH') echo 'not allowed to run this' >&2; exit 1 ;;
esac
exec $SSH_ORIGINAL_COMMAND
`;
    writeFileSync(at('guard'), guard, { mode: 0o755 });
    writeFileSync(at('authorized'), `restrict ${publicKey('user')}\nrestrict,command="${at('guard')}" ${publicKey('guarded')}\n`);
    const settings = [
      ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${at('server')}`, `PidFile ${at('pid')}`, 'UsePAM no', 'StrictModes no'],
      ...[`AuthorizedKeysFile ${at('authorized')}`, 'PasswordAuthentication no', 'KbdInteractiveAuthentication no'],
      ...['PermitRootLogin prohibit-password', 'MaxStartups 10:30:100'],
    ];
    writeFileSync(at('conf'), `${settings.join('\n')}\n`);
    child = spawn(sshd as string, ['-D', '-e', '-f', at('conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    await listening(port, child, () => said);
    silent = createServer(() => undefined);
    await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
  });
  afterAll(() => {
    child.kill('SIGTERM');
    silent.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('sees what the machine sees of itself', async () => {
    const machines = await judgedOf(host(), { name: 'here', local: true });
    const [over, here] = ['web-1', 'here'].map((name) => machines.get(name));
    expect(verdictsOf(over as never)).toEqual(verdictsOf(here as never));
    for (const id of ids) expect([id, over?.get(id)?.reasons]).toEqual([id, here?.get(id)?.reasons]);
    expect(over?.get('host.network.listening')?.findings.map(({ resource }) => resource.id)).toContain(`tcp 127.0.0.1:${port}`);
  });
  it('a key that may not run everything: unknown is what it was not shown', async () => {
    const machines = await judgedOf(host({ identity: at('guarded') }), { name: 'here', local: true });
    const over = machines.get('web-1');
    const lost = { 'host.sshd.hardened': 'unknown', 'host.network.listening': 'unknown' };
    expect(verdictsOf(over as never)).toEqual({ ...verdictsOf(machines.get('here') as never), ...lost });
    for (const id of Object.keys(lost)) expect([id, over?.get(id)?.reasons]).toEqual([id, ['access_denied']]);
    // word for word what was meant to be run, and nothing else
    const journal = readFileSync(at('journal'), 'utf8').split('\n').filter(Boolean);
    for (const line of journal) expect(line).toMatch(/^env LC_ALL=C PATH=[\w/:]+ [a-z][\w./:@%+=, -]*$/);
    expect(journal).toContain('env LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin ss -tulnH');
  });
  it('a changed host key is not spoken to, nor a host that nobody knows', async () => {
    const before = existsSync(at('journal')) ? readFileSync(at('journal'), 'utf8') : '';
    expect(await reasonsOf({ identity: at('guarded'), knownHosts: at('changed_hosts') })).toEqual(['tls_failure']);
    expect(await reasonsOf({ identity: at('guarded'), knownHosts: at('no_hosts') })).toEqual(['tls_failure']);
    expect(existsSync(at('journal')) ? readFileSync(at('journal'), 'utf8') : '').toBe(before);
    expect(readFileSync(at('no_hosts'), 'utf8')).toBe('');
  });
  it.each([
    ['a stranger’s key', () => ({ identity: at('stranger') }), 'credentials_invalid'],
    ['a user who is not there', () => ({ user: 'nobody-of-that-name' }), 'credentials_invalid'],
    ['a key file that is not there', () => ({ identity: at('lost') }), 'credentials_invalid'],
  ])('%s', async (_name, rest, reason) => expect(await reasonsOf(rest())).toEqual([reason]));
  it('nobody listens there', async () => {
    expect(await reasonsOf({ port: await freePort() })).toEqual(['unreachable']);
  });
  it('somebody listens, and says nothing', async () => {
    expect(await reasonsOf({ port: (silent.address() as AddressInfo).port, timeoutMs: 1000 })).toEqual(['timeout']);
  });
  it('one that cannot be looked at costs the others nothing', async () => {
    const machines = await judgedOf(host(), host({ name: 'web-2', knownHosts: at('changed_hosts') }));
    expect(verdictsOf(machines.get('web-2') as never)).toEqual(all('unknown'));
    expect([...(machines.get('web-1')?.values() ?? [])].some(({ verdict }) => verdict !== 'unknown')).toBe(true);
  });
});
