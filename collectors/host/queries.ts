/** Every command that is ever run on a machine, word for word. None of them changes anything, and no word of one means anything to a shell. */
import type { Call } from '../../src/model.ts';
import type { Backup } from './config.ts';

export interface Question {
  /** The last part of its address. */
  readonly name: string;
  readonly call: Call;
  readonly argv: readonly string[];
  /** Exit statuses, besides 0, with which the command answers rather than fails. */
  readonly codes: readonly number[];
  /** With such a status, what each line of complaint must say; absent: anything. */
  readonly saying?: RegExp;
  /** Only root is shown it. */
  readonly root: boolean;
}
const man = (page: string) => `https://manpages.debian.org/${page}`;
const ANY = 'any account';
const question = (name: string, verb: 'Get' | 'List', what: string, docs: string, command: string, codes: number[] = []): Question => ({
  ...{ name, codes, root: false, argv: command.split(' ') },
  call: { operation: `host:${verb}${what}`, permission: ANY, docs },
});
/** That a file is not there is an answer; that it cannot be read is none. */
const orNone = (asked: Question): Question => ({ ...asked, codes: [1], saying: /: No such file or directory$/ });
const asRoot = (asked: Question): Question => ({
  ...asked,
  root: true,
  call: { ...asked.call, permission: 'root, or sudo for this one command' },
});

export const OS_RELEASE = question('os-release', 'Get', 'OsRelease', man('os-release.5'), 'cat /etc/os-release');
export const UNITS = question(
  'units',
  'List',
  'Units',
  man('systemctl.1'),
  'systemctl show --property=Id,LoadState,ActiveState apt-daily.timer apt-daily-upgrade.timer dnf-automatic.timer dnf-automatic-install.timer ' +
    'dnf5-automatic.timer auditd.service fail2ban.service crowdsec.service sshguard.service dailyaidecheck.timer aidecheck.timer samhain.service ' +
    'wazuh-agent.service osqueryd.service',
);

/** Simulated: nothing is fetched, nothing is installed. */
export const APT_UPGRADES = question('apt-upgrades', 'List', 'AptUpgrades', man('apt-get.8'), 'apt-get -s -q dist-upgrade');
export const APT_POLICY = question('apt-policy', 'Get', 'AptPolicy', man('apt-cache.8'), 'apt-cache policy');
/** When the lists were last fetched; it answers 1 as well where one of these is not there. */
export const APT_LISTS = orNone(
  question(
    'apt-lists',
    'Get',
    'AptListsAge',
    man('stat.1'),
    'stat -c %Y:%n /var/lib/apt/periodic/update-success-stamp /var/lib/apt/periodic/update-stamp /var/lib/apt/lists',
  ),
);
export const APT_CONFIG = question('apt-config', 'Get', 'AptConfig', man('apt-config.8'), 'apt-config dump APT::Periodic');
export const APT_UNATTENDED: Question = {
  ...question('apt-unattended', 'Get', 'UnattendedUpgrades', man('dpkg.1'), 'dpkg -s unattended-upgrades', [1]),
  saying: /is not installed and no information is available|^Use dpkg /,
};
/** From the cache alone: no metadata is fetched. */
export const DNF_ADVISORIES = question(
  'dnf-advisories',
  'List',
  'DnfAdvisories',
  'https://dnf.readthedocs.io/en/latest/command_ref.html#updateinfo-command',
  'dnf -q -C updateinfo list --security',
);
export const DNF_CACHE = orNone(
  question(
    'dnf-cache',
    'Get',
    'DnfCacheAge',
    man('stat.1'),
    'stat -c %Y:%n /var/cache/dnf/last_makecache /var/cache/dnf /var/cache/libdnf5',
  ),
);
export const DNF_AUTOMATIC = orNone(
  question('dnf-automatic', 'Get', 'DnfAutomatic', 'https://dnf.readthedocs.io/en/latest/automatic.html', 'cat /etc/dnf/automatic.conf'),
);

