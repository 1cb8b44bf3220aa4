import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { type Signer, signedBy } from './signer.ts';

/** The state of a run log: how many runs, and the Merkle root over their manifests' digests. https://c2sp.org/tlog-checkpoint */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  /** 64 hex digits. */
  readonly root: string;
}
/** A signed note that has been taken apart, not believed. https://c2sp.org/signed-note */
export interface Note {
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: string; readonly signature: Buffer }[];
}

const ED25519 = Buffer.from([1]);
/** What DER puts before the 32 bytes of an Ed25519 public key: RFC 8410, section 4. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${Buffer.from(root, 'hex').toString('base64')}\n`;

export async function signNote(text: string, name: string, signer: Signer): Promise<string> {
  const signature = await signer.sign(Buffer.from(text));
  return `${text}\n— ${name} ${Buffer.concat([keyHash(name, signer.publicKey), signature]).toString('base64')}\n`;
}

/** `<name>+<8 hex>+<base64>`: what others need to check our notes. */
export function verifierKey(name: string, publicKey: KeyObject): string {
  return `${name}+${keyHash(name, publicKey).toString('hex')}+${Buffer.concat([ED25519, rawOf(publicKey)]).toString('base64')}`;
}

/** Undefined for a text that is no Ed25519 verifier key, or whose hash is not its own. */
export function readVerifierKey(text: string): { name: string; publicKey: KeyObject } | undefined {
  const parts = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text);
  if (parts === null) return undefined;
  const [, name, hash, encoded] = parts as unknown as [string, string, string, string];
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== 33 || bytes[0] !== 1) return undefined;
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, bytes.subarray(1)]), format: 'der', type: 'spki' });
  return keyHash(name, publicKey).toString('hex') === hash ? { name, publicKey } : undefined;
}

/** Undefined: not a note. */
export function readNote(text: string): Note | undefined {
  const end = text.lastIndexOf('\n\n');
  if (end === -1 || !text.endsWith('\n')) return undefined;
  const lines = text.slice(end + 2, -1).split('\n');
  const signatures = lines.map((line) => {
    const parts = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/.exec(line);
    const bytes = parts === null ? Buffer.alloc(0) : Buffer.from(parts[2] as string, 'base64');
    return parts === null || bytes.length < 5
      ? undefined
      : { name: parts[1] as string, id: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) };
  });
  if (signatures.length > 100 || signatures.some((one) => one === undefined)) return undefined;
  return { text: text.slice(0, end + 1), signatures: signatures.filter((one) => one !== undefined) };
}

/** Undefined: not a checkpoint. Further lines are extensions, which we have none of. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const parts = /^([^\n]+)\n(0|[1-9]\d{0,14})\n([A-Za-z0-9+/]{43}=)\n/.exec(text);
  if (parts === null) return undefined;
  return { origin: parts[1] as string, size: Number(parts[2]), root: Buffer.from(parts[3] as string, 'base64').toString('hex') };
}

/** Whether the key of this verifier key has signed the note. */
export function notedBy(note: Note, key: string): boolean {
  const known = readVerifierKey(key);
  if (known === undefined) return false;
  const id = keyHash(known.name, known.publicKey).toString('hex');
  const line = note.signatures.find((one) => one.name === known.name && one.id === id);
  return line !== undefined && signedBy(known.publicKey, Buffer.from(note.text), line.signature);
}

function keyHash(name: string, publicKey: KeyObject): Buffer {
  return createHash('sha256').update(`${name}\n`).update(ED25519).update(rawOf(publicKey)).digest().subarray(0, 4);
}
function rawOf(publicKey: KeyObject): Buffer {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  if (publicKey.asymmetricKeyType !== 'ed25519')
    throw new TypeError(`a run log is signed with Ed25519, not ${publicKey.asymmetricKeyType}`);
  return der.subarray(SPKI.length);
}
