/** The unit of work: one entry of the configuration × one lane of it (an account, an installation, a project), asked by one process at a time. */
import { createHash } from 'node:crypto';
import type { Part } from '../collect/run.ts';
import type { ConfiguredSource } from '../config.ts';
import type { Listed, ScopeEntry, Source, Subject } from '../model.ts';

export interface Job {
  /** 32 hex digits, the same in every run: of the source, its name and the lane. Also a name for a folder. */
  readonly id: string;
  readonly source: string;
  readonly name: string;
  /** `aws/company/123456789012`. */
  readonly lane: string;
}

/** The lane of a subject; where a source knows none, the entry is one. */
export function laneOf(source: Source, subject: Subject): string {
  return source.lanes?.of(subject) ?? `${subject.source}/${subject.name}`;
}
export function jobOf(source: Source, subject: Subject): Job {
  const lane = laneOf(source, subject);
  return { id: idOf(`${subject.source}\n${subject.name}\n${lane}`), source: subject.source, name: subject.name, lane };
}

/** Whether the lanes of an entry are known by asking alone. */
export const isFound = ({ source, config }: ConfiguredSource): boolean => source.lanes?.found(config) ?? false;

/** Of these subjects, in their order, each once. */
export function jobsOf(source: Source, subjects: Listed<Subject>): Job[] {
  return [...new Map(subjects.map((subject) => jobOf(source, subject)).map((job) => [job.id, job])).values()];
}

/** Shard `index` (from 1) of `of`: the lanes whose SHA-256 falls to it. Every process comes to the same partition without talking to another. */
export function shardPart(index: number, of: number): Part {
  const owns = (lane: string) => Number.parseInt(idOf(lane).slice(0, 12), 16) % of === index - 1;
  return partOf((source, subject) => owns(laneOf(source, subject)));
}

/** One job; `known` are the subjects of its entry where those had to be found. */
export function jobPart(job: Job, known: Listed<Subject> | undefined): Part {
  const owns = (source: Source, subject: Subject) =>
    source.id === job.source && subject.name === job.name && jobOf(source, subject).id === job.id;
  return partOf(owns, known);
}

/** What finds the subjects of such entries as have to be found, and asks about none. */
export const findingPart: Part = { opened: (entry) => (isFound(entry) ? entry : undefined), owns: () => false };

function partOf(owns: Part['owns'], known?: Listed<Subject>): Part {
  return {
    owns,
    opened(entry) {
      const { source, config } = entry;
      const subjects: Listed<Subject> = known ?? source.declared(config);
      if (isFound(entry) && known === undefined) return entry;
      const mine = subjects.filter((subject) => subject.source === source.id && subject.name === source.nameOf(config));
      const here = mine.filter((subject) => owns(source, subject));
      if (here.length === 0) return undefined;
      if (here.length === mine.length || !source.lanes) return entry;
      return { source, config: source.lanes.only(config, here) };
    },
  };
}

/** What an entry amounts to before anybody was asked, or after. */
export function subjectsOf({ source, config }: ConfiguredSource, found: readonly ScopeEntry[]): Listed<Subject> {
  const name = source.nameOf(config);
  return found.find((one) => one.source === source.id && one.name === name)?.subjects ?? source.declared(config);
}

const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
