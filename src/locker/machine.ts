import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import process from 'node:process';

/** Who this process is, in terms that outlive it. What the system does not tell is null. */
export interface Machine {
  readonly pid: number;
  readonly host: string;
  /** Changes at every boot. */
  readonly boot: string | null;
  /** The pid namespace: in another one, the same number means another process. */
  readonly space: string | null;
  /** When this process started, in ticks since boot: tells it from a later process with the same pid. */
  readonly start: string | null;
  /** The same for another process; null when it has ended. */
  startOf(pid: number): Promise<string | null>;
  /** Some process has this pid. */
  alive(pid: number): boolean;
}

/**
 * Linux tells all of it in /proc. macOS has no /proc: boot, space and start are null there, and whether a lock is stale is decided by
 * its pid alone; a reused pid then makes a stale lock look held, which refuses a run and never lets two in.
 */
export async function thisMachine(): Promise<Machine> {
  const [boot, space, start] = await Promise.all([
    told(readFile('/proc/sys/kernel/random/boot_id', 'utf8')),
    told(readlink('/proc/self/ns/pid')),
    startOf(process.pid),
  ]);
  return { pid: process.pid, host: hostname(), boot, space, start, startOf, alive };
}

/** Field 22 of /proc/<pid>/stat; the name in field 2 may hold blanks and brackets. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function startOf(pid: number): Promise<string | null> {
  const stat = await told(readFile(`/proc/${pid}/stat`, 'utf8'));
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended; only its parent has not looked yet.
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function told(answer: Promise<string>): Promise<string | null> {
  try {
    return (await answer).trim();
  } catch {
    return null;
  }
}
