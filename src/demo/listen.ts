/** The one way in which a simulator listens: on loopback, at a port of its own, until it is closed. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireRequest } from '../model.ts';

export async function listen(
  answer: (incoming: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer({ keepAlive: true }, async (incoming, response) => {
    try {
      await answer(incoming, response);
    } catch (error) {
      // a mistake in the simulator must look like no answer of the provider's
      if (!response.headersSent) response.writeHead(599, { 'content-type': 'text/plain' });
      response.end(String(error instanceof Error ? error.stack : error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** The whole request, as the transport sent it. */
export async function requestOf(incoming: IncomingMessage): Promise<WireRequest> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers[name] = String(value);
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const url = new URL(incoming.url ?? '/', `http://${headers['host'] ?? 'localhost'}`);
  return { method: incoming.method ?? 'GET', url, headers, ...(chunks.length > 0 && { body: Buffer.concat(chunks) }) };
}
