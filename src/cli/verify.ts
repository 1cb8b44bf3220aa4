/** A locker checked by somebody who trusts nothing in it; what was checked, and what remains unproven. */
import type { KeyObject } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { rename, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { durationMs } from '../collect/duration.ts';
import { Refusal } from '../errors.ts';
import { type Checkpoint, certificatesIn, checkpointText, readCheckpoint } from '../locker/index.ts';
import type { Defect } from '../locker/verify/codes.ts';
import { CODES } from '../locker/verify/codes.ts';
import { type Verification, verifyLocker } from '../locker/verify/index.ts';
import { publicKeysIn } from '../locker/verify/keyring.ts';
import { isElsewhere } from '../publish/target.ts';
import { readText } from '../yaml.ts';
import type { Command, Edge } from './edge.ts';
import type { Judged, ReEvaluation } from './re-evaluate.ts';
import { verdictLines } from './verified.ts';

export interface VerifyOptions {
  readonly locker: string;
  readonly key?: readonly string[];
  readonly keyFingerprint?: readonly string[];
  readonly tsaCa?: string;
  readonly checkpoint?: string;
  readonly remember?: string;
  readonly newOnly?: boolean;
  readonly maxAge?: string;
  readonly strict?: boolean;
  readonly reEvaluate?: boolean;
  readonly report?: string;
  readonly json?: boolean;
  /** How a copy is reached. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly branch?: string;
}

export const verify: Command<VerifyOptions> = async (options, edge) => {
  try {
    return await verified(options, edge);
  } catch (error) {
    // half a check is none: nothing is said about the locker
    if (edge.signal.aborted) return edge.interrupted() ?? 130;
    throw error;
  }
};

async function verified(options: VerifyOptions, edge: Edge): Promise<number> {
  if (isElsewhere(options.locker)) return copied(options, edge);
  const root = resolve(edge.cwd, options.locker);
  if (isFile(root)) return packed(root, options, edge);
  if (!(await isFolder(root)))
    throw new Refusal('RUN_UNKNOWN', `there is no folder ${options.locker}`, { hint: 'name the folder that holds locker.json' });
  const checkpoint = options.checkpoint === undefined ? undefined : heldCheckpoint(options.checkpoint, edge);
  if (options.newOnly && checkpoint === undefined)
    throw new Refusal('USAGE', '--new-only leaves out what a checkpoint has seen, and there is no --checkpoint');
  const found = await verifyLocker(root, {
    now: edge.clock.now(),
    keys: (options.key ?? []).flatMap((file) => keysIn(file, edge)),
    fingerprints: (options.keyFingerprint ?? []).map(fingerprint),
    authorities: options.tsaCa === undefined ? [] : authoritiesIn(options.tsaCa, edge),
    signal: edge.signal,
    ...(checkpoint && { checkpoint }),
    ...(options.maxAge !== undefined && { maxAgeMs: maxAge(options.maxAge) }),
    ...(options.strict && { strict: true }),
    ...(options.newOnly && { newOnly: true }),
  });
  const { judged, defects: more } = await further(root, found, options, edge);
  const all = { ...found, defects: [...found.defects, ...more], exit: worst(found.exit, more), ...(judged && { judged }) };
  await show(all, options, edge);
  if (options.remember !== undefined) await remember(options.remember, all, checkpoint, edge);
  return all.exit;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** A copy is fetched whole into a folder of its own, looked at there as a locker is, and forgotten. */
async function copied(options: VerifyOptions, edge: Edge): Promise<number> {
  const { fetchedCopy } = await import('./elsewhere.ts');
  const { folder, notes, forget } = await fetchedCopy(options.locker, options, edge);
  try {
    const exit = await verified({ ...options, locker: folder }, edge);
    for (const note of notes) edge.say(note);
    return exit;
  } finally {
    await forget();
  }
}

const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** A share pack is one file; what is asked about a chain of runs cannot be asked of it. */
async function packed(path: string, options: VerifyOptions, edge: Edge): Promise<number> {
  const { checkpoint, remember: file, newOnly, maxAge: age, reEvaluate, report } = options;
  if ([checkpoint, file, newOnly, age, reEvaluate, report].some((one) => one !== undefined))
    throw new Refusal(
      'USAGE',
      'a share pack is part of one run: --checkpoint, --remember, --new-only, --max-age, --re-evaluate and --report are for lockers',
    );
  const { checkPack } = await import('./verify-pack.ts');
  const authorities = options.tsaCa === undefined ? [] : authoritiesIn(options.tsaCa, edge);
  const fingerprints = (options.keyFingerprint ?? []).map(fingerprint);
  return checkPack(
    path,
    { now: edge.clock.now(), keys: trustedKeys(options, edge), fingerprints, authorities },
    options.json === true,
    edge,
  );
}

/** What needs more than the locker: the policy's meaning, or files that were handed out. */
async function further(
  root: string,
  found: Verification,
  options: VerifyOptions,
  edge: Edge,
): Promise<Partial<ReEvaluation> & { readonly defects: readonly Defect[] }> {
  const again = options.reEvaluate ? await (await import('./re-evaluate.ts')).reEvaluate(root, found, edge) : undefined;
  const defects = [...(again?.defects ?? [])];
  if (options.report !== undefined)
    defects.push(
      ...(await (await import('./handed-out.ts')).checkHandedOut(resolve(edge.cwd, options.report), found, trustedKeys(options, edge))),
    );
  return { defects, ...(again && { judged: again.judged }) };
}

const trustedKeys = (options: VerifyOptions, edge: Edge): readonly KeyObject[] => (options.key ?? []).flatMap((file) => keysIn(file, edge));

/** Altered outweighs unproven. */
function worst(exit: number, more: readonly Defect[]): number {
  const exits = [exit, ...more.map(({ code }) => CODES[code])];
  return exits.includes(5) ? 5 : Math.max(...exits);
}

async function show(found: Verification & { readonly judged?: Judged }, { json }: VerifyOptions, edge: Edge): Promise<void> {
  if (json) await edge.out(`${JSON.stringify(found, null, 2)}\n`);
  else await edge.out(`${verdictLines(found).join('\n')}\n`);
}

/** A head that is damaged is not worth remembering, and memory never goes back. */
async function remember(file: string, { head, exit, runs }: Verification, before: Checkpoint | undefined, edge: Edge): Promise<void> {
  if (head === undefined || exit === 5 || head.size < (before?.size ?? 0)) {
    edge.say(`not remembered: ${file} stays as it is`);
    return;
  }
  const path = resolve(edge.cwd, file);
  try {
    await writeFile(`${path}.new`, checkpointText(head), { mode: 0o644 });
    await rename(`${path}.new`, path);
  } catch (cause) {
    throw new Refusal('OUTPUT_UNWRITABLE', `${path} cannot be written`, {
      hint: (cause as NodeJS.ErrnoException).code ?? String(cause),
      cause,
    });
  }
  edge.say(`remembered: ${runs.length} runs in ${path}; keep it where nobody who writes the locker can write`);
}

function heldCheckpoint(file: string, edge: Edge): Checkpoint {
  const checkpoint = readCheckpoint(readText(resolve(edge.cwd, file), file));
  if (checkpoint) return checkpoint;
  throw new Refusal('USAGE', 'this is no checkpoint', { at: { file }, hint: 'a copy of log/checkpoint, or what --remember wrote' });
}

function keysIn(file: string, edge: Edge): readonly KeyObject[] {
  return publicKeysIn(readText(resolve(edge.cwd, file), file), file);
}

function authoritiesIn(file: string, edge: Edge) {
  const certificates = certificatesIn(readText(resolve(edge.cwd, file), file));
  if (certificates.length > 0) return certificates;
  throw new Refusal('USAGE', 'there is no certificate in this file', { at: { file }, hint: 'PEM is meant' });
}

function fingerprint(text: string): string {
  const hex = text.toLowerCase().replace(/^sha256:/, '');
  if (/^[0-9a-f]{64}$/.test(hex)) return hex;
  throw new Refusal('USAGE', '--key-fingerprint is 64 hex digits, all of them: a part of it could be forged', {
    hint: 'claimcheck keys show',
  });
}

/** `36h`, `2d` or ISO 8601 (`P2D`). */
function maxAge(text: string): number {
  const simple = /^(\d{1,5})([hd])$/.exec(text);
  if (simple) return Number(simple[1]) * (simple[2] === 'h' ? 3_600_000 : 86_400_000);
  try {
    return durationMs(text);
  } catch {
    throw new Refusal('USAGE', `--max-age is a duration, not ${JSON.stringify(text)}`, { hint: '36h, 2d or P2D' });
  }
}
