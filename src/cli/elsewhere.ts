/** Copies of a locker: how they are reached, with credentials of their own, and how one is fetched to be verified. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Refusal } from '../errors.ts';
import { each } from '../locker/gate.ts';
import { tampered } from '../locker/store.ts';
import { checkOut, mirrorOf } from '../publish/git.ts';
import { openS3, placeOf, type S3Options, type S3Target } from '../publish/s3.ts';
import { isOurs } from '../publish/target.ts';
import type { Edge } from './edge.ts';

export interface Reaching {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly branch?: string;
}
export interface Copy {
  readonly folder: string;
  /** What was seen of the copy itself. */
  readonly notes: readonly string[];
  forget(): Promise<void>;
}
export const BRANCH = 'claimcheck';
const WIDTH = 16;
/** Storage takes no larger object in one piece; a locker has none nearly so large. */
const MOST_BYTES = 5 * 2 ** 30;

/** Never the ambient AWS credentials: those belong to what looks, and it may only read. USAGE. */
export function s3Options({ endpoint, region, profile }: Reaching, retainUntil: Date | undefined, edge: Edge): S3Options {
  if (endpoint !== undefined && !/^https?:\/\/[^/]+\/?$/.test(endpoint))
    throw new Refusal('USAGE', `--endpoint is an address like https://storage.example, not ${JSON.stringify(endpoint)}`);
  return { endpoint, region, retainUntil, credentials: credentials(profile, edge) };
}
function credentials(profile: string | undefined, edge: Edge): S3Options['credentials'] {
  if (profile !== undefined) return { profile };
  const of = (name: string) => edge.env(`CLAIMCHECK_PUBLISH_${name}`);
  const [accessKeyId, secretAccessKey, sessionToken] = [of('ACCESS_KEY_ID'), of('SECRET_ACCESS_KEY'), of('SESSION_TOKEN')];
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  throw new Refusal('CONFIG_SECRET_MISSING', 'a copy is reached with credentials of its own, and there are none', {
    hint: '--profile NAME, or CLAIMCHECK_PUBLISH_ACCESS_KEY_ID and CLAIMCHECK_PUBLISH_SECRET_ACCESS_KEY; those of the sources are not used',
  });
}

export async function fetchedCopy(address: string, reaching: Reaching, edge: Edge): Promise<Copy> {
  const above = await mkdtemp(join(tmpdir(), 'claimcheck-copy-'));
  const folder = join(above, 'locker');
  const forget = () => rm(above, { recursive: true, force: true });
  try {
    await mkdir(folder, { mode: 0o700 });
    const notes = address.startsWith('s3://')
      ? await fromS3(address, folder, reaching, edge)
      : [`read at commit ${await checkOut(mirrorOf(address, reaching.branch ?? BRANCH), edge.cwd, folder, edge.signal)}`];
    return { folder, notes, forget };
  } catch (error) {
    await forget();
    throw error;
  }
}

async function fromS3(address: string, folder: string, reaching: Reaching, edge: Edge): Promise<readonly string[]> {
  const target = await openS3(placeOf(address), s3Options(reaching, undefined, edge));
  try {
    const names = [...(await target.list())];
    const foreign = names.filter(([name]) => !isOurs(name));
    const [large] = names.filter(([, size]) => size > MOST_BYTES);
    if (large !== undefined) throw tampered(large[0], `TOO_LARGE: ${large[1]} bytes; more than ${MOST_BYTES} are not read`);
    const ours = names.filter(([name]) => isOurs(name));
    await each(
      new Set(ours.map(([name]) => dirname(join(folder, name)))),
      WIDTH,
      async (path) => void (await mkdir(path, { recursive: true })),
    );
    await each(ours, WIDTH, async ([name]) => {
      edge.signal.throwIfAborted();
      await target.bring(name, join(folder, name));
    });
    const notes = foreign.slice(0, 5).map(([name]) => `no part of a locker, and not read: ${JSON.stringify(name)}`);
    return [
      ...notes,
      await held(
        target,
        ours.map(([name]) => name),
      ),
    ];
  } finally {
    target.close();
  }
}

/** How long the storage itself holds the runs: what it says of each manifest. */
async function held(target: S3Target, names: readonly string[]): Promise<string> {
  const until: (string | undefined)[] = [];
  await each(
    names.filter((name) => name.endsWith('/manifest.json')),
    WIDTH,
    async (name) => {
      until.push(await target.heldUntil?.(name));
    },
  );
  const free = until.filter((one) => one === undefined).length;
  const [first] = until.filter((one) => one !== undefined).sort();
  if (first === undefined) return `${target.shown} holds no run by Object Lock: whoever may delete there can cut runs off`;
  return `${target.shown} holds ${until.length - free} of ${until.length} runs by Object Lock (COMPLIANCE), until ${first} at least`;
}
