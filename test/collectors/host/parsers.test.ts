import { describe, expect, it } from 'vitest';
import { newestIn } from '../../../collectors/host/backup/snapshots.ts';
import { chronySays, kernelSays } from '../../../collectors/host/clock/index.ts';
import { iptablesDenies, ufwDenies } from '../../../collectors/host/firewall/iptables.ts';
import { nftDenies } from '../../../collectors/host/firewall/nft.ts';
import { compare, installedIn, isBehind, needsRestarting } from '../../../collectors/host/kernel/kernels.ts';
import { listenersIn } from '../../../collectors/host/listener/ss.ts';
import { failureOf } from '../../../collectors/host/look/ssh.ts';
import { IPTABLES_RULES } from '../../../collectors/host/queries.ts';
import { parseRelease, type Release } from '../../../collectors/host/release.ts';
import { settingsIn } from '../../../collectors/host/sshd/index.ts';
import { parseUnits } from '../../../collectors/host/units.ts';
import { hasSecurityArchive, isInstalled, isPeriodic, securityUpgrades } from '../../../collectors/host/updates/apt.ts';
import { appliesUpdates, securityAdvisories } from '../../../collectors/host/updates/dnf.ts';
import { volumesIn } from '../../../collectors/host/volume/lsblk.ts';

/** What the tools of each family print, in their own forms, and what they print when something is wrong with them. */
const unknown = (reason: string) => ({ $unknown: expect.objectContaining({ reason }) });
const odd = unknown('malformed_response');

describe('os-release', () => {
  it.each([
    ['ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n', 'debian', '12'],
    ['ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n', 'debian', '24.04'],
    ["ID='linuxmint'\nID_LIKE='ubuntu debian'\nVERSION_ID='22'\n", 'debian', '22'],
    ['ID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.4"\n', 'rhel', '9.4'],
    ['ID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="8.10"\n', 'rhel', '8.10'],
    ['ID=arch\n', 'other', 'rolling'],
  ])('%j', (text, family, version) => expect(parseRelease(text)).toMatchObject({ family, version }));
  it('without an ID it is nobody', () => expect(parseRelease('NAME=x\n')).toEqual(unknown('missing_member')));
});

describe('apt', () => {
  const sum = (upgraded: number, fresh = 0) => `${upgraded} upgraded, ${fresh} newly installed, 0 to remove and 3 not upgraded.\n`;
  const debian =
    'Inst libssl3 [3.0.14-1~deb12u1] (3.0.15-1~deb12u1 Debian:12.8/stable, Debian-Security:12/stable-security [amd64]) [openssl:amd64 ]\n';
  it.each([
    ['Debian', `${debian}Conf libssl3 (3.0.15-1~deb12u1 Debian:12.8/stable)\n${sum(1)}`, ['libssl3']],
    [
      'Ubuntu',
      `Inst curl [8.5.0-2ubuntu10] (8.5.0-2ubuntu10.6 Ubuntu:24.04/noble-updates, Ubuntu:24.04/noble-security [amd64])\n${sum(1)}`,
      ['curl'],
    ],
    ['Ubuntu Pro', `Inst 7zip [1-1] (1-1ubuntu0.1~esm1 UbuntuESMApps:24.04/noble-apps-security [amd64])\n${sum(1)}`, ['7zip']],
    [
      'a new kernel',
      `Inst linux-image-6.1.0-30-amd64 (6.1.124-1 Debian-Security:12/stable-security [amd64])\n${sum(0, 1)}`,
      ['linux-image-6.1.0-30-amd64'],
    ],
    ['an ordinary update', `Inst tzdata [2024a] (2024b Debian:12.8/stable-updates [all])\n${sum(1)}`, []],
    ['nothing', sum(0), []],
  ])('%s', (_name, text, packages) => expect(securityUpgrades(text)).toEqual(packages));
  it('a list that was cut, or that has another sum, is none', () => {
    expect(securityUpgrades('')).toEqual(unknown('missing_member'));
    expect(securityUpgrades(debian)).toEqual(unknown('missing_member'));
    expect(securityUpgrades(`${debian}${sum(2)}`)).toEqual(odd);
    expect(securityUpgrades(`Inst something else\n${sum(1)}`)).toEqual(odd);
  });
  it('a security archive is one by its label or its name', () => {
    const policy = (line: string) => hasSecurityArchive(`Package files:\n 500 http://x\n     release ${line}\n`);
    expect(policy('v=12,o=Debian,a=oldstable-security,n=bookworm-security,l=Debian-Security,c=main')).toBe(true);
    expect(policy('v=24.04,o=Ubuntu,a=noble-security,n=noble,l=Ubuntu,c=universe')).toBe(true);
    expect(policy('v=12,o=Debian,a=stable,n=bookworm,l=Debian,c=main')).toBe(false);
    expect(hasSecurityArchive('')).toEqual(unknown('missing_member'));
  });
  it.each([
    ['APT::Periodic "";\nAPT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n', true],
    ['APT::Periodic "";\nAPT::Periodic::Update-Package-Lists "always";\nAPT::Periodic::Unattended-Upgrade "12h";\n', true],
    ['APT::Periodic "";\nAPT::Periodic::Unattended-Upgrade "1";\n', false],
    [
      'APT::Periodic "";\nAPT::Periodic::Enable "0";\nAPT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n',
      false,
    ],
    ['', false],
  ])('%j runs by itself: %s', (text, is) => expect(isPeriodic(text)).toBe(is));
  it('a package that was removed has left its settings behind', () => {
    expect(isInstalled({ code: 0, stdout: 'Status: install ok installed\n' })).toBe(true);
    expect(isInstalled({ code: 0, stdout: 'Status: deinstall ok config-files\n' })).toBe(false);
    expect(isInstalled({ code: 1, stdout: '' })).toBe(false);
    expect(isInstalled({ code: 0, stdout: '' })).toEqual(unknown('missing_member'));
  });
});

