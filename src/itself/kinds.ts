/** What a run knows of itself, as kinds of resource that checks can be about. Nobody is asked for them: `watch.ts` writes them down as sets go by. */
import { z } from 'zod';
import { known } from '../kit.ts';
import type { Collector, Subject } from '../model.ts';

/** The run, as the one subject of these kinds. */
export const RUN: Subject = { source: 'run', name: 'run', key: 'run', id: 'run', label: 'this run', scope: 'run' };

const Target = z.object({
  id: z.string().describe('the key of the subject, stable over runs'),
  name: z.string(),
  answered: known(z.boolean()).describe('it answered for itself; unknown with the reason why it did not'),
  listed: z.boolean().describe('it is a subject of this run, or left out with a reason that stands in the report'),
  planned: z.int().describe('kinds of resource that were to be read here'),
  read: z.int().describe('kinds of resource of which a set was judged, whole or not'),
});
const Refusals = z.object({
  id: z.string().describe('the source, as configured: aws/production'),
  name: z.string(),
  refused: z.int().describe('questions that ended without an answer'),
  unattached: z.array(z.string()).describe('of these, the operations of those on which no set and no gap of the report rests'),
});
const Evidence = z.object({
  id: z.string().describe('the source, as configured: aws/production'),
  name: z.string(),
  objects: z.int().describe('recorded answers that were read again from the locker'),
  damaged: z.array(z.string()).describe('digests of those whose bytes are not what their names say, or that are gone; at most 20'),
  outside: z.array(z.string()).describe('kinds of resource of which a set was not collected between the start and the end of the run'),
  stale: z.array(z.string()).describe('kinds of resource of which a set could no longer be relied on at the end of the run'),
});

function kind<R extends z.ZodObject>(id: string, title: string, resource: R): Collector {
  return {
    id,
    title,
    scope: 'run',
    calls: [],
    freshFor: 'P1D',
    resource: resource as unknown as Collector['resource'],
    fetch: async function* () {},
    normalise: (raw) => raw,
  };
}
export const TARGET = kind('run/target', 'Accounts, regions, organisations and projects that were to answer', Target);
export const REFUSALS = kind('run/refusals', 'Questions that ended without an answer, by source', Refusals);
export const EVIDENCE = kind('run/evidence', 'What was recorded, by source', Evidence);
export const KINDS: readonly Collector[] = [TARGET, REFUSALS, EVIDENCE];

/** A check about the run itself is judged in every run. */
export const isAboutTheRun = ({ about }: { readonly about: string }): boolean => about.startsWith('run/');

export type TargetRow = z.infer<typeof Target>;
export type RefusalsRow = z.infer<typeof Refusals>;
export type EvidenceRow = z.infer<typeof Evidence>;
