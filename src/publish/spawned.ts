import { spawn } from 'node:child_process';

export interface Said {
  readonly status: number | null;
  readonly out: Buffer;
  readonly err: string;
}
/** What is kept of what a program says. */
const MOST = 64 << 20;

/** A program with arguments as they are: no shell reads them. */
export function spawned(program: string, argv: readonly string[], input: string | undefined, signal: AbortSignal): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { shell: false, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'], signal });
    const out: Buffer[] = [];
    let size = 0;
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST) child.kill();
      else out.push(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      err = (err + chunk.toString('utf8')).slice(-4000);
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status: size > MOST ? null : status, out: Buffer.concat(out), err }));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