describe('dnf', () => {
  const rocky: Release = { id: 'rocky', version: '9.4', title: 'Rocky Linux 9.4', family: 'rhel' };
  it.each([
    [
      'dnf 4',
      'RHSA-2024:1234 Important/Sec. openssl-3.0.7-27.el9.x86_64\nRHSA-2024:1234 Important/Sec. openssl-libs-3.0.7-27.el9.x86_64\n',
      2,
    ],
    [
      'dnf 5',
      'Name                   Type     Severity  Package              Issued\nFEDORA-2025-1a2b  security Important curl-8.9.1-3.fc41.x86_64 2025-01-02 03:04:05\n',
      1,
    ],
    ['nothing', '', 0],
  ])('%s', (_name, text, count) => expect(securityAdvisories(text, rocky)).toHaveLength(count));
  it('what it complains about is no list', () =>
    expect(securityAdvisories('Error: Cache-only enabled but no cache\n', rocky)).toEqual(odd));
  it('CentOS publishes no notices, so that none is no news', () =>
    expect(securityAdvisories('', { ...rocky, id: 'centos' })).toEqual(unknown('no_results')));
  it.each([
    ['[commands]\napply_updates = yes\n', true],
    ['[commands]\napply_updates = no\n', false],
    ['[emitters]\napply_updates = yes\n', false],
    ['', false],
  ])('%j applies: %s', (text, is) => expect(appliesUpdates(text)).toBe(is));
  it('binary is no configuration', () => expect(appliesUpdates('\u0000ELF')).toEqual(odd));
});

describe('kernels', () => {
  it.each([
    ['6.1.0-28-amd64', ['6.1.0-27-amd64', '6.1.0-28-amd64'], false],
    ['6.1.0-9-amd64', ['6.1.0-9-amd64', '6.1.0-10-amd64'], true],
    ['6.8.0-49-generic', ['6.8.0-49-generic', '6.9.0-1-lowlatency'], false],
    ['5.14.0-427.13.1.el9_4.x86_64', ['5.14.0-427.13.1.el9_4.x86_64', '5.14.0-503.11.1.el9_5.x86_64'], true],
  ])('%s of %j', (running, installed, waits) => expect(isBehind(running, installed)).toBe(waits));
  it('a kernel of elsewhere is not judged', () => {
    expect(isBehind('6.18.44-fc', ['6.1.0-28-amd64'])).toEqual(unknown('no_results'));
    expect(isBehind('6.1.0-28-amd64', [])).toEqual(unknown('no_results'));
  });
  it('reads names and numbers', () => {
    expect(installedIn('vmlinuz\nvmlinuz.old\nvmlinuz-0-rescue-ab\nvmlinuz-6.1.0-1-amd64\nconfig-6.1\n')).toEqual([
      '0-rescue-ab',
      '6.1.0-1-amd64',
    ]);
    expect(compare('6.1.0-9', '6.1.0-10')).toBeLessThan(0);
    expect(needsRestarting('Reboot is required to fully utilize these updates.\n')).toBe(true);
    expect(needsRestarting('Error: no\n')).toEqual(odd);
  });
});

