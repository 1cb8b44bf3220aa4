/** DKIM key records as they stand in TXT records: RFC 6376 section 3.6.1, with RFC 8301 (hashes and sizes) and RFC 8463 (Ed25519). Pure. */
import { createPublicKey } from 'node:crypto';

export interface DkimKey {
  /** `rsa` or `ed25519`; '' where there is none that a receiver can use. */
  readonly keyType: string;
  /** Size of the modulus, or 256; 0 where there is none that a receiver can use. */
  readonly keyBits: number;
  /** Why receivers treat mail signed with it as unsigned; null: they do not. */
  readonly problem: string | null;
}
const useless = (problem: string): DkimKey => ({ keyType: '', keyBits: 0, problem });

/** Records at the selector's name; the first must be the only one (section 3.6.2.2). */
export function dkimKeyOf(records: readonly string[]): DkimKey {
  const [record, second] = records;
  if (record === undefined) return useless('there is no TXT record at the selector');
  if (second !== undefined) return useless('there are several TXT records at the selector, and receivers may take any');
  const tags = tagsOf(record);
  if (tags === undefined) return useless('the record is no list of tags');
  const [version, data] = [tags.get('v'), tags.get('p')];
  if (version !== undefined && version !== 'DKIM1') return useless(`the record's version is ${JSON.stringify(version.slice(0, 20))}`);
  if (data === undefined) return useless('the record holds no key (p=)');
  if (data === '') return useless('the key has been revoked (p= is empty)');
  const words = (tag: string) =>
    tags
      .get(tag)
      ?.split(':')
      .map((word) => word.trim().toLowerCase());
  if (words('h')?.includes('sha256') === false) return useless('the record allows no SHA-256 (h=)');
  if (words('s')?.some((service) => service === '*' || service === 'email') === false) return useless('the key is not for mail (s=)');
  const key = keyOf(tags.get('k') ?? 'rsa', data);
  if (typeof key === 'string') return useless(key);
  return words('t')?.includes('y') ? { ...key, problem: 'the key is in test mode (t=y)' } : { ...key, problem: null };
}

/** Section 3.2; `v`, where it stands, stands first. Undefined: unreadable, or a tag twice. */
function tagsOf(record: string): ReadonlyMap<string, string> | undefined {
  const parts = record.split(';').map((part) => part.trim());
  if (parts.at(-1) === '') parts.pop();
  const tags = new Map<string, string>();
  for (const [at, part] of parts.entries()) {
    const [, name, value] = /^([A-Za-z]\w*)\s*=\s*([\s\S]*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined || tags.has(name) || (name === 'v' && at > 0)) return undefined;
    tags.set(name, value);
  }
  return tags;
}

function keyOf(kind: string, data: string): DkimKey | string {
  const text = data.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return 'the key is not written in Base64';
  const bytes = Buffer.from(text, 'base64');
  if (kind === 'ed25519')
    return bytes.length === 32
      ? { keyType: 'ed25519', keyBits: 256, problem: null }
      : `an Ed25519 key has 32 bytes, and this has ${bytes.length}`;
  if (kind !== 'rsa') return `a key of kind ${JSON.stringify(kind.slice(0, 20))} is none that receivers know`;
  // SubjectPublicKeyInfo is what everybody writes (errata 3017), RSAPublicKey what the text of the RFC says
  const bits = modulusOf(bytes, 'spki') ?? modulusOf(bytes, 'pkcs1');
  return bits === undefined ? 'the key is no RSA key' : { keyType: 'rsa', keyBits: bits, problem: null };
}
function modulusOf(key: Buffer, type: 'spki' | 'pkcs1'): number | undefined {
  try {
    return createPublicKey({ key, format: 'der', type }).asymmetricKeyDetails?.modulusLength;
  } catch {
    return undefined; // it is not of that form: what is of neither form is said to be no RSA key
  }
}
