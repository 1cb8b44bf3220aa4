/** A name server on loopback that knows one zone and vouches for it, over UDP: https://www.rfc-editor.org/rfc/rfc1035 */
import { createSocket, type RemoteInfo } from 'node:dgram';
import {
  type Answer,
  AUTHENTIC_DATA,
  type DecodedPacket,
  decode,
  encode,
  type Packet,
  type Question,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
} from 'dns-packet';

export interface Zone {
  readonly apex: string;
  readonly records: readonly Answer[];
}
export interface NamesOptions {
  readonly zone: Zone;
  /** `_dmarc.example.com TXT`: answered with SERVFAIL. */
  readonly failing: readonly string[];
  readonly latencyMs: number;
  readonly heard: (question: string) => void;
}
export interface Names {
  readonly port: number;
  close(): Promise<void>;
}

export async function startNames(options: NamesOptions): Promise<Names> {
  const socket = createSocket('udp4');
  const reply = (message: Buffer, from: RemoteInfo) => socket.send(message, from.port, from.address);
  const waiting = new Set<NodeJS.Timeout>();
  socket.on('message', (message, from) => {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      reply(encode(replyTo(decode(message), options)), from);
    }, options.latencyMs);
    waiting.add(timer);
  });
  await new Promise<void>((ready) => socket.bind(0, '127.0.0.1', ready));
  const close = () =>
    new Promise<void>((closed) => {
      for (const timer of waiting) clearTimeout(timer);
      socket.close(closed);
    });
  return { port: socket.address().port, close };
}

const SERVFAIL = 2;
const NXDOMAIN = 3;
function replyTo({ id, questions = [] }: DecodedPacket, { zone, failing, heard }: NamesOptions): Packet {
  const [question] = questions as [Question];
  const asked = `${question.name} ${question.type}`;
  heard(asked);
  const flags = RECURSION_DESIRED | RECURSION_AVAILABLE | AUTHENTIC_DATA;
  const answer = (rcode: number, answers: readonly Answer[], authorities: readonly Answer[] = []): Packet => ({
    type: 'response',
    ...(id !== undefined && { id }),
    flags: flags | rcode,
    questions: [question],
    answers: [...answers],
    authorities: [...authorities],
  });
  if (failing.includes(asked)) return answer(SERVFAIL, []);
  const name = question.name.toLowerCase();
  if (name === '.' || name === '') return answer(0, [soaOf('.')]);
  const soa = soaOf(zone.apex);
  if (question.type === 'SOA' && name === zone.apex) return answer(0, [soa]);
  const found = zone.records.filter((record) => record.name === name);
  const fitting = found.filter((record) => record.type === question.type);
  if (fitting.length > 0) return answer(0, fitting);
  const exists = name === zone.apex || zone.records.some((record) => record.name === name || record.name.endsWith(`.${name}`));
  return answer(exists ? 0 : NXDOMAIN, [], [soa]);
}
const soaOf = (name: string): Answer => ({
  name,
  type: 'SOA',
  ttl: 3600,
  data: {
    mname: `ns1.example.net`,
    rname: 'hostmaster.example.net',
    serial: 1,
    refresh: 7200,
    retry: 3600,
    expire: 1_209_600,
    minimum: 3600,
  },
});
