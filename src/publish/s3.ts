/** S3 and what speaks like it: conditional create, SHA-256 checked by the storage, Object Lock. Its credentials are those of no source. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { Refusal } from '../errors.ts';
import { tampered } from '../locker/store.ts';
import type { Piece, Target } from './target.ts';

export interface Place {
  readonly bucket: string;
  /** Without a slash at its end; empty: the whole bucket. */
  readonly prefix: string;
}
export interface S3Options {
  readonly region: string | undefined;
  /** Of an S3-compatible storage. */
  readonly endpoint: string | undefined;
  readonly credentials:
    | { readonly profile: string }
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  /** COMPLIANCE retention for everything that is added, until then. */
  readonly retainUntil: Date | undefined;
}
/** Storage for reading back too. */
export interface S3Target extends Target {
  bring(name: string, path: string): Promise<void>;
}
/** Below this, in one piece of memory: S3 signs what it is sent, and a stream would be read twice. */
const SMALL = 1 << 20;

/** `s3://bucket/prefix`. USAGE. */
export function placeOf(address: string): Place {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9!_.*'()/-]*))?$/.exec(address);
  const prefix = (parts?.[2] ?? '').replace(/\/+$/, '');
  if (parts === null || prefix.split('/').some((part) => part === '..' || part === '.' || (part === '' && prefix !== '')))
    throw new Refusal('USAGE', `not an address of a bucket: ${JSON.stringify(address)}`, { hint: 's3://bucket/prefix' });
  return { bucket: parts[1] as string, prefix };
}

export async function openS3({ bucket, prefix }: Place, options: S3Options): Promise<S3Target> {
  const sdk = await import('@aws-sdk/client-s3');
  const client = await clientOf(options);
  const shown = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
  const keyOf = (name: string): string => (prefix === '' ? name : `${prefix}/${name}`);
  const asked = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw cause instanceof Refusal ? cause : refused(shown, what, cause);
    }
  };
  const send = async ({ name, path, size, sha256 }: Piece, once: boolean): Promise<void> => {
    const { retainUntil } = options;
    const sent = await client.send(
      new sdk.PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(name),
        Body: size <= SMALL ? await sameStill(path, sha256) : createReadStream(path),
        ContentLength: size,
        ChecksumAlgorithm: 'SHA256',
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        ...(once && { IfNoneMatch: '*' }),
        ...(retainUntil && { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: retainUntil }),
      }),
    );
    if (sent.ChecksumSHA256 !== undefined && sent.ChecksumSHA256 !== Buffer.from(sha256, 'hex').toString('base64'))
      throw new Refusal('LOCKER_TAMPERED', `${shown} took other bytes for ${name} than were sent`);
  };
  const head = (name: string) => client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: keyOf(name), ChecksumMode: 'ENABLED' }));
  const bodyOf = async (name: string): Promise<Readable> => {
    const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: keyOf(name) }));
    return Body as Readable;
  };
  return {
    shown,
    close: () => client.destroy(),
    list: () =>
      asked('list', async () => {
        const found = new Map<string, number>();
        const Prefix = prefix === '' ? '' : `${prefix}/`;
        let token: string | undefined;
        do {
          const page = await client.send(
            new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix, ...(token && { ContinuationToken: token }) }),
          );
          for (const { Key, Size } of page.Contents ?? [])
            if (Key !== undefined && Size !== undefined) found.set(Key.slice(Prefix.length), Size);
          token = page.IsTruncated ? page.NextContinuationToken : undefined;
          if (page.IsTruncated && token === undefined) throw new Error('a page of the listing says that there are more, and not where');
        } while (token !== undefined);
        return found;
      }),
    create: (piece) =>
      asked(piece.name, async () => {
        try {
          await send(piece, true);
          return 'created';
        } catch (error) {
          if (statusOf(error) === 412) return 'there';
          throw error;
        }
      }),
    put: (piece) => asked(piece.name, () => send(piece, false)),
    digestOf: (name) =>
      asked(name, async () => {
        const { ChecksumSHA256, ChecksumType } = await head(name);
        // of an upload in parts it is a checksum of checksums
        if (ChecksumSHA256 !== undefined && ChecksumType !== 'COMPOSITE' && !ChecksumSHA256.includes('-'))
          return Buffer.from(ChecksumSHA256, 'base64').toString('hex');
        const hash = createHash('sha256');
        for await (const chunk of await bodyOf(name)) hash.update(chunk as Uint8Array);
        return hash.digest('hex');
      }),
    heldUntil: (name) =>
      asked(name, async () => {
        const { ObjectLockMode, ObjectLockRetainUntilDate } = await head(name);
        return ObjectLockMode === 'COMPLIANCE' ? ObjectLockRetainUntilDate?.toISOString() : undefined;
      }),
    bring: (name, path) => asked(name, async () => pipeline(await bodyOf(name), createWriteStream(path, { flags: 'wx', mode: 0o600 }))),
  };
}

async function clientOf({ region, endpoint, credentials }: S3Options): Promise<S3Client> {
  const { S3Client: Client } = await import('@aws-sdk/client-s3');
  const { fromIni } = await import('@aws-sdk/credential-providers');
  return new Client({
    region: region ?? 'us-east-1',
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    credentials: 'profile' in credentials ? fromIni({ profile: credentials.profile }) : credentials,
    // each request names its own SHA-256; storage that is older than the SDK's defaults refuses those
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 5,
  });
}

/** Storage that does not compare what it takes with its checksum must not be sent anything else. */
async function sameStill(path: string, sha256: string): Promise<Buffer> {
  const bytes = await readFile(path);
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
  throw tampered(path, 'this file changed while it was published');
}

const statusOf = (error: unknown): number | undefined =>
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;

function refused(shown: string, what: string, cause: unknown): Refusal {
  const { name, message } = cause instanceof Error ? cause : { name: '', message: String(cause) };
  const status = statusOf(cause);
  return new Refusal('OUTPUT_UNWRITABLE', `${shown} refused ${what}: ${name} ${message}`.slice(0, 500), {
    hint:
      status === 403
        ? 's3:ListBucket, s3:GetObject, s3:PutObject and, with --retain, s3:PutObjectRetention are needed'
        : `status ${status ?? 'none'}`,
    cause,
  });
}
