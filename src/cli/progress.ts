/** Long work shows that it goes on: one moving line on a terminal, plain lines elsewhere, JSON on demand. */
import type { Progress } from '../collect/run.ts';
import { isUnknown } from '../kit.ts';
import { type Begun, endOf } from '../locker/index.ts';
import type { Edge } from './edge.ts';
import { visible } from './visible.ts';

export type How = 'lines' | 'json' | 'none' | undefined;
export type Event = Progress | { readonly what: 'begun'; readonly begun: Begun };

export function progress(edge: Edge, how: How): { on(event: Event): void; end(): void } {
  const state = { sets: 0, done: 0, resources: 0, gaps: 0 };
  const terminal = how === undefined ? edge.terminal : undefined;
  if (how === 'none') return { on: () => undefined, end: () => undefined };
  const line = (text: string) => {
    terminal?.draw('\r\u001b[2K');
    edge.say(text);
  };
  return {
    on(event) {
      if (event.what === 'plan') state.sets = event.sets;
      if (event.what === 'set') {
        state.done += 1;
        state.resources += event.set.resources.length;
        state.gaps += event.set.gaps.length;
      }
      if (how === 'json') return edge.say(JSON.stringify(forMachines(event)));
      for (const text of forPeople(event, terminal !== undefined)) line(text);
      terminal?.draw(`\r\u001b[2K${visible(summary(state)).slice(0, terminal.columns - 1)}`);
    },
    end() {
      if (terminal) terminal.draw('\r\u001b[2K');
      else if (how !== 'json') edge.say(summary(state));
    },
  };
}

function summary({ sets, done, resources, gaps }: { sets: number; done: number; resources: number; gaps: number }): string {
  return `${done} of ${sets} sets read, ${resources} resources${gaps > 0 ? `, ${gaps} gaps` : ''}`;
}

function forPeople(event: Event, brief: boolean): string[] {
  if (event.what === 'begun') {
    const { tookOver, leftovers } = event.begun;
    return [
      ...(tookOver
        ? [`took over the lock of run ${tookOver.runId}: its process ${tookOver.pid} on ${tookOver.host} ${endOf(tookOver)}`]
        : []),
      ...(leftovers.length > 0
        ? [`${leftovers.length} unfinished ${leftovers.length === 1 ? 'run lies' : 'runs lie'} in staging/ and can be removed`]
        : []),
    ];
  }
  if (event.what === 'scope') {
    const { source, name, principal, subjects } = event.entry;
    const as = isUnknown(principal) ? `not known as whom: ${principal.$unknown.detail}` : `as ${principal.id}`;
    return [`${source}/${name}: ${as}; ${subjects.length} ${subjects.length === 1 ? 'subject' : 'subjects'}`];
  }
  if (event.what !== 'set' || brief) return [];
  const { collector, subject, resources, gaps } = event.set;
  return [`  ${collector} · ${subject.label}: ${resources.length} read${gaps.length > 0 ? `, not whole: ${gaps[0]?.reason}` : ''}`];
}

function forMachines(event: Event): object {
  if (event.what === 'begun') return { event: 'begun', seq: event.begun.writer.seq, leftovers: event.begun.leftovers };
  if (event.what === 'plan') return { event: 'plan', sets: event.sets };
  if (event.what === 'scope')
    return {
      event: 'scope',
      source: event.entry.source,
      name: event.entry.name,
      principal: event.entry.principal,
      subjects: event.entry.subjects.map((subject) => subject.key),
    };
  const { collector, subject, resources, complete, gaps } = event.set;
  return { event: 'set', collector, subject: subject.key, resources: resources.length, complete, gaps };
}
