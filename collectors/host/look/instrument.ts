/** Looks at a machine: runs the one command that a question stands for, here or over SSH, and hands back what it said. */
import { openGate, seen, Unobservable } from '../../../src/kit.ts';
import type { Instrument } from '../../../src/model.ts';
import { type HostConfig, isRemote, type Local, type Machine, machinesOf, type Remote } from '../config.ts';
import { argvOf, QUESTIONS } from '../queries.ts';
import { tableOf } from './osquery.ts';
import { type Ran, run } from './run.ts';
import { complaints, FAILED, failureOf, lastLine, sshArgv } from './ssh.ts';

type Env = (name: string) => string | undefined;
/** Under sshd's default `MaxStartups 10:30:100`, more at once are turned away by chance: https://man.openbsd.org/sshd_config#MaxStartups */
const AT_ONCE = 4;
const USUAL = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export function instrumentOf(config: HostConfig, env: Env): Instrument {
  const machines = new Map(machinesOf(config).map((machine) => [machine.name, { machine, gate: openGate(AT_ONCE) }]));
  return async ({ url }, signal) => {
    const { machine, gate } = machines.get(url.hostname) as { machine: Machine; gate: ReturnType<typeof openGate> };
    const [kind, which] = url.pathname.slice(1).split('/') as [string, string?];
    if (machine.by === 'osquery') return seen(await tableOf(machine.file, which as string));
    return seen(await gate(() => answerOf(machine.host, asked(machine.host, kind, which), signal, env)));
  };
}

interface Command {
  readonly argv: readonly string[];
  readonly codes: readonly number[];
  readonly saying?: RegExp;
  readonly root: boolean;
}
function asked({ backups }: Local | Remote, kind: string, which?: string): Command {
  const backup = which === undefined ? undefined : backups[Number(which)];
  const command = backup ? { argv: argvOf(backup), codes: [], root: false } : QUESTIONS.find(({ name }) => name === kind);
  if (!command) throw new Unobservable('plugin_crashed', `${kind} is no question`);
  return command;
}

async function answerOf(host: Local | Remote, asked: Command, signal: AbortSignal, env: Env): Promise<object> {
  const { argv, root } = asked;
  const sudo = root && host.sudo;
  const path = isRemote(host) ? USUAL : (host.path ?? USUAL);
  const command = ['LC_ALL=C', `PATH=${path.join(':')}`, ...(sudo ? ['sudo', '-n', '--'] : []), ...argv];
  const ran = await (isRemote(host)
    ? run('ssh', sshArgv(host, ['env', ...command]), { env: inherited(env, ['PATH', 'SSH_AUTH_SOCK']), deadlineMs: host.timeoutMs, signal })
    : run('/usr/bin/env', command, { env: inherited(env, ['HOME']), deadlineMs: host.timeoutMs, signal }));
  if (isRemote(host) && ran.code === FAILED) throw failureOf(ran.stderr, host);
  return meaningOf(ran, asked, sudo);
}
function inherited(env: Env, names: readonly string[]): Record<string, string> {
  const values = names.flatMap((name) => {
    const value = env(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { PATH: USUAL.join(':'), ...Object.fromEntries(values) };
}

const DENIED =
  /permission denied|not permitted|must be root|need to be root|no hostkeys available|password is required|terminal is required|not in the sudoers|not allowed to (?:execute|run)|superuser/i;

/** 127: there is no such command, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html section 2.8.2 */
function meaningOf({ code, stdout, stderr }: Ran, { argv, codes, saying }: Command, sudo: boolean): object {
  const tool = argv[0] as string;
  if (code === 0) return { code, stdout };
  const detail = `${tool} ended with status ${code}: ${lastLine(stderr)}`;
  if (sudo && code === 127) throw new Unobservable('not_run', 'sudo is not installed there');
  const absent = code === 127 && /not found|No such file/i.test(stderr) && !/shared librar/i.test(stderr);
  if (absent || (sudo && /^sudo: \S+: command not found/m.test(stderr))) return { absent: tool };
  if (DENIED.test(stderr)) throw new Unobservable('access_denied', detail);
  const meant = saying === undefined || complaints(stderr).every((line) => saying.test(line));
  if (codes.includes(code) && meant) return { code, stdout };
  throw new Unobservable('provider_error', detail);
}
