import { describe, expect, it } from 'vitest';
import { collectors } from '../../src/registry.ts';
import { play, tapesOf } from '../support/tapes.ts';

/** A row without evidence is hearsay. Where an answer is an absence, nothing of it is kept yet: those collectors are named, each with the reason. */
const ABSENCES: Readonly<Record<string, string>> = {
  'aws/alternate-contact': 'no contact is set: the refusal that says so is not kept with the row',
  'hetzner/project': 'nothing of it is asked of anybody',
};

describe.each(collectors.map((collector) => [collector.id, collector] as const))('%s', (id, collector) => {
  it.each(tapesOf(collector).map((tape) => [tape.name, tape] as const))('%s: every row rests on a recorded answer', async (_, tape) => {
    const { set } = await play(collector, tape);
    const bare = set.resources.filter(({ evidence }) => evidence.length === 0).map(({ resource }) => resource.id);
    // what osquery does not tell is asked of nobody
    if (id in ABSENCES || (id.startsWith('host/') && tape.name.includes('osquery'))) return;
    expect(bare).toEqual([]);
  });
});
