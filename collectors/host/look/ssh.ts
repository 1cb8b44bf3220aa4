/** OpenSSH's own client, with a fixed list of arguments, and what it means when it gets nowhere. */
import { Unobservable } from '../../../src/kit.ts';
import type { Reason } from '../../../src/model.ts';
import type { Remote } from '../config.ts';

/** https://man.openbsd.org/ssh_config : no file of the user's or the machine's is read, nothing is asked, forwarded or learned. */
export function sshArgv({ address, user, port, identity, knownHosts }: Remote, command: readonly string[]): readonly string[] {
  const options = [
    ...['BatchMode=yes', 'StrictHostKeyChecking=yes', `UserKnownHostsFile=${knownHosts}`, 'GlobalKnownHostsFile=/dev/null'],
    ...['UpdateHostKeys=no', 'VerifyHostKeyDNS=no', 'PreferredAuthentications=publickey', 'RequestTTY=no', 'LogLevel=ERROR'],
    ...['ForwardAgent=no', 'ForwardX11=no', 'ClearAllForwardings=yes', 'PermitLocalCommand=no', 'ControlMaster=no', 'ControlPath=none'],
    ...['ConnectTimeout=10', 'ConnectionAttempts=1', 'ServerAliveInterval=5', 'ServerAliveCountMax=3'],
    ...(identity === undefined ? [] : ['IdentitiesOnly=yes', 'IdentityAgent=none']),
  ];
  return [
    ...['-F', '/dev/null', '-T', ...options.flatMap((option) => ['-o', option])],
    ...(identity === undefined ? [] : ['-i', identity]),
    ...['-p', String(port), '-l', user, '--', address, ...command],
  ];
}

/** ssh's own exit status where it has failed itself: https://man.openbsd.org/ssh#EXIT_STATUS */
export const FAILED = 255;
const MEANINGS: readonly (readonly [RegExp, Reason, retry?: true])[] = [
  [/Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|host key is known for|Unable to negotiate/i, 'tls_failure'],
  [/Permission denied|Too many authentication failures|Bad owner or permissions|UNPROTECTED PRIVATE KEY/i, 'credentials_invalid'],
  [/timed out|not responding/i, 'timeout'],
  [
    /Could not resolve|Connection refused|No route to host|Network is unreachable|Connection reset|closed by|kex_exchange|Broken pipe/i,
    'unreachable',
    true,
  ],
];
export function failureOf(stderr: string, { address, port, user }: Remote): Unobservable {
  const found = MEANINGS.find(([pattern]) => pattern.test(stderr));
  const hint = found?.[1] === 'tls_failure' ? 'the host key is not the one in knownHosts: ' : '';
  const [, reason, retry] = found ?? [undefined, 'provider_error' as const];
  return new Unobservable(reason, `ssh ${user}@${address} port ${port}: ${hint}${lastLine(stderr)}`, retry === true);
}

/** What somebody else says, as one short line of letters that do nothing. */
export const lastLine = (text: string): string => (complaints(text).at(-1) ?? 'it said nothing').slice(0, 200);
export const complaints = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/[^\x20-\x7e]+/g, ' ').trim())
    .filter((line) => line !== '');
