/** A real PostgreSQL of its own: Debian's 15, in a temporary folder, on a free port, with TLS, gone afterwards. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BASE = '/usr/lib/postgresql';
const newest = existsSync(BASE) ? readdirSync(BASE).sort((a, b) => Number(b) - Number(a))[0] : undefined;
export const bin = newest === undefined ? undefined : join(BASE, newest, 'bin');

export interface Cluster {
  readonly port: number;
  /** The certificate that signs the server's, as PEM. */
  readonly ca: string;
  /** As superuser, over the socket. */
  sql(text: string, database?: string): string;
  /** Replaces pg_hba.conf; reads it unless told not to. */
  rules(lines: readonly string[], reload?: boolean): void;
  /** Away, as a database is that was stopped; `start` brings it back with what it held. */
  halt(): void;
  start(): void;
  stop(): void;
}

/** Servers refuse to run as root: then as Debian's own user for it. */
const asUser = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];
const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));

export async function startCluster(): Promise<Cluster> {
  const programs = bin as string;
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-pg-'));
  if (asUser.length > 0) chownSync(dir, id('-u'), id('-g'));
  const run = (program: string, ...args: readonly string[]) => {
    const [command = '', ...rest] = [...asUser, join(programs, program), ...args];
    return execFileSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], cwd: dir });
  };
  const data = join(dir, 'data');
  run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale', 'C', '--no-sync');
  const ca = certify(data);
  const port = await freePort();
  const options = `-p ${port} -k ${dir} -c listen_addresses=127.0.0.1 -c fsync=off -c ssl=on -c ssl_min_protocol_version=TLSv1.2`;
  run('pg_ctl', '-D', data, '-l', join(dir, 'log'), '-w', '-o', options, 'start');
  const sql: Cluster['sql'] = (text, database = 'postgres') =>
    run(
      'psql',
      '-h',
      dir,
      '-p',
      String(port),
      '-U',
      'postgres',
      '-d',
      database,
      '-X',
      '-A',
      '-t',
      '-v',
      'ON_ERROR_STOP=1',
      '-c',
      text,
    ).trim();
  return {
    port,
    ca,
    sql,
    rules(lines, reload = true) {
      writeFileSync(join(data, 'pg_hba.conf'), `local all all trust\n${lines.join('\n')}\n`);
      if (reload) sql('select pg_reload_conf()');
    },
    halt: () => void run('pg_ctl', '-D', data, '-m', 'immediate', 'stop'),
    start: () => void run('pg_ctl', '-D', data, '-l', join(dir, 'log'), '-w', '-o', options, 'start'),
    stop() {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function certify(data: string): string {
  const [key, cert] = [join(data, 'server.key'), join(data, 'server.crt')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject], {
    stdio: 'ignore',
  });
  chmodSync(key, 0o600);
  if (asUser.length > 0) for (const file of [key, cert]) chownSync(file, id('-u'), id('-g'));
  return readFileSync(cert, 'utf8');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
