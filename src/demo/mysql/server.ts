/** A simulated MariaDB on the loopback interface, over mysql2's own side of the protocol: https://mariadb.com/kb/en/clientserver-protocol/ */
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import type { World } from './worlds.ts';

export interface MysqlServer {
  readonly port: number;
  /** Statements in the order of arrival, by name. */
  readonly requests: readonly string[];
  readonly statements: readonly string[];
  close(): Promise<void>;
}
/** What of mysql2's connection a server uses; its published types leave half of it out. */
interface Spoken {
  readonly stream: Socket;
  /** Packets are counted from the question on; the library counts on from the answer before. */
  sequenceId: number;
  on(event: string, listener: (text: string) => void): void;
  serverHandshake(options: object): void;
  writeOk(): void;
  writeError(error: { readonly code: number; readonly message: string }): void;
  writeTextResult(rows: readonly object[], columns: readonly object[]): void;
}
/** utf8mb4_general_ci, and a column of type VAR_STRING. */
const CHARACTER_SET = 45;
const VAR_STRING = 253;
/** SERVER_STATUS_AUTOCOMMIT; PROTOCOL_41, SECURE_CONNECTION, TRANSACTIONS, PLUGIN_AUTH and LONG_PASSWORD. */
const STATUS = 2;
const CAPABILITIES = 0x0008_a201;

export async function startMysql({ world, latencyMs = 0 }: { readonly world: World; readonly latencyMs?: number }): Promise<MysqlServer> {
  const { default: mysql } = await import('mysql2');
  const [requests, statements, sockets] = [[] as string[], [] as string[], new Set<Socket>()];
  const answer = (connection: Spoken, statement: string) => {
    reply(connection, statement);
    connection.sequenceId = 0;
  };
  const reply = (connection: Spoken, statement: string) => {
    const name = /^\/\* claimcheck:([a-z-]+) \*\//.exec(statement)?.[1];
    if (name === undefined) return connection.writeOk();
    requests.push(name);
    statements.push(statement);
    const refusal = world.refusals[name];
    if (refusal !== undefined) return connection.writeError({ code: refusal, message: `refused: ${name}` });
    const rows = world.answers[name] ?? [];
    const columns = Object.keys(rows[0] ?? { nothing: null }).map(columnOf);
    connection.writeTextResult(rows, columns);
  };
  const accept = (plain: unknown) => {
    const connection = plain as Spoken;
    sockets.add(connection.stream);
    connection.stream.on('close', () => sockets.delete(connection.stream));
    connection.on('error', () => connection.stream.destroy());
    // the library takes SET for a statement to prepare
    connection.on('stmt_prepare', (statement) => answer(connection, statement));
    connection.on('query', (statement) => {
      if (latencyMs > 0) setTimeout(() => connection.stream.destroyed || answer(connection, statement), latencyMs);
      else answer(connection, statement);
    });
    connection.serverHandshake({
      ...{ protocolVersion: 10, serverVersion: '10.11.19-MariaDB', connectionId: 1 },
      ...{ statusFlags: STATUS, characterSet: CHARACTER_SET, capabilityFlags: CAPABILITIES },
      authCallback: (_client: unknown, allow: (error: null) => void) => {
        allow(null);
        connection.sequenceId = 0;
      },
    });
  };
  const server = mysql.createServer(accept) as unknown as { listen(...args: unknown[]): void; readonly _server: NetServer };
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const close = () =>
    new Promise<void>((done) => {
      server._server.close(() => done());
      for (const socket of sockets) socket.destroy();
    });
  return { port: (server._server.address() as AddressInfo).port, requests, statements, close };
}
const columnOf = (name: string) => ({
  ...{ catalog: 'def', schema: '', table: '', orgTable: '', name, orgName: name },
  ...{ characterSet: CHARACTER_SET, columnLength: 1024, columnType: VAR_STRING, flags: 0, decimals: 0 },
});