describe('lsblk', () => {
  const tree = (...devices: object[]) => volumesIn(JSON.stringify({ blockdevices: devices }));
  const device = (name: string, type: string, mountpoint: string | null, fstype: string | null = null, children: object[] = []) => ({
    ...{ name, type, mountpoint, fstype },
    ...(children.length > 0 && { children }),
  });
  it('LVM in LUKS is encrypted, LUKS beside it is not', () => {
    const lvm = device('luks', 'crypt', null, 'LVM2_member', [device('vg-root', 'lvm', '/', 'ext4')]);
    expect(
      tree(device('sda', 'disk', null, null, [device('sda2', 'part', null, 'crypto_LUKS', [lvm])]), device('sdb', 'disk', '/srv', 'xfs')),
    ).toMatchObject({
      volumes: [
        { device: 'vg-root', encrypted: true },
        { device: 'sdb', encrypted: false },
      ],
      unseen: [],
    });
  });
  it('a mirror is encrypted when both halves are', () => {
    const md = device('md0', 'raid1', '/', 'ext4');
    const half = (name: string, crypt: boolean) =>
      crypt
        ? device(name, 'disk', null, 'crypto_LUKS', [device(`${name}c`, 'crypt', null, null, [md])])
        : device(name, 'disk', null, null, [md]);
    const encrypted = (a: boolean, b: boolean) =>
      (tree(half('sda', a), half('sdb', b)) as { volumes: { encrypted: unknown }[] }).volumes[0]?.encrypted;
    expect([encrypted(true, true), encrypted(true, false), encrypted(false, true)]).toEqual([true, false, false]);
  });
  it('images are no data, swap is not mounted, a file says nothing of what it lies on', () => {
    expect(
      tree(device('loop0', 'loop', '/snap/x', 'squashfs'), device('zram0', 'disk', '[SWAP]'), device('loop1', 'loop', '/mnt', 'ext4')),
    ).toMatchObject({ volumes: [{ device: 'loop1', encrypted: unknown('no_results') }] });
  });
  it('members of pools are named', () =>
    expect(tree(device('sdb1', 'part', null, 'zfs_member'))).toEqual({ volumes: [], unseen: ['sdb1'] }));
  it.each(['', '{}', '{"blockdevices": [{"name": "sda"}]}', '[]'])('%j is no tree', (text) => expect(volumesIn(text)).toEqual(odd));
});

describe('packet filters', () => {
  const chain = (family: string, policy: string, rules: readonly object[][] = []) =>
    nftDenies(
      JSON.stringify({
        nftables: [
          { metainfo: {} },
          { chain: { family, table: 't', name: 'in', type: 'filter', hook: 'input', prio: 0, policy } },
          { chain: { family, table: 't', name: 'fwd', type: 'filter', hook: 'forward', prio: 0, policy: 'drop' } },
          ...rules.map((expr) => ({ rule: { family, table: 't', chain: 'in', expr } })),
        ],
      }),
    );
  const [accept, drop, some] = [{ accept: null }, { drop: null }, { match: {} }];
  it.each([
    ['inet', 'drop', [], true, true],
    ['ip', 'drop', [], true, false],
    ['ip6', 'drop', [], false, true],
    ['inet', 'accept', [], false, false],
    [
      'inet',
      'accept',
      [
        [some, accept],
        [{ counter: {} }, drop],
      ],
      true,
      true,
    ],
    ['inet', 'accept', [[some, drop]], false, false],
    ['inet', 'drop', [[accept]], false, false],
    ['inet', 'drop', [[{ log: null }, { counter: {} }]], true, true],
  ] as const)('nftables: %s, %s, %j', (family, policy, rules, v4, v6) => {
    expect(chain(family, policy, rules as unknown as object[][])).toEqual({ v4, v6 });
  });
  it('an empty ruleset denies nothing, and no ruleset is no answer', () => {
    expect(nftDenies('{"nftables": [{"metainfo": {}}]}')).toEqual({ v4: false, v6: false });
    expect([nftDenies('{"nftables": []}'), nftDenies('')]).toEqual([odd, odd]);
  });
  it.each([
    ['-P INPUT DROP\n-A INPUT -i lo -j ACCEPT\n', true],
    ['# Warning: iptables-legacy tables present, use iptables-legacy to see them\n-P INPUT ACCEPT\n', false],
    ['-P INPUT ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -j REJECT --reject-with icmp-host-prohibited\n', true],
    ['-P INPUT DROP\n-A INPUT -j ACCEPT\n', false],
    ['-P INPUT ACCEPT\n-A INPUT -p tcp -j DROP\n', false],
  ])('iptables: %j', (text, denies) => expect(iptablesDenies(text, IPTABLES_RULES)).toBe(denies));
  it.each([
    ['Status: active\nDefault: deny (incoming), allow (outgoing), disabled (routed)\n', true],
    ['Status: active\nDefault: allow (incoming), allow (outgoing), disabled (routed)\n', false],
    ['Status: inactive\n', false],
  ])('ufw: %j', (text, denies) => expect(ufwDenies(text)).toBe(denies));
  it('without a policy, without a status: no answer', () => {
    expect([iptablesDenies('', IPTABLES_RULES), ufwDenies(''), ufwDenies('Status: active\n')]).toEqual(
      Array.from({ length: 3 }, () => unknown('missing_member')),
    );
  });
});

