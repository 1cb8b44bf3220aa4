/** nginx with fourteen configurations, thirteen of them bad in one way each, on loopback; certificates made for today by the openssl command. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Bad {
  readonly name: string;
  readonly certificate: Leaf;
  /** nginx: https://nginx.org/en/docs/http/ngx_http_ssl_module.html */
  readonly protocols: string;
  readonly ciphers: string;
}
type Leaf = 'good' | 'ec' | 'expired' | 'soon' | 'future' | 'wronghost' | 'weakkey' | 'sha1' | 'self' | 'nochain';
const MODERN = 'TLSv1.2 TLSv1.3';
export const BAD: readonly Bad[] = [
  { name: 'good', certificate: 'good', protocols: MODERN, ciphers: 'ECDHE+AESGCM' },
  { name: 'old versions', certificate: 'good', protocols: 'TLSv1 TLSv1.1 TLSv1.2', ciphers: 'ALL:@SECLEVEL=0' },
  { name: 'static RSA', certificate: 'good', protocols: 'TLSv1.2', ciphers: 'AES128-SHA:DES-CBC3-SHA:@SECLEVEL=0' },
  { name: 'expired', certificate: 'expired', protocols: MODERN, ciphers: 'ECDHE+AESGCM' },
  { name: 'expires soon', certificate: 'soon', protocols: MODERN, ciphers: 'ECDHE+AESGCM' },
  { name: 'not yet valid', certificate: 'future', protocols: MODERN, ciphers: 'ECDHE+AESGCM' },
  { name: 'another host', certificate: 'wronghost', protocols: MODERN, ciphers: 'ECDHE+AESGCM' },
  { name: 'self-signed', certificate: 'self', protocols: MODERN, ciphers: 'ECDHE+AESGCM' },
  { name: 'without intermediate', certificate: 'nochain', protocols: MODERN, ciphers: 'ECDHE+AESGCM' },
  { name: 'RSA of 1024 bits', certificate: 'weakkey', protocols: MODERN, ciphers: 'ECDHE+AESGCM:@SECLEVEL=0' },
  { name: 'signed with SHA-1', certificate: 'sha1', protocols: MODERN, ciphers: 'ECDHE+AESGCM:@SECLEVEL=0' },
  { name: 'TLS 1.3 alone', certificate: 'ec', protocols: 'TLSv1.3', ciphers: 'HIGH' },
  { name: 'NULL', certificate: 'good', protocols: 'TLSv1.2', ciphers: 'NULL-SHA256:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0' },
  { name: 'anonymous', certificate: 'good', protocols: 'TLSv1.2', ciphers: 'AECDH-AES128-SHA:ADH-AES128-SHA256:@SECLEVEL=0' },
];

