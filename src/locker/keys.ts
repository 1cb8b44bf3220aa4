import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { platform } from 'node:os';
import { Refusal } from '../errors.ts';
import { errnoOf } from './disk.ts';
import { type Algorithm, algorithmOf, privateKeyOf, type Signer, signerOf } from './signer.ts';

/** A key file: the key that signs runs, then the Ed25519 key that signs the checkpoint of the run log. PEM, one after the other. */
export interface KeyPair {
  readonly signer: Signer;
  readonly log: Signer;
}
/** Nothing that holds two keys is larger. */
const MOST_BYTES = 64 * 1024;
const PRIVATE = /-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----[^-]+-----END (?:ENCRYPTED )?PRIVATE KEY-----\n?/g;

export interface NewKeys extends KeyPair {
  /** PKCS#8; encrypted with AES-256 when there is a passphrase. */
  readonly privatePem: string;
  readonly publicPem: string;
}

export function newKeys(algorithm: Algorithm, passphrase: string | undefined): NewKeys {
  const pair = algorithm === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const log = generateKeyPairSync('ed25519');
  const sealed = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  const pem = (key: KeyObject) => String(key.export({ type: 'pkcs8', format: 'pem', ...sealed }));
  return {
    signer: signerOf(pair.privateKey),
    log: signerOf(log.privateKey),
    privatePem: pem(pair.privateKey) + pem(log.privateKey),
    publicPem: [pair.publicKey, log.publicKey].map((key) => String(key.export({ type: 'spki', format: 'pem' }))).join(''),
  };
}

/** Whether the file wants a passphrase. KEY_UNREADABLE, KEY_EXPOSED. */
export async function readKeyFile(path: string): Promise<{ readonly text: string; readonly encrypted: boolean }> {
  const text = await privateText(path);
  return { text, encrypted: text.includes('ENCRYPTED PRIVATE KEY') };
}

/** KEY_UNREADABLE when it is no key file of ours, or the passphrase does not open it; what it holds is never in the message. */
export function openKeys(text: string, shown: string, passphrase: string | undefined): KeyPair {
  const blocks = text.match(PRIVATE);
  if (blocks?.length !== 2) {
    throw new Refusal('KEY_UNREADABLE', `the key file holds ${blocks?.length ?? 0} private keys instead of two`, {
      at: { file: shown },
      hint: '`claimcheck keys new` writes one',
    });
  }
  let keys: KeyObject[];
  try {
    keys = blocks.map((pem) => privateKeyOf(pem, passphrase));
  } catch {
    const hint = passphrase === undefined ? 'the file may be damaged' : 'is it the right passphrase?';
    throw new Refusal('KEY_UNREADABLE', 'the key file cannot be opened', { at: { file: shown }, hint });
  }
  const [signing, logging] = keys as [KeyObject, KeyObject];
  if (algorithmOf(signing) === undefined || logging.asymmetricKeyType !== 'ed25519') {
    throw new Refusal('KEY_UNREADABLE', 'runs are signed with ECDSA P-256 or Ed25519, the run log with Ed25519', { at: { file: shown } });
  }
  return { signer: signerOf(signing), log: signerOf(logging) };
}

const OURS = { none: '`claimcheck keys new` writes one', exposed: 'and if others may have read it, `claimcheck keys rotate`' };
const privateText = async (path: string): Promise<string> => (await privateBytes(path, OURS)).toString('utf8');

/** A file that holds a secret: KEY_EXPOSED where others than its owner may read it, KEY_UNREADABLE where nobody can. */
export async function privateBytes(path: string, hints: { readonly none: string; readonly exposed: string }): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > MOST_BYTES) throw new Refusal('KEY_UNREADABLE', 'this is no key file', { at: { file: path } });
    insistPrivate(path, stat.mode, hints.exposed);
    return await file.readFile();
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const errno = errnoOf(cause) ?? String(cause);
    const hint = errno === 'ENOENT' ? `no such file; ${hints.none}` : errno;
    throw new Refusal('KEY_UNREADABLE', 'the key file cannot be read', { at: { file: path }, hint, cause });
  } finally {
    await file?.close();
  }
}

/** Windows has no such bits, and Node then makes some up: https://nodejs.org/api/fs.html#file-modes */
function insistPrivate(path: string, mode: number, hint: string): void {
  if (platform() === 'win32' || (mode & 0o077) === 0) return;
  throw new Refusal('KEY_EXPOSED', `others than its owner may use this key file (mode ${(mode & 0o777).toString(8).padStart(4, '0')})`, {
    at: { file: path },
    hint: `chmod 600 ${path}; ${hint}`,
  });
}
