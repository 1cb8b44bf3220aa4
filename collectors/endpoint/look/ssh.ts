/**
 * Answers `ssh://host:port/methods`: which ways of signing in an SSH server offers to somebody who offers none (RFC 4252 section 5.2). Asked
 * by OpenSSH's own client with a fixed list of arguments, no shell, no key, no known hosts: https://man.openbsd.org/ssh
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { Unobservable } from '../../../src/kit.ts';
import { atOf, type Target } from '../config.ts';
import { type Place, peerOf, type Vetted, vet } from './dial.ts';

/** `-N`: should the server let nobody in particular in, nothing is run there. */
const ARGUMENTS = [
  ['-F', '/dev/null', '-N', '-T', '-v', '-x', '-a'],
  ['-o', 'BatchMode=yes', '-o', 'PreferredAuthentications=none', '-o', 'PubkeyAuthentication=no', '-o', 'IdentitiesOnly=yes'],
  ['-o', 'IdentityFile=none', '-o', 'IdentityAgent=none', '-o', 'GSSAPIAuthentication=no', '-o', 'HostbasedAuthentication=no'],
  ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'GlobalKnownHostsFile=/dev/null'],
  ['-o', 'CheckHostIP=no', '-o', 'UpdateHostKeys=no', '-o', 'ControlMaster=no', '-o', 'ControlPath=none', '-o', 'ClearAllForwardings=yes'],
  ['-o', 'PermitLocalCommand=no', '-o', 'ConnectionAttempts=1', '-o', 'LogLevel=DEBUG1', '-l', 'claimcheck'],
].flat();
const MOST_BYTES = 64 * 1024;

export async function lookMethods(target: Target, path: string | undefined, place: Place, signal: AbortSignal): Promise<object> {
  const [address] = await vet(target, place, signal);
  const said = await run(address as Vetted, target, { path, place, signal });
  return { peer: peerOf(address as Vetted), methods: methodsIn(said, target) };
}

interface Surroundings {
  readonly path: string | undefined;
  readonly place: Place;
  readonly signal: AbortSignal;
}
function run({ address, port }: Vetted, target: Target, { path, place, signal }: Surroundings): Promise<string> {
  return new Promise((settle, fail) => {
    const env = { LC_ALL: 'C', ...(path !== undefined && { PATH: path }) };
    const child: ChildProcess = spawn('ssh', [...ARGUMENTS, '-p', String(port), '--', address], {
      env,
      shell: false,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    const stop = (error?: Unobservable) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      child.kill('SIGKILL');
      if (error) fail(error);
      else settle(said);
    };
    const aborted = () => stop(new Unobservable('aborted', 'the run was interrupted'));
    const timer = setTimeout(() => stop(new Unobservable('timeout', `${atOf(target)}: no list of methods in time`)), place.timeoutMs);
    signal.addEventListener('abort', aborted);
    child.once('error', (error: NodeJS.ErrnoException) =>
      stop(
        new Unobservable(
          'internal_error',
          `${error.code === 'ENOENT' ? "OpenSSH's client `ssh` is not on this machine" : `ssh could not be started: ${error.code}`}`,
        ),
      ),
    );
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < MOST_BYTES) said += text;
      if (letIn(said)) stop(); // with -N the client would stay
    });
    child.once('close', () => stop());
  });
}

const letIn = (said: string) => /^Authenticated to .* using "none"\.\r?$/m.test(said);

/** From the client's own debugging lines. What the server sends as its banner may look like them: two that differ are no answer. */
export function methodsIn(said: string, target: Target): readonly string[] {
  if (letIn(said)) return ['none'];
  const lists = new Set(
    [...said.matchAll(/^debug1: Authentications that can continue: ([a-z0-9@.,-]+)\r?$/gm)].map(([, list]) => list as string),
  );
  const [list] = lists;
  if (lists.size === 1 && list !== undefined) return list.split(',');
  if (lists.size > 1) throw new Unobservable('malformed_response', `${atOf(target)} gave several lists of methods that differ`);
  const last =
    said
      .trim()
      .split(/\r?\n/)
      .filter((line) => !line.startsWith('debug1:'))
      .at(-1) ?? 'nothing was said';
  throw new Unobservable('unreachable', `${atOf(target)} gave no list of methods: ${last.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)}`);
}