export interface Servers {
  readonly ports: ReadonlyMap<string, number>;
  /** PEM of the root. */
  readonly ca: string;
  close(): Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const dir = mkdtempSync(join(tmpdir(), 'claimcheck-nginx-'));
  makeCertificates(dir);
  const ports = new Map<string, number>();
  for (const { name } of BAD) ports.set(name, await freePort());
  writeFileSync(join(dir, 'nginx.conf'), configuration(ports));
  const child = spawn('nginx', ['-p', `${dir}/`, '-c', 'nginx.conf', '-e', 'error.log'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  for (const port of ports.values()) await listening(port, child, () => said);
  const close = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await new Promise((done) => child.once('exit', done));
    rmSync(dir, { recursive: true, force: true });
  };
  return { ports, ca: readFileSync(join(dir, 'ca.pem'), 'utf8'), close };
}

function configuration(ports: ReadonlyMap<string, number>): string {
  const servers = BAD.map(
    ({ name, certificate, protocols, ciphers }) => `
  server {
    listen 127.0.0.1:${ports.get(name)} ssl;
    server_name localhost;
    ssl_certificate ${certificate}.chain.pem;
    ssl_certificate_key ${certificate === 'nochain' ? 'good' : certificate}.key;
    ssl_protocols ${protocols};
    ssl_ciphers ${ciphers};
    ssl_dhparam dh.pem;
    location / { return 200 'ok'; }
  }`,
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`).join(' ');
  return `daemon off; master_process off; pid nginx.pid; error_log error.log;
events { worker_connections 256; }
http { access_log off; ${temporary} ${servers.join('')}
}
`;
}

function makeCertificates(dir: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
  const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
  const key = (name: string, spec: string) =>
    spec === 'ec'
      ? openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`)
      : openssl('genrsa', '-out', `${name}.key`, spec);
  const root = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '3650',
    '-subj',
    '/CN=Root',
    ...root,
  );
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'int.key', '-out', 'int.csr', '-subj', '/CN=Intermediate');
  write('int.ext', 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n');
  openssl(
    'x509',
    '-req',
    '-in',
    'int.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '3000',
    '-extfile',
    'int.ext',
    '-out',
    'int.pem',
  );
  openssl('dhparam', '-dsaparam', '-out', 'dh.pem', '2048');
  mkdirSync(join(dir, 'db'));
  const leaf = (name: Leaf, spec: string, host: string, [from, until]: readonly [number, number], digest = 'sha256') => {
    key(name, spec);
    openssl('req', '-new', '-key', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${host}`);
    write(`${name}.ext`, `basicConstraints=CA:FALSE\nsubjectAltName=DNS:${host}\nextendedKeyUsage=serverAuth\n`);
    write('db/index.txt', '');
    write('db/index.txt.attr', 'unique_subject=no\n');
    write('db/serial', `${'10'.repeat(7)}${name.length}${digest.length}\n`);
    write(
      'ca.cnf',
      `[ca]\ndefault_ca=d\n[d]\ndir=db\ndatabase=db/index.txt\nserial=db/serial\nnew_certs_dir=db\ndefault_md=${digest}\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n`,
    );
    openssl(
      'ca',
      '-batch',
      '-config',
      'ca.cnf',
      '-cert',
      'int.pem',
      '-keyfile',
      'int.key',
      '-in',
      `${name}.csr`,
      '-out',
      `${name}.pem`,
      '-notext',
      '-startdate',
      day(from),
      '-enddate',
      day(until),
      '-extfile',
      `${name}.ext`,
    );
    write(`${name}.chain.pem`, readFileSync(join(dir, `${name}.pem`), 'utf8') + readFileSync(join(dir, 'int.pem'), 'utf8'));
  };
  leaf('good', '2048', 'localhost', [-10, 80]);
  leaf('ec', 'ec', 'localhost', [-10, 80]);
  leaf('expired', '2048', 'localhost', [-400, -40]);
  leaf('soon', '2048', 'localhost', [-80, 10]);
  leaf('future', '2048', 'localhost', [40, 130]);
  leaf('wronghost', '2048', 'other.example', [-10, 80]);
  leaf('weakkey', '1024', 'localhost', [-10, 80]);
  leaf('sha1', '2048', 'localhost', [-10, 80], 'sha1');
  write('nochain.chain.pem', readFileSync(join(dir, 'good.pem'), 'utf8'));
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'self.key',
    '-out',
    'self.chain.pem',
    '-days',
    '90',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  );
}
/** `20260201000000Z`, counted from today. */
const day = (days: number) => `${new Date(Date.now() + days * 864e5).toISOString().slice(0, 10).replaceAll('-', '')}000000Z`;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
export async function listening(port: number, child: ChildProcess, said: () => string): Promise<void> {
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`nobody listens on ${port}: ${said()}`);
    const open = await new Promise<boolean>((settle) => {
      const socket = connect({ host: '127.0.0.1', port });
      socket.once('connect', () => settle(true)).once('error', () => settle(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((go) => setTimeout(go, 50));
  }
}
/** Whether a program is on this machine. */
export function have(program: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
