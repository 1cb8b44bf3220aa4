/**
 * A simulated PostgreSQL on the loopback interface: the frontend/backend protocol 3.0 as far as one read after another needs it.
 * https://www.postgresql.org/docs/current/protocol-flow.html
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Instant } from '../../model.ts';
import type { World } from './world.ts';

export interface PostgresServer {
  readonly port: number;
  /** Statements in the order of arrival, by name. */
  readonly requests: readonly string[];
  /** The same, word for word. */
  readonly statements: readonly string[];
  close(): Promise<void>;
}
export interface PostgresOptions {
  readonly world: World;
  readonly now: () => Instant;
  readonly latencyMs?: number;
  /** What happens to a statement instead of an answer. */
  readonly faults?: readonly { readonly statement: string; readonly kind: 'reset' | 'garbled' | 'empty' }[];
}

export async function startPostgres({ world, now, latencyMs = 0, faults = [] }: PostgresOptions): Promise<PostgresServer> {
  const requests: string[] = [];
  const statements: string[] = [];
  const sockets = new Set<Socket>();
  const answer = (statement: string, socket: Socket) => {
    const name = /^\/\* claimcheck:([a-z-]+) \*\//.exec(statement)?.[1];
    if (name === undefined) return void socket.write(Buffer.concat([completed(statement.split(' ')[0] as string), ready()]));
    requests.push(name);
    statements.push(statement);
    const fault = faults.find((one) => one.statement === name)?.kind;
    const code = world.refusals[name];
    if (fault === 'reset') return void socket.resetAndDestroy();
    if (code !== undefined) return void socket.write(Buffer.concat([refused(code, `permission denied for ${name}`), ready()]));
    const text = fault === 'empty' ? '' : fault === 'garbled' ? '[{"name": "pass' : JSON.stringify(rowsOf(name, statement, world, now()));
    socket.write(Buffer.concat([described(), row(text), completed('SELECT 1'), ready()]));
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, (statement) => {
      if (latencyMs > 0) setTimeout(() => socket.destroyed || answer(statement, socket), latencyMs);
      else answer(statement, socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port: (server.address() as AddressInfo).port, requests, statements, close };
}

/** The first message has no type byte; all others have one, then their length. */
function converse(socket: Socket, onQuery: (statement: string) => void): void {
  let pending = Buffer.alloc(0);
  let started = false;
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const head = started ? 1 : 0;
      if (pending.length < head + 4) return;
      const length = pending.readInt32BE(head);
      if (pending.length < head + length) return;
      const [type, body] = [started ? String.fromCharCode(pending[0] as number) : 'startup', pending.subarray(head + 4, head + length)];
      pending = pending.subarray(head + length);
      if (type === 'startup') {
        started = true;
        socket.write(
          Buffer.concat([message('R', int(0)), parameter('server_version', '17.11'), parameter('client_encoding', 'UTF8'), ready()]),
        );
      } else if (type === 'Q') onQuery(body.subarray(0, body.length - 1).toString());
      else if (type === 'X') return void socket.end();
    }
  });
}

function rowsOf(name: string, statement: string, world: World, now: Instant): object {
  const at = (hours: number | null) =>
    hours === null ? null : new Date(Date.parse(now) - hours * 3_600_000).toISOString().replace('Z', '+00:00');
  const column = () => {
    const found = /"((?:[^"]|"")+)"::text as value from "((?:[^"]|"")+)"\."((?:[^"]|"")+)"/.exec(statement);
    return world.columns[found ? `${found[2]}.${found[3]}.${found[1]}` : '']?.classes ?? [];
  };
  const estimate = () => {
    const found = /nspname = '([^']*)' and c\.relname = '([^']*)' and a\.attname = '([^']*)'/.exec(statement);
    const known = world.columns[found ? found.slice(1).join('.') : ''];
    return known ? [{ estimate: known.estimate }] : [];
  };
  const secured = () => {
    const found = /nspname = '([^']*)' and c\.relname = '([^']*)'\)/.exec(statement);
    const known = world.tables[found ? found.slice(1).join('.') : ''];
    return known ? [known] : [];
  };
  const answers: Readonly<Record<string, () => object>> = {
    identity: () => [{ user: world.user, database: 'shop', replica: false }],
    settings: () => Object.entries(world.settings).map(([key, setting]) => ({ name: key, setting })),
    sessions: () => [world.sessions],
    'hba-rules': () =>
      world.rules.map(({ error = null, ...rule }, index) => ({
        ...{ line: index + 1, database: ['all'], users: ['all'], netmask: null, ...rule, error },
        changed: world.rulesChanged === true,
      })),
    'role-verifiers': () => Object.entries(world.verifiers).map(([kind, count]) => ({ kind, count })),
    roles: () => world.roles,
    archiver: () => [
      { archived: 4100, failed: 0, lastArchived: at(world.archiver.lastArchived), lastFailed: at(world.archiver.lastFailed) },
    ],
    replicas: () => world.replicas,
    'row-security': secured,
    'column-estimate': estimate,
    'column-classes': column,
  };
  return (answers[name] as () => object)();
}

// ── messages: https://www.postgresql.org/docs/current/protocol-message-formats.html ──
const int = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const short = (value: number) => int(value).subarray(2);
const word = (text: string) => Buffer.from(`${text}\0`);
const message = (type: string, ...parts: readonly Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int(body.length + 4), body]);
};
const ready = () => message('Z', Buffer.from('I'));
const parameter = (name: string, value: string) => message('S', word(name), word(value));
const completed = (tag: string) => message('C', word(tag.toUpperCase()));
/** One column of type text (25). */
const described = () => message('T', short(1), word('answer'), int(0), short(0), int(25), short(-1), int(-1), short(0));
const row = (text: string) => message('D', short(1), int(Buffer.byteLength(text)), Buffer.from(text));
const refused = (code: string, text: string) =>
  message('E', Buffer.from('S'), word('ERROR'), Buffer.from('C'), word(code), Buffer.from('M'), word(text), Buffer.alloc(1));
