/** --sign-with: a certificate and its key from a PKCS#12 file, to sign a document with. Opened before anything is written. */
import type { pki } from 'node-forge';
import { Refusal } from '../errors.ts';
import { privateBytes } from '../locker/index.ts';
import type { DocumentSigner } from '../model.ts';
import type { Edge } from './edge.ts';

export interface SignFlags {
  readonly signWith?: string;
  readonly passphraseEnv?: string;
}

const EXPORTED = 'a certificate and its key, as `openssl pkcs12 -export` writes them';

/** Undefined: nobody asked for a signature. */
export async function documentSigner({ signWith: path, passphraseEnv }: SignFlags, edge: Edge): Promise<DocumentSigner | undefined> {
  if (path === undefined) {
    if (passphraseEnv !== undefined) throw new Refusal('USAGE', '--passphrase-env says nothing without --sign-with');
    return undefined;
  }
  const file = await privateBytes(path, { none: EXPORTED, exposed: 'and if others may have read it, have the certificate revoked' });
  const { default: forge } = await import('node-forge');
  const word = await wordFor(path, passphraseEnv, edge);
  const at = edge.clock.now();
  const certificate = certificateIn(forge, file, path, word);
  const { notBefore, notAfter } = certificate.validity;
  const refuse = (message: string): Refusal =>
    new Refusal('KEY_UNREADABLE', message, { at: { file: path }, hint: 'no viewer would take the signature for valid' });
  if (Date.parse(at) > notAfter.getTime()) throw refuse(`the certificate expired on ${notAfter.toISOString().slice(0, 10)}`);
  if (Date.parse(at) < notBefore.getTime()) throw refuse(`the certificate is not valid before ${notBefore.toISOString().slice(0, 10)}`);
  const [{ SignPdf }, { P12Signer }] = await Promise.all([import('@signpdf/signpdf'), import('@signpdf/signer-p12')]);
  return {
    by: named(forge, certificate.subject),
    issuer: named(forge, certificate.issuer),
    until: notAfter.toISOString(),
    at,
    // the certificates of the file, a signature of 8192 bits at most, and what stands around them
    room: file.length + 4096,
    sign: async (document) => new SignPdf().sign(Buffer.from(document), new P12Signer(file, { passphrase: word }), new Date(at)),
  };
}

async function wordFor(path: string, name: string | undefined, edge: Edge): Promise<string> {
  if (name === undefined) {
    if (edge.secret !== undefined) return edge.secret(`Passphrase of ${path}: `);
    throw new Refusal('KEY_UNREADABLE', 'the PKCS#12 file wants a passphrase, and there is no terminal to ask for it', {
      at: { file: path },
      hint: '--passphrase-env NAME',
    });
  }
  const word = edge.env(name);
  if (word !== undefined) return word;
  throw new Refusal('CONFIG_SECRET_MISSING', `the environment variable ${name} is not set`, {
    hint: `export ${name}=... before; its value is never written anywhere`,
  });
}

type Forge = typeof import('node-forge');
/** The certificate that goes with the private key. What the file holds is never in a message. */
function certificateIn(forge: Forge, file: Buffer, path: string, word: string): pki.Certificate {
  const refuse = (message: string, hint: string): Refusal => new Refusal('KEY_UNREADABLE', message, { at: { file: path }, hint });
  let asn1: ReturnType<Forge['asn1']['fromDer']>;
  try {
    asn1 = forge.asn1.fromDer(file.toString('binary'));
  } catch {
    throw refuse('this is no PKCS#12 file', EXPORTED);
  }
  let p12: ReturnType<Forge['pkcs12']['pkcs12FromAsn1']>;
  try {
    p12 = forge.pkcs12.pkcs12FromAsn1(asn1, false, word);
  } catch (cause) {
    // forge's own words for a wrong one: https://github.com/digitalbazaar/forge/blob/main/lib/pkcs12.js
    if (cause instanceof Error && /invalid password|MAC could not be verified/i.test(cause.message))
      throw refuse('the PKCS#12 file cannot be opened', 'is it the right passphrase?');
    // forge takes a passphrase for the check of the file as UTF-16, and for its content as bytes: only of ASCII are both the same
    if (/[^ -~]/.test(word)) throw refuse('the passphrase has characters outside ASCII', 'export it again with another one');
    throw refuse('this is no PKCS#12 file that can be read', 'RSA keys only; `openssl pkcs12 -export` writes one');
  }
  const bags = (type: string) => p12.getBags({ bagType: type })[type] ?? [];
  const [key] = bags(forge.pki.oids['pkcs8ShroudedKeyBag'] as string).map((bag) => bag.key as pki.rsa.PrivateKey | null | undefined);
  if (key === undefined) throw refuse('the PKCS#12 file holds no private key', 'export it with its key');
  if (!key?.n) throw refuse('the key in the PKCS#12 file is not RSA', 'documents are signed with RSA keys only');
  const own = bags(forge.pki.oids['certBag'] as string).find(({ cert }) =>
    key.n.equals((cert?.publicKey as pki.rsa.PublicKey | undefined)?.n as never),
  );
  if (own?.cert === undefined) throw refuse('the PKCS#12 file holds no certificate for its key', 'export both together');
  return own.cert;
}

/** `Ada Lovelace, Example GmbH` */
function named(forge: Forge, { attributes }: pki.Certificate['subject']): string {
  const text = ({ value, valueTagClass }: pki.CertificateField): string => {
    const bytes = Buffer.from(String(value), 'latin1');
    // forge hands over the bytes of every kind of string: https://datatracker.ietf.org/doc/html/rfc5280#appendix-A.1
    if (valueTagClass === (forge.asn1.Type.BMPSTRING as unknown)) return bytes.swap16().toString('utf16le');
    return bytes.toString(valueTagClass === (forge.asn1.Type.UTF8 as unknown) ? 'utf8' : 'latin1');
  };
  const of = (name: string) => attributes.filter((one) => one.name === name).map(text)[0];
  const [person, company] = [of('commonName'), of('organizationName')];
  const parts = [person, company === person ? undefined : company].filter((part) => part !== undefined && part !== '');
  return parts.length > 0 ? parts.join(', ') : attributes.map((one) => `${one.shortName ?? one.type}=${text(one)}`).join(', ');
}
