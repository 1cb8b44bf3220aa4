/** The KMS client against the service's own wire form: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
import { generateKeyPairSync, sign as signWith } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { kmsSigner } from '../../src/locker/index.ts';
import { verifyLocker } from '../../src/locker/verify/index.ts';
import { commitOne, LATER, lockerIn } from './support.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const asked: { target: string; body: Record<string, unknown> }[] = [];
let spec = 'ECC_NIST_P256';
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
  const target = String(request.headers['x-amz-target']);
  asked.push({ target, body });
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  if (target === 'TrentService.GetPublicKey')
    response.end(
      JSON.stringify({ KeyId: 'k', KeySpec: spec, PublicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64') }),
    );
  else
    response.end(
      JSON.stringify({ KeyId: 'k', Signature: signDigest(Buffer.from(body['Message'] as string, 'base64')).toString('base64') }),
    );
});
/** What KMS does with MessageType DIGEST: the bytes are the digest. Node signs digests only through the message, which the test keeps. */
let message: Buffer = Buffer.alloc(0);
const signDigest = (_: Buffer): Buffer => signWith('sha256', message, pair.privateKey);

beforeAll(async () => {
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(() => {
  asked.length = 0;
});
afterAll(() => {
  server.close();
  vi.unstubAllEnvs();
});
const open = () =>
  kmsSigner({ key: 'alias/evidence', region: 'eu-central-1', endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

describe('a key in KMS', () => {
  it('signs a run, and is asked two operations only', async () => {
    const signer = await open();
    const root = lockerIn();
    const sign = (bytes: Uint8Array) => {
      message = Buffer.from(bytes);
      return signer.sign(bytes);
    };
    const keeping = { ...signer, sign };
    await commitOne(root, 'one', undefined, undefined, 1, { signer: keeping });
    const found = await verifyLocker(root, { now: LATER, keys: [pair.publicKey], maxAgeMs: 3_600_000 });
    expect(found.defects).toEqual([]);
    expect(found.checked.signatures).toBe(1);
    expect(asked.map(({ target }) => target)).toEqual(['TrentService.GetPublicKey', 'TrentService.Sign']);
    expect(asked[1]?.body).toMatchObject({ KeyId: 'alias/evidence', MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' });
    expect(Buffer.from(asked[1]?.body['Message'] as string, 'base64')).toHaveLength(32);
  });
  it('that answers with a signature over something else seals nothing', async () => {
    message = Buffer.from('something else');
    await expect(commitOne(lockerIn(), 'one', undefined, undefined, 1, { signer: await open() })).rejects.toThrow(
      /does not verify with its public key/,
    );
  });
  it('of another kind is refused', async () => {
    spec = 'RSA_2048';
    await expect(open()).rejects.toThrow(/RSA_2048, not ECC_NIST_P256/);
    spec = 'ECC_NIST_P256';
  });
});
