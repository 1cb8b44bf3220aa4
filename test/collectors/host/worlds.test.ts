import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HostConfig } from '../../../collectors/host/config.ts';
import { argvOf, QUESTIONS } from '../../../collectors/host/queries.ts';
import type { Said, World } from '../../../src/demo/host/world.ts';
import * as W from '../../../src/demo/host/worlds.ts';
import type { Verdict } from '../../../src/model.ts';
import { all, at, ids, look, verdictsOf } from './support.ts';

/** Each check passes, fails where something is wrong, does not know when it could not look, and says so when there is nothing. */
const having = (commands: Readonly<Record<string, Said>>, base: World = W.clean): World => ({
  ...base,
  commands: { ...base.commands, ...commands },
});
const lacking = (line: string, base: World = W.clean): World => ({
  ...base,
  commands: Object.fromEntries(Object.entries(base.commands).filter(([one]) => one !== line && one.split(' ')[0] !== line)),
});

const BROKEN: Readonly<Record<string, readonly World[]>> = {
  'host.updates.security-pending': [
    having({
      [W.APT_UPGRADES]: W.upgrades('openssl [3.0.14-1] (3.0.15-1 Debian:12.8/stable, Debian-Security:12/stable-security [amd64])'),
    }),
    having({
      'apt-cache policy': { stdout: 'Package files:\n 500 http://deb.debian.org\n     release v=12,o=Debian,a=stable,l=Debian\n' },
    }),
    having(
      { [W.APT_UPGRADES]: W.upgrades('curl (8.5.0-2ubuntu10.6 Ubuntu:24.04/noble-updates, Ubuntu:24.04/noble-security [amd64])') },
      W.ubuntu,
    ),
    having({ [W.DNF]: { stdout: 'RLSA-2024:9333 Important/Sec. openssl-3.2.2-6.el9_5.x86_64\n' } }, W.rhel),
  ],
  'host.updates.unattended': [
    having({ [W.APT_CONFIG]: { stdout: 'APT::Periodic "";\nAPT::Periodic::Unattended-Upgrade "0";\n' } }),
    having({ [W.UNATTENDED]: { stderr: W.NOT_INSTALLED, status: 1 } }),
    having({ [W.UNITS]: W.units('apt-daily.timer', 'auditd.service') }, W.ubuntu),
    having({ 'cat /etc/dnf/automatic.conf': { stdout: '[commands]\napply_updates = no\n' } }, W.rhel),
  ],
  'host.kernel.reboot-pending': [
    having({ [W.REBOOT]: { stdout: '1764000000:/run/reboot-required\n' } }),
    having({ [W.KERNELS]: { stdout: 'vmlinuz-6.8.0-49-generic\nvmlinuz-6.8.0-100-generic\n' } }, W.ubuntu),
    having(
      {
        [W.RESTART]: {
          stdout:
            'Core libraries or services have been updated since boot-up:\n  * glibc\n\nReboot is required to fully utilize these updates.\n',
          status: 1,
        },
      },
      W.rhel,
    ),
  ],
  'host.disk.encrypted': [having({ [W.LSBLK]: W.lsblk('lvm') })],
  'host.firewall.default-deny': [
    having({ [W.NFT]: W.nft('accept') }),
    having({ [W.NFT]: W.nft('accept'), 'iptables -S INPUT': { stdout: '-P INPUT DROP\n' } }),
  ],
  'host.sshd.hardened': [
    having({ 'sshd -T': W.sshd({ passwordauthentication: 'yes' }) }),
    having({ 'sshd -T': W.sshd({ kbdinteractiveauthentication: 'yes' }) }),
    having({ 'sshd -T': W.sshd({ permitrootlogin: 'yes' }) }),
    having({ 'sshd -T': W.sshd({ maxauthtries: '20' }) }),
  ],
  'host.time.synchronised': [
    having({ [W.NTP]: W.timedatectl(false), 'chronyc -n -c tracking': W.chrony('Not synchronised') }),
    having({ [W.NTP]: W.timedatectl(false) }, lacking('chronyc', W.ubuntu)),
  ],
  'host.network.listening': [
    having({ [W.SOCKETS]: W.sockets('tcp   LISTEN 0      511          0.0.0.0:6379       0.0.0.0:*') }),
    having({ [W.SOCKETS]: W.sockets('udp   UNCONN 0      0          [fe80::1]%eth0:11211       [::]:*') }),
  ],
  'host.audit.present': [having({ [W.UNITS]: W.units('apt-daily.timer', 'apt-daily-upgrade.timer') })],
  'host.backup.recent': [having({ [W.RESTIC]: W.restic(72) }), having({ [W.RESTIC]: W.restic() })],
};

