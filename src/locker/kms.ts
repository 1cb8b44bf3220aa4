import { createHash, createPublicKey } from 'node:crypto';
import { fingerprintOf, type Signer } from './signer.ts';

export interface KmsOptions {
  /** ARN, id or alias of an ECC_NIST_P256 key for signing. */
  readonly key: string;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

/**
 * A key that never leaves AWS KMS. `kms:Sign` writes nothing, but it is no question about an estate either: this client has nothing to do
 * with the collectors, knows these two operations only, and exists when the configuration names a key.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export async function kmsSigner({ key, region, endpoint }: KmsOptions): Promise<Signer> {
  const { GetPublicKeyCommand, KMSClient, SignCommand } = await import('@aws-sdk/client-kms');
  const client = new KMSClient({ ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) });
  const { PublicKey: der, KeySpec: spec } = await client.send(new GetPublicKeyCommand({ KeyId: key }));
  if (der === undefined || spec !== 'ECC_NIST_P256') throw new Error(`the KMS key is ${spec ?? 'of no known kind'}, not ECC_NIST_P256`);
  const publicKey = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  return {
    id: fingerprintOf(publicKey),
    algorithm: 'ecdsa-p256',
    publicKey,
    async sign(bytes) {
      const Message = createHash('sha256').update(bytes).digest();
      const { Signature: signature } = await client.send(
        new SignCommand({ KeyId: key, Message, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' }),
      );
      if (signature === undefined) throw new Error('KMS answered without a signature');
      return signature;
    },
  };
}
