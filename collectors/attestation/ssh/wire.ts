/** SSH's binary encoding, read: https://www.rfc-editor.org/rfc/rfc4251#section-5. What does not fit throws `Odd`. */

/** Bytes that are not what they have to be. Thrown inside this folder, and told as a reason by who asked. */
export class Odd extends Error {
  override readonly name = 'Odd';
}
export interface Reader {
  byte(): number;
  uint32(): number;
  /** A length and as many bytes. */
  string(): Uint8Array<ArrayBuffer>;
  text(): string;
  /** Not one byte may be left over. */
  end(): void;
}

export function openReader(bytes: Uint8Array): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (size: number): number => {
    if (size > bytes.length - at) throw new Odd('it ends too early');
    at += size;
    return at - size;
  };
  const uint32 = () => view.getUint32(take(4));
  const string = () => {
    const size = uint32();
    const from = take(size);
    return Uint8Array.from(bytes.subarray(from, from + size));
  };
  return {
    byte: () => view.getUint8(take(1)),
    uint32,
    string,
    text: () => Buffer.from(string()).toString('latin1'),
    end() {
      if (at !== bytes.length) throw new Odd('bytes are left over');
    },
  };
}

/** A length and the bytes. */
export function framed(value: Uint8Array | string): Buffer {
  const bytes = Buffer.from(value as string);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

/** Strict: what is not the one encoding of its bytes is refused. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(text, 'base64');
  if (text === '' || bytes.toString('base64') !== text) throw new Odd('it is not base64');
  return Uint8Array.from(bytes);
}

/** A whole number of RFC 4251 as so many bytes, big end first; a negative one, or one with more bytes, is refused. */
export function mpint(bytes: Uint8Array, size: number): Buffer {
  if (((bytes[0] as number) & 0x80) !== 0) throw new Odd('a number is negative');
  const bare = bytes[0] === 0 ? bytes.subarray(1) : bytes;
  if (bare.length > size) throw new Odd('a number is too long');
  return Buffer.concat([Buffer.alloc(size - bare.length), bare]);
}
