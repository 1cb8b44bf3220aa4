/** The demo's server, of Debian's family, in three worlds; and others of Ubuntu's and Red Hat's. */
import { ago, type Said, stamp, type World } from './world.ts';

const rules = (policy: string) => [
  { metainfo: { version: '1.0.6', release_name: 'Lester Gooch #5', json_schema_version: 1 } },
  { table: { family: 'inet', name: 'filter', handle: 1 } },
  { chain: { family: 'inet', table: 'filter', name: 'input', handle: 1, type: 'filter', hook: 'input', prio: 0, policy } },
  {
    rule: {
      ...{ family: 'inet', table: 'filter', chain: 'input', handle: 4 },
      expr: [
        { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: { set: [22, 80, 443] } } },
        { accept: null },
      ],
    },
  },
];
const disks = (root: string) => ({
  blockdevices: [
    {
      ...{ name: 'sda', type: 'disk', fstype: null, mountpoint: null },
      children: [
        { name: 'sda1', type: 'part', fstype: 'ext4', mountpoint: '/boot' },
        {
          ...{ name: 'sda2', type: 'part', fstype: 'crypto_LUKS', mountpoint: null },
          children: [{ name: 'sda2_crypt', type: root, fstype: 'ext4', mountpoint: '/' }],
        },
      ],
    },
    { name: 'sr0', type: 'rom', fstype: null, mountpoint: null },
  ],
});
const unit = (id: string, active = true) =>
  `Id=${id}\nLoadState=${active ? 'loaded' : 'not-found'}\nActiveState=${active ? 'active' : 'inactive'}\n`;
const ASKED = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dnf-automatic.timer', 'dnf-automatic-install.timer', 'dnf5-automatic.timer'],
  ...['auditd.service', 'fail2ban.service', 'crowdsec.service', 'sshguard.service', 'dailyaidecheck.timer', 'aidecheck.timer'],
  ...['samhain.service', 'wazuh-agent.service', 'osqueryd.service'],
];
export const UNITS = `systemctl show --property=Id,LoadState,ActiveState ${ASKED.join(' ')}`;
export const units = (...active: readonly string[]): Said => ({ stdout: ASKED.map((id) => unit(id, active.includes(id))).join('\n') });
export const sshd = (settings: Readonly<Record<string, string>>): Said => ({
  stdout: `port 22\n${Object.entries({
    ...{ permitrootlogin: 'no', maxauthtries: '4', pubkeyauthentication: 'yes', passwordauthentication: 'no' },
    ...{ kbdinteractiveauthentication: 'no', permitemptypasswords: 'no', ...settings },
  })
    .map(([key, value]) => `${key} ${value}\n`)
    .join('')}`,
});
export const SOCKETS = 'ss -tulnH';
export const sockets = (...more: readonly string[]): Said => ({
  stdout: `${[
    'udp   UNCONN 0      0          127.0.0.1:323        0.0.0.0:*',
    'tcp   LISTEN 0      128          0.0.0.0:22         0.0.0.0:*',
    'tcp   LISTEN 0      511                *:443              *:*',
    'tcp   LISTEN 0      4096   127.0.0.53%lo:53         0.0.0.0:*',
    'tcp   LISTEN 0      128             [::]:22            [::]:*',
    ...more,
  ].join('\n')}\n`,
});
export const NOT_INSTALLED = "dpkg-query: package 'unattended-upgrades' is not installed and no information is available\n";
const SIMULATED = 'NOTE: This is only a simulation!\nReading package lists...\nBuilding dependency tree...\nReading state information...\n';
export const APT_UPGRADES = 'apt-get -s -q dist-upgrade';
/** Each as apt writes it: `openssl [3.0.14-1] (3.0.15-1 Debian-Security:12/stable-security [amd64])`. */
export const upgrades = (...packages: readonly string[]): Said => ({
  stdout: `${SIMULATED}${packages.map((one) => `Inst ${one}\n`).join('')}${packages.length} upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`,
});
export const APT_LISTS = 'stat -c %Y:%n /var/lib/apt/periodic/update-success-stamp /var/lib/apt/periodic/update-stamp /var/lib/apt/lists';
export const APT_CONFIG = 'apt-config dump APT::Periodic';
export const UNATTENDED = 'dpkg -s unattended-upgrades';
export const NFT = 'nft -j list ruleset';
export const nft = (policy: string): Said => ({ stdout: JSON.stringify({ nftables: rules(policy) }) });
export const LSBLK = 'lsblk -J -o NAME,TYPE,FSTYPE,MOUNTPOINT';
export const lsblk = (root: string): Said => ({ stdout: JSON.stringify(disks(root)) });
export const RESTIC =
  'restic --no-lock --no-cache --json --repo=/srv/backup/web-1 --password-file=/etc/restic/password snapshots --latest=1';
