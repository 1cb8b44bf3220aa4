/** What claimcheck.yaml may say about machines. Whatever ends up in a command line is made of letters that mean nothing to a shell. */
import { z } from 'zod';

const Name = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'a name of small letters, digits, dots and hyphens');
/** Nothing that OpenSSH or a shell would expand: https://man.openbsd.org/ssh_config#TOKENS */
const Path = z.string().regex(/^[\w./+@][\w./+@-]*$/, 'a path of letters, digits and . / _ + @ -');
const Backup = z.strictObject({
  tool: z.enum(['restic', 'borg']),
  repository: z
    .string()
    .regex(/^[\w./][\w./:@+-]*$/, 'a repository of letters, digits and . / : _ @ + -')
    .describe('As the tool is given it; never with a password in it'),
  passwordFile: Path.optional().describe('On that machine: the file that holds the password of the repository (restic)'),
  hostname: z.string().min(1).optional().describe('Whose snapshots count, where several machines share the repository (restic)'),
});
export type Backup = z.infer<typeof Backup>;

const common = {
  name: Name.describe('What you call this machine'),
  sudo: z.boolean().default(false).describe('Put `sudo -n` in front of the commands that need root'),
  timeoutMs: z.int().min(100).max(600_000).default(60_000).describe('How long one command may take, in ms'),
  backups: z.array(Backup).default([]).describe('Repositories that hold the backups of this machine'),
};
const Local = z.strictObject({
  ...common,
  local: z.literal(true).describe('The machine that claimcheck runs on'),
  path: z
    .array(z.string().regex(/^\/[^:\0]*$/, 'an absolute path'))
    .min(1)
    .optional()
    .describe('The folders in which its commands are looked up; absent: the usual ones'),
});
const Remote = z.strictObject({
  ...common,
  address: z.string().regex(/^[A-Za-z0-9:][\w.:-]*$/, 'a host name or an address'),
  user: z
    .string()
    .regex(/^[A-Za-z_][\w.-]*$/, 'a user name')
    .describe('An account that only reads'),
  port: z.int().min(1).max(65_535).default(22),
  identity: Path.optional().describe('The file with its private key; absent: the keys of the agent that SSH_AUTH_SOCK names'),
  knownHosts: Path.describe('The file with the host keys, in the format of known_hosts; a machine with another key is not spoken to'),
});
export type Local = z.infer<typeof Local>;
export type Remote = z.infer<typeof Remote>;

const Entry = z.strictObject({
  type: z.literal('host'),
  name: z.string().min(1).describe('What you call these machines'),
  hosts: z.array(z.union([Local, Remote])).default([]),
  osquery: z
    .array(z.string().min(1))
    .default([])
    .describe('Snapshot logs of osqueryd, as JSON lines, each of one machine, which is called as the file without its ending'),
});
export type HostConfig = z.infer<typeof Entry>;
export const HostConfig: typeof Entry = Entry.superRefine((entry, ctx) => {
  const machines = machinesOf(entry);
  const fault = (message: string) => ctx.addIssue({ code: 'custom', path: ['hosts'], message });
  if (machines.length === 0) fault('no machine is named');
  for (const { name } of machines)
    if (!Name.safeParse(name).success) fault(`${name}: a machine is named in small letters, digits, . and -`);
  for (const [at, { name }] of machines.entries())
    if (machines.findIndex((one) => one.name === name) !== at) fault(`${name} is named twice`);
});

/** One machine, and how it is looked at. */
export type Machine =
  | { readonly name: string; readonly by: 'commands'; readonly host: Local | Remote }
  | { readonly name: string; readonly by: 'osquery'; readonly file: string };

export const machinesOf = ({ hosts, osquery }: Pick<HostConfig, 'hosts' | 'osquery'>): readonly Machine[] => [
  ...hosts.map((host) => ({ name: host.name, by: 'commands' as const, host })),
  ...osquery.map((file) => ({ name: nameOf(file), by: 'osquery' as const, file })),
];
const nameOf = (file: string) => file.slice(file.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
export const keyOf = (entry: string, machine: string) => `host/${entry}/${machine}`;
export const isRemote = (host: Local | Remote): host is Remote => 'address' in host;
