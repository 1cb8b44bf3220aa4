/** A real MariaDB of its own: Debian's, in a temporary folder, on a free port, with TLS, gone afterwards. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './endpoint/servers.ts';

const SERVER = '/usr/sbin/mariadbd';
export const present = existsSync(SERVER);
/** It refuses to run as root: then as Debian's own user for it. */
const asRoot = process.getuid?.() === 0;

export interface MariaDb {
  readonly port: number;
  /** The certificate that signs the server's, as PEM. */
  readonly ca: string;
  /** As the first account, over the socket. */
  sql(text: string): string;
  stop(): Promise<void>;
}
export async function startMariaDb(): Promise<MariaDb> {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-mariadb-'));
  const data = join(dir, 'data');
  mkdirSync(data);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
    '-days',
    '9',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  );
  if (asRoot) execFileSync('chown', ['-R', 'mysql:mysql', dir]);
  const user = asRoot ? ['--user=mysql'] : [];
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
    { stdio: 'pipe' },
  );
  const port = await freePort();
  const socket = join(dir, 'socket');
  const tls = [`--ssl-cert=${dir}/cert.pem`, `--ssl-key=${dir}/key.pem`, '--tls-version=TLSv1.2,TLSv1.3'];
  const where = [`--datadir=${data}`, `--socket=${socket}`, `--port=${port}`, '--bind-address=127.0.0.1', `--pid-file=${dir}/pid`];
  const child: ChildProcess = spawn(SERVER, ['--no-defaults', ...where, ...tls, '--skip-log-bin', ...user], { stdio: 'ignore' });
  const sql = (text: string) =>
    execFileSync('mariadb', ['--no-defaults', `--socket=${socket}`, '-u', 'root', '-N', '-B', '-e', text], {
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: 20_000,
    }).trim();
  for (let tries = 0; !existsSync(socket); tries++) {
    if (child.exitCode !== null || tries > 400) throw new Error('MariaDB does not start');
    await new Promise((go) => setTimeout(go, 50));
  }
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await new Promise((done) => child.once('exit', done));
    rmSync(dir, { recursive: true, force: true });
  };
  return { port, ca: readFileSync(join(dir, 'cert.pem'), 'utf8'), sql, stop };
}