export const restic = (...hours: readonly number[]): Said => ({
  stdout: (now) =>
    JSON.stringify(hours.map((age) => ({ time: ago(now, age), hostname: 'web-1', paths: ['/srv', '/etc'], username: 'root', id: 'a4c1' }))),
});
export const BORG = 'borg --bypass-lock list --json --last=1 /srv/borg/web-1';
const borg: Said = {
  stdout: (now) =>
    JSON.stringify({ archives: [{ archive: 'web-1', name: 'web-1', start: ago(now, 8).replace('Z', '000+00:00') }], encryption: {} }),
};
const gone = (file: string): Said => ({ stderr: `stat: cannot statx '${file}': No such file or directory\n`, status: 1 });
export const REBOOT = 'stat -c %Y:%n /run/reboot-required';
export const KERNELS = 'ls -1 /boot';
export const NTP = 'timedatectl show';
export const timedatectl = (synchronised: boolean): Said => ({
  stdout: `Timezone=Etc/UTC\nNTP=yes\nNTPSynchronized=${synchronised ? 'yes' : 'no'}\n`,
});
export const chrony = (leap: string): Said => ({
  stdout: `A29FC87B,162.159.200.123,4,1764000000.1,0.000012,0.000003,0.000101,-12.4,0.001,0.02,0.012,0.0004,64.5,${leap}\n`,
});

export const clean: World = {
  name: 'clean',
  commands: {
    'cat /etc/os-release': {
      stdout:
        'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\nHOME_URL="https://www.debian.org/"\n',
    },
    [UNITS]: units('apt-daily.timer', 'apt-daily-upgrade.timer', 'auditd.service', 'fail2ban.service'),
    [APT_UPGRADES]: upgrades('tzdata [2024a-0+deb12u1] (2024b-0+deb12u1 Debian:12.8/stable [all])'),
    'apt-cache policy': {
      stdout: `Package files:
 100 /var/lib/dpkg/status
     release a=now
 500 http://security.debian.org/debian-security bookworm-security/main amd64 Packages
     release v=12,o=Debian,a=stable-security,n=bookworm-security,l=Debian-Security,c=main,b=amd64
     origin security.debian.org
 500 http://deb.debian.org/debian bookworm/main amd64 Packages
     release v=12.8,o=Debian,a=stable,n=bookworm,l=Debian,c=main,b=amd64
     origin deb.debian.org
Pinned packages:
`,
    },
    [APT_LISTS]: {
      stdout: (now) => `${stamp(now, 3)}:/var/lib/apt/periodic/update-stamp\n${stamp(now, 40)}:/var/lib/apt/lists\n`,
      stderr: "stat: cannot statx '/var/lib/apt/periodic/update-success-stamp': No such file or directory\n",
      status: 1,
    },
    [APT_CONFIG]: {
      stdout: 'APT::Periodic "";\nAPT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n',
    },
    [UNATTENDED]: { stdout: 'Package: unattended-upgrades\nStatus: install ok installed\nPriority: optional\nVersion: 2.9.1+nmu3\n' },
    'uname -r': { stdout: '6.1.0-28-amd64\n' },
    [KERNELS]: { stdout: 'config-6.1.0-28-amd64\ngrub\nvmlinuz-6.1.0-27-amd64\nvmlinuz-6.1.0-28-amd64\n' },
    [REBOOT]: gone('/run/reboot-required'),
    [LSBLK]: lsblk('crypt'),
    [NFT]: nft('drop'),
    'iptables -S INPUT': { stdout: '-P INPUT ACCEPT\n' },
    'ip6tables -S INPUT': { stdout: '-P INPUT ACCEPT\n' },
    'ufw status verbose': { stdout: 'Status: inactive\n' },
    'cat /proc/sys/net/ipv6/conf/all/disable_ipv6': { stdout: '0\n' },
    'sshd -T': sshd({}),
    [NTP]: timedatectl(true),
    'chronyc -n -c tracking': chrony('Normal'),
    [SOCKETS]: sockets(),
    [RESTIC]: restic(5),
    [BORG]: borg,
  },
};

