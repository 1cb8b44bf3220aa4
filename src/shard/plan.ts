/** Which jobs a run has: the same list in whoever makes it, enqueues it, or asks whether all of it is done. */
import { join } from 'node:path';
import type { ConfiguredSource } from '../config.ts';
import type { Disk } from '../locker/disk.ts';
import type { Listed, ScopeEntry, Subject } from '../model.ts';
import { isFound, type Job, jobsOf, laneOf, subjectsOf } from './jobs.ts';
import { readSegment } from './segment.ts';

/** Name of the segment that says what was found, where that is known by asking alone. */
export const SCOPE = 'scope';

export async function foundIn(dir: string, disk: Disk): Promise<readonly ScopeEntry[]> {
  return (await readSegment(join(dir, SCOPE), disk))?.segment.scope ?? [];
}

/** What could not even be found is nothing to ask: its subjects are unknown as they stand. */
export function planOf(sources: readonly ConfiguredSource[], found: readonly ScopeEntry[]): Job[] {
  return sources.flatMap((entry) => {
    const subjects = subjectsOf(entry, found);
    if (!isFound(entry)) return jobsOf(entry.source, subjects);
    const open = new Set(subjects.filter(({ gap }) => !gap).map((subject) => laneOf(entry.source, subject)));
    return jobsOf(
      entry.source,
      subjects.filter((subject) => open.has(laneOf(entry.source, subject))),
    );
  });
}

/** The subjects of a job's entry, where they had to be found. */
export function knownOf(job: Job, sources: readonly ConfiguredSource[], found: readonly ScopeEntry[]): Listed<Subject> | undefined {
  const entry = sources.find(({ source, config }) => source.id === job.source && source.nameOf(config) === job.name);
  return entry && isFound(entry) ? subjectsOf(entry, found) : undefined;
}
