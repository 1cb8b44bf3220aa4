/** The locker copied elsewhere, by another command than the one that looks and with other credentials. */
import { resolve } from 'node:path';
import { Refusal } from '../errors.ts';
import { later } from '../locker/retention.ts';
import { mirror, mirrorOf } from '../publish/git.ts';
import { publish as copy } from '../publish/publish.ts';
import { openS3, placeOf } from '../publish/s3.ts';
import { isElsewhere } from '../publish/target.ts';
import type { Command, Edge } from './edge.ts';
import { BRANCH, type Reaching, s3Options } from './elsewhere.ts';
import { readUserConfig } from './setup.ts';

export interface PublishOptions extends Reaching {
  readonly target: string;
  readonly retain?: string;
  readonly config: string;
  readonly locker?: string;
}

export const publish: Command<PublishOptions> = async (options, edge) => {
  if (!isElsewhere(options.target))
    throw new Refusal('USAGE', `not somewhere to publish to: ${JSON.stringify(options.target)}`, {
      hint: 's3://bucket/prefix, or git:PATH',
    });
  const root = rootOf(options, edge);
  return options.target.startsWith('s3://') ? toS3(root, options, edge) : toGit(root, options, edge);
};

/** The profile of a source only looks: a key that could do more than that is not for it, and one that can do that is not for this. */
function rootOf({ locker, config, profile }: PublishOptions, edge: Edge): string {
  if (locker !== undefined) return resolve(edge.cwd, locker);
  const read = readUserConfig(config, edge, { sealed: true });
  const used = read.sources.map((one) => (one.config as { readonly profile?: unknown }).profile);
  if (profile !== undefined && used.includes(profile))
    throw new Refusal(
      'USAGE',
      `profile ${JSON.stringify(profile)} is that of a source: what looks may not write, and what writes need not look`,
      {
        hint: 'make a profile for the copy alone',
      },
    );
  return read.locker;
}

async function toS3(root: string, options: PublishOptions, edge: Edge): Promise<number> {
  const retainUntil = options.retain === undefined ? undefined : new Date(untilWhen(options.retain, edge));
  const target = await openS3(placeOf(options.target), s3Options(options, retainUntil, edge));
  try {
    const told = await copy(root, target, edge.signal);
    edge.say(`${target.shown}: ${told.runs} runs; ${told.created} files (${told.bytes} bytes) added, ${told.there} were there`);
    if (retainUntil === undefined) edge.say('no --retain: whoever may delete there can remove it again');
    else await insistHeld(target, retainUntil, edge);
    return 0;
  } finally {
    target.close();
  }
}

/** Storage that takes a retention and does not keep it would be believed for years. Asked of what was added now, and of what was there. */
async function insistHeld(target: Awaited<ReturnType<typeof openS3>>, retainUntil: Date, edge: Edge): Promise<void> {
  const names = [...(await target.list()).keys()].filter((name) => name.endsWith('/manifest.json')).sort();
  let least: string | undefined;
  for (const name of names) {
    const until = await target.heldUntil?.(name);
    if (until === undefined)
      throw new Refusal('OUTPUT_UNWRITABLE', `${target.shown} does not hold ${name} by Object Lock in COMPLIANCE mode`, {
        hint: 'the bucket has to be made with Object Lock; what was published without --retain is not held afterwards',
      });
    if (least === undefined || until < least) least = until;
  }
  edge.say(`held by Object Lock (COMPLIANCE): each run until ${least ?? retainUntil.toISOString()} at least`);
}

function untilWhen(retain: string, edge: Edge): string {
  try {
    return later(edge.clock.now(), retain);
  } catch (cause) {
    throw new Refusal('USAGE', `--retain is a duration of whole days, not ${JSON.stringify(retain)}`, { hint: 'P7Y, P18M or P90D', cause });
  }
}

async function toGit(root: string, options: PublishOptions, edge: Edge): Promise<number> {
  if (options.retain !== undefined)
    throw new Refusal('USAGE', '--retain is for Object Lock: git holds nothing back', { hint: 'protect the branch instead' });
  const to = mirrorOf(options.target, options.branch ?? BRANCH);
  const { commit, added } = await mirror(root, edge.cwd, to, edge.signal);
  edge.say(`${to.remote}: ${added} files added on branch ${to.branch}, commit ${commit}`);
  return 0;
}
