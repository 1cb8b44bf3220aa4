/** The key of a configuration, opened: asked for before the first question, so that no run is made and then not signed. */
import { LIMITS, openWire } from '../collect/wire.ts';
import type { Config, SealConfig } from '../config.ts';
import { Refusal } from '../errors.ts';
import { kmsSigner, openKeys, type Post, readKeyFile, type Sealing, stampOver } from '../locker/index.ts';
import type { Edge } from './edge.ts';

export interface OpenSealing {
  /** Undefined: no key is configured. */
  readonly sealing: Sealing | undefined;
  /** What must stand in nothing that is written. */
  readonly secrets: readonly string[];
  close(): void;
}

export async function openSealing({ seal }: Pick<Config, 'seal'>, edge: Edge): Promise<OpenSealing> {
  if (seal === undefined) return { sealing: undefined, secrets: [], close: () => undefined };
  const { keys, secrets } = await keysOf(seal, edge);
  const { timestamp } = seal;
  if (timestamp === undefined) return { sealing: keys, secrets, close: () => undefined };
  const wire = openWire({ ...LIMITS, bytes: 1 << 20 });
  const post: Post = async (url, body, type) => {
    const headers = { 'content-type': type, accept: 'application/timestamp-reply', 'content-length': String(body.length) };
    return wire.send({ method: 'POST', url: new URL(url), headers, body }, edge.signal);
  };
  return { sealing: { ...keys, stamp: (signature) => stampOver(timestamp, post, signature) }, secrets, close: () => wire.close() };
}

async function keysOf({ key, passphrase, kms }: SealConfig, edge: Edge): Promise<{ keys: Sealing; secrets: readonly string[] }> {
  if (kms !== undefined) return { keys: { signer: await fromKms(kms) }, secrets: [] };
  return openKeyFile(key as string, passphrase, edge);
}

/** Asks for the passphrase on the terminal when the file wants one and no variable is named. */
export async function openKeyFile(path: string, passphrase: { readonly env: string } | undefined, edge: Edge) {
  const { text, encrypted } = await readKeyFile(path);
  const word = encrypted ? await wordFor(path, passphrase, edge) : undefined;
  return { keys: openKeys(text, path, word), secrets: word === undefined ? [] : [word] };
}

async function wordFor(path: string, passphrase: { readonly env: string } | undefined, edge: Edge): Promise<string> {
  if (passphrase === undefined) {
    if (edge.secret !== undefined) return edge.secret(`Passphrase of ${path}: `);
    throw new Refusal('KEY_UNREADABLE', 'the key file wants a passphrase, and there is no terminal to ask for it', {
      at: { file: path },
      hint: 'name a variable: `seal: { passphrase: { env: NAME } }`, or --passphrase-env',
    });
  }
  const word = edge.env(passphrase.env);
  if (word !== undefined && word !== '') return word;
  throw new Refusal('CONFIG_SECRET_MISSING', `the environment variable ${passphrase.env} is not set`, {
    hint: `export ${passphrase.env}=... before the run; its value is never written anywhere`,
  });
}

async function fromKms(kms: NonNullable<SealConfig['kms']>) {
  try {
    return await kmsSigner(kms);
  } catch (cause) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new Refusal('KEY_UNREADABLE', `the KMS key ${kms.key} cannot be used: ${why}`, {
      hint: 'kms:GetPublicKey and kms:Sign are needed, for this key alone; grant them apart from the permissions to look',
      cause,
    });
  }
}