export const KERNEL = question('kernel', 'Get', 'Kernel', man('uname.1'), 'uname -r');
export const KERNELS = question('kernels', 'List', 'Kernels', man('ls.1'), 'ls -1 /boot');
export const REBOOT_REQUIRED = orNone(
  question('reboot-required', 'Get', 'RebootRequired', man('unattended-upgrade.8'), 'stat -c %Y:%n /run/reboot-required'),
);
export const NEEDS_RESTARTING = question(
  'needs-restarting',
  'Get',
  'NeedsRestarting',
  'https://dnf-plugins-core.readthedocs.io/en/latest/needs_restarting.html',
  'needs-restarting -r',
  [1],
);

export const BLOCK_DEVICES = question('block-devices', 'List', 'BlockDevices', man('lsblk.8'), 'lsblk -J -o NAME,TYPE,FSTYPE,MOUNTPOINT');

export const NFT_RULES = asRoot(question('nft', 'List', 'NftRules', man('nft.8'), 'nft -j list ruleset'));
export const IPTABLES_RULES = asRoot(question('iptables', 'List', 'IptablesRules', man('iptables.8'), 'iptables -S INPUT'));
export const IP6TABLES_RULES = asRoot(question('ip6tables', 'List', 'Ip6tablesRules', man('ip6tables.8'), 'ip6tables -S INPUT'));
export const UFW_STATUS = asRoot(question('ufw', 'Get', 'UfwStatus', man('ufw.8'), 'ufw status verbose'));
export const IPV6_OFF = question('ipv6', 'Get', 'Ipv6Setting', man('sysctl.8'), 'cat /proc/sys/net/ipv6/conf/all/disable_ipv6');

export const SSHD = asRoot(question('sshd', 'Get', 'SshdConfig', 'https://man.openbsd.org/sshd.8', 'sshd -T'));
export const TIMEDATECTL = question('timedatectl', 'Get', 'TimeStatus', man('timedatectl.1'), 'timedatectl show');
export const CHRONYC = question('chronyc', 'Get', 'ChronyTracking', man('chronyc.1'), 'chronyc -n -c tracking', [1]);
export const SOCKETS = question('sockets', 'List', 'ListeningSockets', man('ss.8'), 'ss -tulnH');

export const QUESTIONS: readonly Question[] = [
  ...[OS_RELEASE, UNITS, APT_UPGRADES, APT_POLICY, APT_LISTS, APT_CONFIG, APT_UNATTENDED, DNF_ADVISORIES, DNF_CACHE, DNF_AUTOMATIC],
  ...[KERNEL, KERNELS, REBOOT_REQUIRED, NEEDS_RESTARTING, BLOCK_DEVICES],
  ...[NFT_RULES, IPTABLES_RULES, IP6TABLES_RULES, UFW_STATUS, IPV6_OFF, SSHD, TIMEDATECTL, CHRONYC, SOCKETS],
];

/** The two that name something of claimcheck.yaml: its letters are those that mean nothing to a shell. */
export const RESTIC: Call = {
  operation: 'host:ListResticSnapshots',
  permission: 'an account that may read the repository and its password file',
  docs: man('restic-snapshots.1'),
};
export const BORG: Call = {
  operation: 'host:ListBorgArchives',
  permission: 'an account that may read the repository, with its passphrase in the environment of that account if it has one',
  docs: man('borg-list.1'),
};
export const callOf = ({ tool }: Backup): Call => (tool === 'restic' ? RESTIC : BORG);
/** Without a lock and without a cache: nothing is written, neither there nor here. */
export const argvOf = ({ tool, repository, passwordFile }: Backup): readonly string[] =>
  tool === 'restic'
    ? [
        ...['restic', '--no-lock', '--no-cache', '--json', `--repo=${repository}`],
        ...(passwordFile === undefined ? [] : [`--password-file=${passwordFile}`]),
        ...['snapshots', '--latest=1'],
      ]
    : ['borg', '--bypass-lock', 'list', '--json', '--last=1', repository];

/** https://osquery.readthedocs.io/en/stable/deployment/logging/#snapshot-logs */
export const OSQUERY: Call = {
  operation: 'host:GetOsqueryTable',
  permission: 'reading the file that claimcheck.yaml names',
  docs: 'https://osquery.readthedocs.io/en/stable/deployment/logging/',
};
/** Tables that are used, and nothing else of the log. */
export const TABLES = ['os_version', 'mounts', 'disk_encryption', 'listening_ports', 'systemd_units'] as const;
export type Table = (typeof TABLES)[number];
