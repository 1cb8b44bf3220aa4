/** The container of a workbook: parts are taken out one by one and bounded; those that nobody changes go back byte for byte. */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { Refusal } from '../../errors.ts';

/** Somebody's table, not an archive: a part that becomes larger than this is a mistake, or a bomb. */
export const MOST_PART = 32 * 1024 * 1024;
const MOST_PARTS = 2000;

/** As it lies in the container. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.12 */
export interface Part {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: Uint8Array;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const UTF8 = 0x800;

export function readZip(bytes: Uint8Array, file: string): ReadonlyMap<string, Part> {
  const broken = (hint: string) => new Refusal('CONFIG_UNREADABLE', 'this is no workbook that can be read', { at: { file }, hint });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 65_558 && view.getUint32(end, true) !== END) end -= 1;
  if (end < 0 || view.getUint32(end, true) !== END) throw broken('it is cut short, or no ZIP file');
  const count = view.getUint16(end + 10, true);
  if (count > MOST_PARTS) throw broken(`it has ${count} parts; more than ${MOST_PARTS} are not read`);
  const parts = new Map<string, Part>();
  let at = view.getUint32(end + 16, true);
  try {
    for (let index = 0; index < count; index += 1) {
      if (view.getUint32(at, true) !== CENTRAL) throw broken('its list of parts is damaged');
      const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
      const [length, extra, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
      const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + length));
      if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) throw broken(`${name} is encrypted, or packed in an unusual way`);
      if (parts.has(name)) throw broken(`${name} stands in it twice`);
      const local = view.getUint32(at + 42, true);
      if (view.getUint32(local, true) !== LOCAL) throw broken(`${name} is not where it is said to be`);
      const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const packed = bytes.subarray(from, from + view.getUint32(at + 20, true));
      parts.set(name, { name, method, crc: view.getUint32(at + 16, true), size: view.getUint32(at + 24, true), packed });
      at += 46 + length + extra + comment;
    }
  } catch (error) {
    if (error instanceof RangeError) throw broken('it is cut short');
    throw error;
  }
  return parts;
}

/** A part as text, whatever size it says it has. */
export function textOf({ name, method, packed }: Part, file: string): string {
  const refuse = (hint: string, cause?: unknown) =>
    new Refusal('CONFIG_UNREADABLE', `${name} of the workbook cannot be read`, {
      at: { file },
      hint,
      ...(cause !== undefined && { cause }),
    });
  let bytes: Uint8Array;
  try {
    bytes = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: MOST_PART });
  } catch (error) {
    const large = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw refuse(large ? `it unpacks to more than ${MOST_PART} bytes` : 'it is damaged', error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw refuse('it is not UTF-8', error);
  }
}

export function packed(name: string, text: string): Part {
  const bytes = new TextEncoder().encode(text);
  return { name, method: 8, crc: crc32(bytes), size: bytes.length, packed: deflateRawSync(bytes) };
}

/** 1 January 1980: the earliest day that the format knows, so that the same workbook has the same bytes. */
const DAY = (1 << 5) | 1;

export function writeZip(parts: Iterable<Part>): Uint8Array {
  const bodies: Uint8Array[] = [];
  const list: Uint8Array[] = [];
  let [at, count] = [0, 0];
  for (const part of parts) {
    const name = new TextEncoder().encode(part.name);
    const shared = new DataView(new ArrayBuffer(26));
    shared.setUint16(0, 20, true);
    shared.setUint16(2, UTF8, true);
    shared.setUint16(4, part.method, true);
    shared.setUint16(8, DAY, true);
    shared.setUint32(10, part.crc, true);
    shared.setUint32(14, part.packed.length, true);
    shared.setUint32(18, part.size, true);
    shared.setUint16(22, name.length, true);
    const fields = new Uint8Array(shared.buffer);
    const local = Buffer.concat([word(LOCAL), fields, name, part.packed]);
    const where = new DataView(new ArrayBuffer(14));
    where.setUint32(10, at, true);
    list.push(Buffer.concat([word(CENTRAL), Buffer.from([20, 0]), fields, new Uint8Array(where.buffer), name]));
    bodies.push(local);
    at += local.length;
    count += 1;
  }
  const central = Buffer.concat(list);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, END, true);
  end.setUint16(8, count, true);
  end.setUint16(10, count, true);
  end.setUint32(12, central.length, true);
  end.setUint32(16, at, true);
  return new Uint8Array(Buffer.concat([...bodies, central, new Uint8Array(end.buffer)]));
}
function word(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value, true);
  return new Uint8Array(view.buffer);
}
