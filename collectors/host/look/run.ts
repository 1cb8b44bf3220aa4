/** One command, run to its end: no shell, nothing to read from, a deadline and a limit to what it may say. */
import { spawn } from 'node:child_process';
import { Unobservable } from '../../../src/kit.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
export interface Bounds {
  readonly env: Readonly<Record<string, string>>;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}
const MOST = 8 * 1024 * 1024;
const MOST_ERRORS = 16 * 1024;

/** Throws `Unobservable` where there is no whole output: it hung, it said too much, it was killed, or it is not installed here (`not_run`). */
export function run(file: string, argv: readonly string[], { env, deadlineMs, signal }: Bounds): Promise<Ran> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Unobservable('aborted', 'the run was interrupted'));
    const child = spawn(file, argv, { env, shell: false, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    let [said, complained] = [0, 0];
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      settle();
    };
    const stop = (why: Unobservable) =>
      end(() => {
        child.kill('SIGKILL');
        // whatever it has started may hold the other ends
        child.stdout.destroy();
        child.stderr.destroy();
        reject(why);
      });
    const timer = setTimeout(() => stop(new Unobservable('timeout', `no whole answer within ${deadlineMs} ms`)), deadlineMs);
    const abort = () => stop(new Unobservable('aborted', 'the run was interrupted'));
    signal.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.length;
      if (said > MOST) stop(new Unobservable('too_large', `more than ${MOST} bytes`));
      else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complained += chunk.length;
      if (complained <= MOST_ERRORS) errors.push(chunk);
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      stop(new Unobservable('not_run', `${file} cannot be started on this machine: ${error.code}`)),
    );
    child.on('close', (code, killed) =>
      end(() =>
        code === null
          ? reject(new Unobservable('provider_error', `ended by ${killed}`))
          : resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(errors).toString() }),
      ),
    );
  });
}
