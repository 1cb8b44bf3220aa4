/** A name server on loopback that answers as a test wants, over UDP and TCP. */
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { type Answer, AUTHENTIC_DATA, decode, encode, type Question, RECURSION_AVAILABLE, TRUNCATED_RESPONSE } from 'dns-packet';

export interface Said {
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
  /** RFC 1035 section 4.1.1; 0 unless said. */
  readonly rcode?: number;
  /** AD; true unless said. */
  readonly authentic?: boolean;
  /** RA; true unless said. */
  readonly recursive?: boolean;
  /** Over UDP only a stub comes: the whole is to be fetched over TCP. */
  readonly truncated?: boolean;
  /** Instead of an answer. */
  readonly bytes?: Buffer;
}
/** Undefined: it stays silent. */
export type Reply = (question: Question) => Said | undefined;

export async function startNameServer(reply: Reply): Promise<{ readonly at: string; readonly asked: string[]; close(): Promise<void> }> {
  const asked: string[] = [];
  const answer = (message: Buffer, tcp: boolean): Buffer | undefined => {
    const { id, questions = [] } = decode(message);
    const [question] = questions as [Question];
    asked.push(`${question.name} ${question.type}${tcp ? ' tcp' : ''}`);
    const said = reply(question);
    if (!said || said.bytes) return said?.bytes;
    const { answers = [], authorities = [], rcode = 0, authentic = true, recursive = true, truncated = false } = said;
    const stub = truncated && !tcp;
    const flags = (authentic ? AUTHENTIC_DATA : 0) | (recursive ? RECURSION_AVAILABLE : 0) | (stub ? TRUNCATED_RESPONSE : 0) | rcode;
    return encode({
      type: 'response',
      ...(id !== undefined && { id }),
      flags,
      questions: [question],
      answers: stub ? [] : [...answers],
      authorities: [...authorities],
    });
  };
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data: Buffer) => {
      const back = answer(data.subarray(2), true);
      if (!back) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(back.length);
      socket.end(Buffer.concat([length, back]));
    });
  });
  const hear = (udp: Socket) =>
    udp.on('message', (message, from) => {
      const back = answer(message, false);
      if (back) udp.send(back, from.port, from.address);
    });
  const { udp, port } = await both(tcp, hear);
  const close = async () => {
    await new Promise<void>((done) => udp.close(done));
    await new Promise((done) => tcp.close(done));
  };
  return { at: `127.0.0.1:${port}`, asked, close };
}

/** One port that is free in both: whoever has one of them may not get the other. */
async function both(tcp: Server, hear: (udp: Socket) => void): Promise<{ readonly udp: Socket; readonly port: number }> {
  for (;;) {
    const udp = createSocket('udp4');
    hear(udp);
    await new Promise<void>((ready) => udp.bind(0, '127.0.0.1', ready));
    const { port } = udp.address();
    const taken = await new Promise<boolean>((settle) => {
      tcp.once('error', () => settle(true));
      tcp.listen(port, '127.0.0.1', () => settle(false));
    });
    if (!taken) return { udp, port };
    udp.close();
  }
}
