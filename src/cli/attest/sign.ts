/** Signs with OpenSSH's own tool, which knows agents, tokens and passphrases: https://man.openbsd.org/ssh-keygen#Y */
import { spawn } from 'node:child_process';
import { Refusal } from '../../errors.ts';
import type { Edge } from '../edge.ts';

/** What the tool needs of the environment to reach an agent, or to ask for a passphrase. */
const PASSED = [
  'PATH',
  'HOME',
  'USER',
  'SSH_AUTH_SOCK',
  'SSH_ASKPASS',
  'SSH_ASKPASS_REQUIRE',
  'SSH_SK_PROVIDER',
  'DISPLAY',
  'TERM',
  'LANG',
];

/** The armoured signature of these bytes. The tool asks on the terminal where it has to; no shell reads the names. */
export function signed(bytes: Uint8Array, key: string, namespace: string, edge: Pick<Edge, 'env' | 'signal'>): Promise<string> {
  const env = Object.fromEntries(PASSED.flatMap((name) => (edge.env(name) === undefined ? [] : [[name, edge.env(name) as string]])));
  return new Promise((resolve, reject) => {
    const child = spawn('ssh-keygen', ['-Y', 'sign', '-f', key, '-n', namespace], {
      env,
      signal: edge.signal,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const [out, said]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.on('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new Refusal('USAGE', cause.code === 'ENOENT' ? 'ssh-keygen is not installed' : `ssh-keygen could not be run: ${cause.message}`, {
          hint: 'it comes with OpenSSH 8.0 and later',
          cause,
        }),
      ),
    );
    child.on('close', (code) => {
      const text = Buffer.concat(out).toString('utf8');
      if (code === 0 && text.startsWith('-----BEGIN SSH SIGNATURE-----')) resolve(text);
      else reject(new Refusal('USAGE', `ssh-keygen did not sign: ${lastOf(Buffer.concat(said).toString('utf8'))}`));
    });
    // a key that cannot be read ends the tool before it has read what is to be signed
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(bytes);
  });
}
const lastOf = (text: string): string => text.trim().split('\n').at(-1)?.trim() || 'no reason given';