export const drift = [
  {
    check: 'host.network.listening',
    resource: 'tcp 0.0.0.0:6379',
    what: 'somebody tried Redis on the web server, which listens to everybody',
  },
  {
    check: 'host.kernel.reboot-pending',
    resource: 'web-1',
    what: 'a newer kernel was installed by itself, and nobody has restarted the server',
  },
] as const;
export const drifted: World = {
  name: 'drifted',
  commands: {
    ...clean.commands,
    [SOCKETS]: sockets('tcp   LISTEN 0      511          0.0.0.0:6379       0.0.0.0:*'),
    [KERNELS]: { stdout: 'grub\nvmlinuz-6.1.0-28-amd64\nvmlinuz-6.1.0-30-amd64\n' },
    [REBOOT]: { stdout: (now) => `${stamp(now, 100)}:/run/reboot-required\n` },
  },
};
const refused = (stderr: string, status = 1): Said => ({ stderr, status });
/** An account that is not root. */
export const denied: World = {
  name: 'denied',
  commands: {
    ...clean.commands,
    [NFT]: refused('Operation not permitted (you must be root)\n'),
    'iptables -S INPUT': refused(
      'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n',
      4,
    ),
    'ip6tables -S INPUT': refused(
      'ip6tables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n',
      4,
    ),
    'ufw status verbose': refused('ERROR: You need to be root to run this script\n'),
    'sshd -T': refused('sshd: no hostkeys available -- exiting.\n'),
    [RESTIC]: refused('Fatal: unable to open repository: open /srv/backup/web-1/config: permission denied\n'),
  },
};