describe('the worlds', () => {
  it.each([
    ['Debian', W.clean],
    ['Red Hat', lacking('none', W.rhel)],
    ['Ubuntu', W.ubuntu],
  ] as const)('%s, as it should be: every check passes, over whole sets', async (name, world) => {
    const { judged, collected, asked } = await at(world, name === 'Debian' ? {} : { backups: W.backups.slice(0, 1) });
    expect([...judged].filter(([, { verdict }]) => verdict !== 'pass').map(([id, { findings }]) => [id, findings])).toEqual([]);
    for (const one of collected.sets) expect([one.collector, one.complete, one.gaps]).toEqual([one.collector, true, []]);
    for (const { collector, resources } of collected.sets)
      for (const { resource, evidence } of resources) expect(evidence.length, `${collector} ${resource.name}`).toBeGreaterThan(0);
    if (name === 'Debian') expect([...new Set(asked)].sort()).toEqual(Object.keys(world.commands).sort());
  });
  it('has a broken one for each check', () => expect(Object.keys(BROKEN).sort()).toEqual([...ids].sort()));
  it.each(Object.entries(BROKEN).flatMap(([id, worlds]) => worlds.map((world, index) => [id, index, world] as const)))(
    '%s fails there (%i), and nothing else does',
    async (id, _index, world) => {
      const { judged } = await at(world);
      expect([...judged].filter(([, { verdict }]) => verdict === 'fail').map(([one]) => one)).toEqual([id]);
      for (const { verdict, because } of judged.get(id)?.findings ?? [])
        if (verdict === 'fail') expect(because).not.toMatch(/undefined|\[object|\{r\./);
    },
  );
  it('drifted fails what was planted, where it was planted', async () => {
    const { judged } = await at(W.drifted);
    expect(verdictsOf(judged)).toEqual(all('pass', Object.fromEntries(W.drift.map(({ check }) => [check, 'fail' as const]))));
    for (const { check, resource } of W.drift)
      expect(
        judged
          .get(check)
          ?.findings.filter(({ verdict }) => verdict === 'fail')
          .map((one) => one.resource.name),
      ).toEqual([resource]);
  });
  it('denied knows what it does not know', async () => {
    const { judged } = await at(W.denied);
    const lost = ['host.firewall.default-deny', 'host.sshd.hardened', 'host.backup.recent'];
    expect(verdictsOf(judged)).toEqual(all('pass', Object.fromEntries(lost.map((id) => [id, 'unknown' as const]))));
    for (const id of lost) expect([id, judged.get(id)?.reasons]).toEqual([id, ['access_denied']]);
  });
  it('nothing declared, nothing mounted, nothing listening: a list that names nothing was not shown', async () => {
    const world = having({ [W.SOCKETS]: { stdout: '' }, [W.LSBLK]: { stdout: '{"blockdevices": []}' } });
    expect(verdictsOf((await at(world, { backups: [] })).judged)).toEqual(
      all('pass', { 'host.backup.recent': 'not_applicable', 'host.disk.encrypted': 'unknown', 'host.network.listening': 'unknown' }),
    );
  });
});

describe('where the machine will not say', () => {
  const DEB = ['host.updates.security-pending', 'host.updates.unattended'];
  /** What rests on each command: of the clean world, and of Red Hat's. */
  const LOST: Readonly<Record<string, readonly string[]>> = {
    'cat /etc/os-release': ids,
    [W.UNITS]: ['host.updates.unattended', 'host.audit.present'],
    [W.APT_UPGRADES]: DEB.slice(0, 1),
    'apt-cache policy': DEB.slice(0, 1),
    [W.APT_LISTS]: DEB.slice(0, 1),
    [W.APT_CONFIG]: DEB.slice(1),
    [W.UNATTENDED]: DEB.slice(1),
    'uname -r': ['host.kernel.reboot-pending'],
    [W.KERNELS]: ['host.kernel.reboot-pending'],
    [W.REBOOT]: ['host.kernel.reboot-pending'],
    [W.LSBLK]: ['host.disk.encrypted'],
    [W.NFT]: ['host.firewall.default-deny'],
    // another tool has answered
    'iptables -S INPUT': [],
    'ip6tables -S INPUT': [],
    'ufw status verbose': [],
    'cat /proc/sys/net/ipv6/conf/all/disable_ipv6': [],
    'sshd -T': ['host.sshd.hardened'],
    [W.NTP]: [],
    'chronyc -n -c tracking': [],
    [W.SOCKETS]: ['host.network.listening'],
    [W.RESTIC]: ['host.backup.recent'],
    [W.BORG]: ['host.backup.recent'],
  };
  const RHEL: Readonly<Record<string, readonly string[]>> = {
    [W.DNF]: DEB.slice(0, 1),
    'stat -c %Y:%n /var/cache/dnf/last_makecache /var/cache/dnf /var/cache/libdnf5': DEB.slice(0, 1),
    'cat /etc/dnf/automatic.conf': DEB.slice(1),
    [W.RESTART]: ['host.kernel.reboot-pending'],
  };
  const KINDS: Readonly<Record<string, Said>> = {
    denied: { stderr: 'it: Permission denied\n', status: 1 },
    troubled: { stderr: 'it: Input/output error\n', status: 1 },
    failed: { stderr: 'it: something went wrong\n', status: 70 },
    garbled: { stdout: '\u0000\u0001{"a": "pass' },
    hanging: { fault: 'hang' },
    flooding: { fault: 'flood' },
  };
  const entry = { timeoutMs: 1500 };
  it('every command of the clean world is in the table', () =>
    expect(Object.keys(LOST).sort()).toEqual(Object.keys(W.clean.commands).sort()));
  it.each(Object.keys(LOST).flatMap((line) => ['denied', 'troubled', 'failed', 'garbled'].map((kind) => [line, kind] as const)))(
    '`%s` %s: unknown, and nothing else moves',
    async (line, kind) => {
      const { judged } = await at(having({ [line]: KINDS[kind] as Said }));
      expect(verdictsOf(judged)).toEqual(all('pass', Object.fromEntries((LOST[line] as string[]).map((id) => [id, 'unknown' as const]))));
      if (kind === 'denied')
        for (const id of LOST[line] as string[]) expect([id, judged.get(id)?.reasons]).toEqual([id, ['access_denied']]);
    },
  );
  it.each(Object.keys(RHEL).flatMap((line) => ['denied', 'troubled', 'failed', 'garbled'].map((kind) => [line, kind] as const)))(
    'Red Hat, `%s` %s',
    async (line, kind) => {
      const { judged } = await at(having({ [line]: KINDS[kind] as Said }, W.rhel), { backups: [] });
      const lost = Object.fromEntries((RHEL[line] as string[]).map((id) => [id, 'unknown' as const]));
      expect(verdictsOf(judged)).toEqual(all('pass', { 'host.backup.recent': 'not_applicable', ...lost }));
    },
  );
  it.each([
    ['hanging', 'timeout'],
    ['flooding', 'too_large'],
  ])('%s: %s, and the others are asked', async (kind, reason) => {
    const { judged } = await at(having({ [W.LSBLK]: KINDS[kind] as Said }), kind === 'hanging' ? entry : {});
    expect(judged.get('host.disk.encrypted')).toMatchObject({ verdict: 'unknown', reasons: [reason] });
    expect(judged.get('host.network.listening')?.verdict).toBe('pass');
  });
  it.each(Object.entries(LOST))('`%s` is not installed', async (line, lost) => {
    const { judged } = await at(lacking(line.split(' ')[0] as string));
    for (const id of lost) expect([id, judged.get(id)?.verdict]).toEqual([id, 'unknown']);
    for (const [id, { verdict }] of judged) expect([id, ['pass', 'unknown']]).toEqual([id, expect.arrayContaining([verdict])]);
  });
  it('old lists: what is pending is pending, that nothing is, is not known', async () => {
    const old: Said = { stdout: '1600000000:/var/lib/apt/lists\n' };
    const fresh = await at(having({ [W.APT_LISTS]: old }));
    expect(fresh.judged.get('host.updates.security-pending')).toMatchObject({ verdict: 'unknown', reasons: ['stale_evidence'] });
    const upgrades = W.upgrades('openssl (3.0.15-1 Debian-Security:12/stable-security [amd64])');
    expect(
      (await at(having({ [W.APT_LISTS]: old, [W.APT_UPGRADES]: upgrades }))).judged.get('host.updates.security-pending')?.verdict,
    ).toBe('fail');
  });
});

describe('osquery instead', () => {
  const seen = async (log: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'claimcheck-osquery-'));
    try {
      writeFileSync(join(folder, 'db-1.log'), log);
      return (await look({ osquery: [join(folder, 'db-1.log')] })).machines.get('db-1') as Awaited<ReturnType<typeof at>>['judged'];
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const now = () => new Date().toISOString();
  const COVERED: Readonly<Record<string, Verdict>> = {
    'host.disk.encrypted': 'pass',
    'host.network.listening': 'pass',
    'host.audit.present': 'pass',
    'host.backup.recent': 'not_applicable',
  };
  it('covers what it shows exactly, and leaves the rest unknown', async () => {
    expect(verdictsOf(await seen(W.osqueryLog(now())))).toEqual(all('unknown', COVERED));
  });
  it.each([
    ['host.disk.encrypted', 'disk_encryption', [{ name: '/dev/mapper/data', encrypted: '0' }]],
    ['host.network.listening', 'listening_ports', [{ address: '::', port: '6379', protocol: '6', family: '10' }]],
    ['host.audit.present', 'systemd_units', [{ id: 'ssh.service', load_state: 'loaded', active_state: 'active' }]],
  ])('%s fails by it', async (id, table, rows) => {
    expect((await seen(W.osqueryLog(now(), { ...W.osqueryTables, [table]: rows }))).get(id)?.verdict).toBe('fail');
  });
  it.each([
    ['cut', (log: string) => log.slice(0, -20), 'malformed_response'],
    ['without its tables', () => W.osqueryLog(now(), { os_version: W.osqueryTables['os_version'] as object[] }), 'missing_member'],
    ['two days old', () => W.osqueryLog(new Date(Date.now() - 48 * 3_600_000).toISOString()), 'stale_evidence'],
  ])('%s: unknown', async (_kind, spoil, reason) => {
    const judged = await seen(spoil(W.osqueryLog(now())));
    for (const id of ['host.disk.encrypted', 'host.network.listening', 'host.audit.present'])
      expect([id, judged.get(id)?.verdict, judged.get(id)?.reasons]).toEqual([id, 'unknown', [reason]]);
  });
});

describe('what may be run', () => {
  it('only words that mean nothing to a shell', () => {
    const lines = [...QUESTIONS.map(({ argv }) => argv), ...W.backups.map((one) => argvOf({ ...one, hostname: undefined } as never))];
    for (const argv of lines) for (const word of argv) expect(word).toMatch(/^[\w./:@%+=,-]+$/);
  });
  it.each([
    { name: 'web', local: true, backups: [{ tool: 'restic', repository: '/srv/$(reboot)' }] },
    { name: 'web', local: true, backups: [{ tool: 'borg', repository: '--rsh=reboot' }] },
    { name: 'web', address: '-oProxyCommand=reboot', user: 'claimcheck', knownHosts: 'known_hosts' },
    { name: 'web', address: 'web; reboot', user: 'claimcheck', knownHosts: 'known_hosts' },
    { name: 'web', address: 'web', user: '-l root', knownHosts: 'known_hosts' },
    { name: 'web', address: 'web', user: 'claimcheck', knownHosts: 'a b' },
    { name: 'web', address: 'web', user: 'claimcheck', knownHosts: '%h' },
    { name: 'web', address: 'web', user: 'claimcheck' },
    { name: 'web', local: true, command: 'reboot' },
    { name: 'WEB', local: true },
  ])('refused: %j', (host) => {
    expect(HostConfig.safeParse({ type: 'host', name: 'servers', hosts: [host] }).success).toBe(false);
  });
  it('each machine once, and at least one', () => {
    const parse = (rest: object) => HostConfig.safeParse({ type: 'host', name: 'servers', ...rest }).success;
    const web = { name: 'web', local: true };
    expect([parse({}), parse({ hosts: [web, web] }), parse({ hosts: [web], osquery: ['logs/web.log'] }), parse({ hosts: [web] })]).toEqual([
      ...[false, false, false, true],
    ]);
  });
  it('what a machine says stays data', async () => {
    const evil = having({ [W.SOCKETS]: W.sockets('tcp LISTEN 0 1 $(reboot):6379 0.0.0.0:*', 'tcp LISTEN 0 1 `reboot`:6380 0.0.0.0:*') });
    const { judged, asked } = await at(evil);
    expect(judged.get('host.network.listening')?.verdict).toBe('fail');
    expect(asked.filter((line) => !(line in W.clean.commands))).toEqual([]);
  });
});