describe('the rest', () => {
  it('sshd -T', () =>
    expect(settingsIn('permitrootlogin without-password\nmaxauthtries 6\n').get('permitrootlogin')).toBe('without-password'));
  it('timedatectl and chronyc', () => {
    expect([kernelSays('NTP=no\nNTPSynchronized=yes\n'), kernelSays('NTPSynchronized=no\n'), kernelSays('')]).toEqual([
      true,
      false,
      unknown('missing_member'),
    ]);
    const tracking = (leap: string) => chronySays(`A,b,3,1.0,0,0,0,0,0,0,0,0,0,${leap}\n`);
    expect([tracking('Normal'), tracking('Not synchronised'), chronySays('')]).toEqual([true, false, odd]);
  });
  it('ss', () => {
    const text =
      'udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*\ntcp LISTEN 0 4096 *:443 *:*\ntcp LISTEN 0 128 [::1]:631 [::]:*\nudp UNCONN 0 0 [fe80::1]%eth0:546 [::]:*\n';
    expect(listenersIn(text)).toEqual([
      { protocol: 'udp', address: '127.0.0.53', port: 53 },
      { protocol: 'tcp', address: '*', port: 443 },
      { protocol: 'tcp', address: '::1', port: 631 },
      { protocol: 'udp', address: 'fe80::1', port: 546 },
    ]);
    expect(listenersIn('Cannot open netlink socket\n')).toEqual(odd);
  });
  it('systemctl show', () => {
    const block = (id: string, load: string, active: string) => `Id=${id}\nLoadState=${load}\nActiveState=${active}\n`;
    const units = parseUnits(
      [block('a', 'loaded', 'active'), block('b', 'not-found', 'inactive'), block('c', 'masked', 'inactive')].join('\n'),
    );
    expect(units).toEqual(
      new Map([
        ['a', true],
        ['b', false],
        ['c', false],
      ]),
    );
    expect(parseUnits('Id=a\nActiveState=active\n')).toEqual(unknown('missing_member'));
  });
  it('restic and borg', () => {
    const restic = (hostname: string, time: string) => ({ hostname, time });
    const list = JSON.stringify([restic('a', '2026-01-01T02:00:00.123456789+01:00'), restic('a', '2025-12-01T00:00:00Z')]);
    expect(newestIn(list, { tool: 'restic' })).toBe('2026-01-01T01:00:00.123Z');
    const shared = JSON.stringify([restic('a', '2026-01-02T00:00:00Z'), restic('b', '2026-01-01T00:00:00Z')]);
    expect(newestIn(shared, { tool: 'restic' })).toEqual(unknown('no_results'));
    expect(newestIn(shared, { tool: 'restic', hostname: 'b' })).toBe('2026-01-01T00:00:00.000Z');
    expect([newestIn('[]', { tool: 'restic' }), newestIn('{"archives": []}', { tool: 'borg' })]).toEqual([null, null]);
    // in no zone is it later than this
    expect(newestIn('{"archives": [{"name": "a", "start": "2026-01-01T14:00:00.000000"}]}', { tool: 'borg' })).toBe(
      '2026-01-01T00:00:00.000Z',
    );
    expect([newestIn('', { tool: 'restic' }), newestIn('null', { tool: 'borg' })]).toEqual([odd, odd]);
  });
  it.each([
    ['Host key verification failed.', 'tls_failure'],
    [
      'No ED25519 host key is known for [127.0.0.1]:22 and you have requested strict checking.\nHost key verification failed.',
      'tls_failure',
    ],
    ['claimcheck@web: Permission denied (publickey).', 'credentials_invalid'],
    ['ssh: connect to host web port 22: Connection timed out', 'timeout'],
    ['ssh: connect to host web port 22: Connection refused', 'unreachable'],
    ['ssh: Could not resolve hostname web: Name or service not known', 'unreachable'],
    ['kex_exchange_identification: Connection closed by remote host', 'unreachable'],
    ['', 'provider_error'],
  ])('ssh says %j', (stderr, reason) => {
    const host = { name: 'web', address: 'web', user: 'claimcheck', port: 22, knownHosts: 'k', sudo: false, timeoutMs: 1, backups: [] };
    expect(failureOf(stderr, host).reason).toBe(reason);
  });
});