const without = (names: RegExp) => Object.fromEntries(Object.entries(clean.commands).filter(([line]) => !names.test(line)));
export const DNF = 'dnf -q -C updateinfo list --security';
export const RESTART = 'needs-restarting -r';
/** firewalld: the policy accepts, and the last rule rejects. */
const firewalld = {
  nftables: [
    { metainfo: { version: '1.0.9', json_schema_version: 1 } },
    { chain: { family: 'inet', table: 'firewalld', name: 'filter_INPUT', type: 'filter', hook: 'input', prio: 10, policy: 'accept' } },
    {
      rule: {
        ...{ family: 'inet', table: 'firewalld', chain: 'filter_INPUT' },
        expr: [{ match: { op: 'in', left: { ct: { key: 'state' } }, right: ['established', 'related'] } }, { accept: null }],
      },
    },
    { rule: { family: 'inet', table: 'firewalld', chain: 'filter_INPUT', expr: [{ jump: { target: 'filter_INPUT_ZONES' } }] } },
    {
      rule: { family: 'inet', table: 'firewalld', chain: 'filter_INPUT', expr: [{ reject: { type: 'icmpx', expr: 'admin-prohibited' } }] },
    },
  ],
};
export const rhel: World = {
  name: 'rhel',
  commands: {
    ...without(/^(?:apt|dpkg|ufw|ls |uname|nft|borg|stat)/),
    'cat /etc/os-release': {
      stdout:
        'NAME="Rocky Linux"\nVERSION="9.4 (Blue Onyx)"\nID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\nPRETTY_NAME="Rocky Linux 9.4 (Blue Onyx)"\n',
    },
    [UNITS]: units('dnf-automatic.timer', 'auditd.service'),
    [DNF]: { stdout: '' },
    'stat -c %Y:%n /var/cache/dnf/last_makecache /var/cache/dnf /var/cache/libdnf5': {
      stdout: (now) => `${stamp(now, 1)}:/var/cache/dnf/last_makecache\n${stamp(now, 30)}:/var/cache/dnf\n`,
      ...{ stderr: "stat: cannot statx '/var/cache/libdnf5': No such file or directory\n", status: 1 },
    },
    'cat /etc/dnf/automatic.conf': {
      stdout: '[commands]\n# default security\nupgrade_type = security\napply_updates = yes\n\n[emitters]\nemit_via = stdio\n',
    },
    'uname -r': { stdout: '5.14.0-427.13.1.el9_4.x86_64\n' },
    [KERNELS]: { stdout: 'vmlinuz-0-rescue-2f1a\nvmlinuz-5.14.0-362.8.1.el9_3.x86_64\nvmlinuz-5.14.0-427.13.1.el9_4.x86_64\n' },
    [RESTART]: { stdout: 'No core libraries or services have been updated since boot-up.\nReboot should not be necessary.\n' },
    [NFT]: { stdout: JSON.stringify(firewalld) },
  },
};
export const ubuntu: World = {
  name: 'ubuntu',
  commands: {
    ...without(/^(?:nft|chronyc|borg)/),
    'cat /etc/os-release': {
      stdout: 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n',
    },
    [APT_UPGRADES]: upgrades('libc6 [2.39-0ubuntu8.3] (2.39-0ubuntu8.4 Ubuntu:24.04/noble-updates [amd64])'),
    'apt-cache policy': {
      stdout:
        'Package files:\n 500 http://security.ubuntu.com/ubuntu noble-security/main amd64 Packages\n     release v=24.04,o=Ubuntu,a=noble-security,n=noble,l=Ubuntu,c=main,b=amd64\n     origin security.ubuntu.com\nPinned packages:\n',
    },
    'uname -r': { stdout: '6.8.0-49-generic\n' },
    [KERNELS]: { stdout: 'vmlinuz\nvmlinuz-6.8.0-48-generic\nvmlinuz-6.8.0-49-generic\nvmlinuz.old\n' },
    'iptables -S INPUT': { stdout: '-P INPUT DROP\n-A INPUT -j ufw-before-input\n' },
    'ip6tables -S INPUT': { stdout: '-P INPUT DROP\n-A INPUT -j ufw6-before-input\n' },
    'ufw status verbose': {
      stdout: 'Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing), disabled (routed)\nNew profiles: skip\n',
    },
  },
};

/** What claimcheck.yaml says of the backups of this server. */
export const backups = [
  { tool: 'restic', repository: '/srv/backup/web-1', passwordFile: '/etc/restic/password' },
  { tool: 'borg', repository: '/srv/borg/web-1' },
] as const;

/** The log of an osqueryd on another machine. https://osquery.readthedocs.io/en/stable/deployment/logging/#snapshot-logs */
export function osqueryLog(now: string, tables: Readonly<Record<string, readonly object[]>> = osqueryTables): string {
  return Object.entries(tables)
    .map(([table, snapshot]) =>
      JSON.stringify({ name: `pack_hardening_${table}`, hostIdentifier: 'db-1', unixTime: stamp(now, 2), action: 'snapshot', snapshot }),
    )
    .join('\n');
}
export const osqueryTables: Readonly<Record<string, readonly object[]>> = {
  os_version: [{ name: 'Ubuntu', version: '22.04.5 LTS (Jammy Jellyfish)', platform: 'ubuntu' }],
  mounts: [
    { device: '/dev/mapper/data', path: '/', type: 'ext4' },
    { device: '/dev/sda1', path: '/boot', type: 'ext4' },
    { device: 'tmpfs', path: '/run', type: 'tmpfs' },
  ],
  disk_encryption: [
    { name: '/dev/mapper/data', uuid: '1', encrypted: '1', type: 'LUKS' },
    { name: '/dev/sda1', uuid: '2', encrypted: '0', type: '' },
  ],
  listening_ports: [
    { address: '0.0.0.0', port: '22', protocol: '6', family: '2', pid: '700' },
    { address: '127.0.0.1', port: '5432', protocol: '6', family: '2', pid: '900' },
    { address: '', port: '0', protocol: '0', family: '1', pid: '1' },
  ],
  systemd_units: [
    { id: 'fail2ban.service', load_state: 'loaded', active_state: 'active' },
    { id: 'ssh.service', load_state: 'loaded', active_state: 'active' },
  ],
};
