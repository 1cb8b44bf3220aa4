/** Asks one part of a run, and seals what was answered as a segment. Judges nothing. */
import { join } from 'node:path';
import type { Part } from '../collect/run.ts';
import { ask, type Heard } from '../hear.ts';
import { type Disk, errnoOf } from '../locker/disk.ts';
import type { RunOptions } from '../pipeline.ts';
import type { Agreed } from './agree.ts';
import { FORMAT, readSegment, type Segment } from './segment.ts';
import { SegmentWriter, unsealed } from './writer.ts';

export interface PartOptions {
  /** Where the segment's folder comes to stand. */
  readonly dir: string;
  /** Its name there. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  readonly shard: Segment['shard'];
  readonly agreed: Agreed;
  readonly part: Part;
}
export interface Asked {
  /** `already`: it was there before, or another process was quicker. `aborted`: it was cut short. Nothing of ours was kept then. */
  readonly end: 'sealed' | 'already' | 'aborted';
  readonly subjects: number;
}

export async function askPart(run: RunOptions, options: PartOptions, disk: Disk): Promise<Asked> {
  try {
    return await askedPart(run, options, disk);
  } catch (error) {
    throw errnoOf(error) === undefined ? error : unsealed(error, join(options.dir, options.name));
  }
}

async function askedPart(run: RunOptions, options: PartOptions, disk: Disk): Promise<Asked> {
  const { dir, name, agreed, part } = options;
  const there = await readSegment(join(dir, name), disk);
  if (there) return { end: 'already', subjects: there.segment.subjects.length };
  const writer = await SegmentWriter.open(dir, name, run.runId, disk);
  try {
    const heard = await ask(run, agreed.startedAt, agreed.period, { recorder: writer.recorder }, part);
    for await (const set of heard.collection.sets) await writer.set(set);
    if (heard.aborted()) {
      await writer.abandon();
      return { end: 'aborted', subjects: 0 };
    }
    const facts = factsOf(run, options, heard);
    return { end: await writer.seal(facts), subjects: facts.subjects.length };
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

function factsOf(run: RunOptions, { label, shard, agreed, part }: PartOptions, heard: Heard): Omit<Segment, 'files'> {
  const { collection, tally, places, concealer } = heard;
  const sourceOf = (id: string) => run.config.sources.find(({ source }) => source.id === id)?.source;
  const owned = collection.scope.flatMap(({ source: id, subjects }) => {
    const source = sourceOf(id);
    return source ? subjects.filter((subject) => part.owns(source, subject)) : [];
  });
  return {
    format: FORMAT,
    part: label,
    shard,
    binding: agreed.binding,
    startedAt: agreed.startedAt,
    period: agreed.period,
    finishedAt: run.clock.now(),
    scope: collection.scope,
    subjects: owned.map(({ key }) => key),
    places: Object.fromEntries([...places].sort().map(([at, value]) => [at, concealer.text(value).text])),
    requests: {
      sent: tally.sent,
      retried: tally.retried,
      confirmed: tally.confirmed,
      operations: [...tally.operations].sort(),
      maxSkewMs: tally.maxSkewMs,
    },
    refused: [...tally.refused.pending()],
  };
}
