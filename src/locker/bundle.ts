import { canonical } from './canonical.ts';
import type { Signer } from './signer.ts';
import { signedBy } from './signer.ts';
import { PAYLOAD_TYPE, pae, type Statement } from './statement.ts';

/** A signed statement as it lies in a `*.sigstore.json`. Nothing in it has been verified. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** Whose key it says it was. A hint, never a reason to trust: DSSE, `keyid`. */
  readonly keyId: string;
  /** RFC 3161 answers in DER. */
  readonly timestamps: readonly Uint8Array[];
}

/** Signs a statement and makes sure that the signature holds, whoever made it. */
export async function signStatement(statement: Statement, signer: Signer): Promise<Envelope> {
  const payload = canonical(statement);
  const bytes = pae(PAYLOAD_TYPE, payload);
  const signature = await signer.sign(bytes);
  if (!signedBy(signer.publicKey, bytes, signature)) throw new Error(`what key ${signer.id} signed does not verify with its public key`);
  return { payloadType: PAYLOAD_TYPE, payload, signature, keyId: signer.id, timestamps: [] };
}

/** The bytes of a Sigstore bundle v0.3: https://docs.sigstore.dev/about/bundle/ */
export async function bundleBytes(envelope: Envelope): Promise<Uint8Array> {
  const { bundleToJSON, toDSSEBundle } = await import('@sigstore/bundle');
  const bundle = toDSSEBundle({
    artifact: Buffer.from(envelope.payload),
    artifactType: envelope.payloadType,
    signature: Buffer.from(envelope.signature),
    keyHint: envelope.keyId,
  });
  if (envelope.timestamps.length > 0) {
    bundle.verificationMaterial.timestampVerificationData = {
      rfc3161Timestamps: envelope.timestamps.map((token) => ({ signedTimestamp: Buffer.from(token) })),
    };
  }
  return Buffer.from(`${JSON.stringify(bundleToJSON(bundle))}\n`);
}

/** Undefined: not a bundle of a DSSE envelope. An envelope without a signature is not signed, so it is none either. */
export async function readBundle(bytes: Uint8Array): Promise<Envelope | undefined> {
  const { bundleFromJSON, isBundleWithDsseEnvelope } = await import('@sigstore/bundle');
  try {
    const bundle = bundleFromJSON(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    if (!isBundleWithDsseEnvelope(bundle)) return undefined;
    const { payload, payloadType, signatures } = bundle.content.dsseEnvelope;
    const [only] = signatures;
    if (only === undefined || signatures.length > 1 || only.sig.length === 0) return undefined;
    const tokens = bundle.verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? [];
    return {
      payloadType,
      payload,
      signature: only.sig,
      keyId: only.keyid !== '' ? only.keyid : hintOf(bundle.verificationMaterial.content),
      timestamps: tokens.map(({ signedTimestamp }) => signedTimestamp),
    };
  } catch {
    return undefined;
  }
}

const hintOf = (content: { readonly $case: string; readonly publicKey?: { readonly hint: string } }): string =>
  content.publicKey?.hint ?? '';
