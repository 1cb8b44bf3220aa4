import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { replayWire } from '../../src/collect/replay.ts';
import { consult, defineCollector, defineSource, known, seen, settle, Unobservable } from '../../src/kit.ts';
import type { Call, Door, Instrument } from '../../src/model.ts';
import { collectOnce } from '../support/collect.ts';

/** Two places are looked at through an instrument; the second cannot be seen. */
const depth: Call = { operation: 'well:GetDepth', permission: 'none', docs: 'https://example.com' };
const config = { type: 'well' };
function wellOf(look: Instrument, scheme = 'well:') {
  return defineSource<typeof config, Door>({
    id: 'well',
    title: 'Well',
    config: z.strictObject({ type: z.string() }),
    scopes: ['village'],
    calls: [],
    instruments: ['well:'],
    nameOf: () => 'here',
    accepts: /json/,
    mayReach: (url) => url.host !== 'elsewhere',
    operationOf: ({ url }) => (url.pathname === '/depth' ? 'well:GetDepth' : undefined),
    classify: ({ error }) => ({ code: error.name, reason: 'unreachable', detail: error.message }),
    async connect(_, ctx) {
      ctx.instrument(scheme, look);
      return ctx.door;
    },
    declared: () => [{ source: 'well', name: 'here', key: 'well/here', id: 'here', label: 'here', scope: 'village' }],
    scope: async (_, __, ___, declared) => ({ principal: { id: 'me', detail: 'test' }, subjects: declared, excluded: [] }),
  });
}
const wells = (hosts: readonly string[], path = '/depth') =>
  defineCollector({
    id: 'well/depth',
    title: 'Wells',
    scope: 'village',
    calls: [depth],
    freshFor: 'P1D',
    resource: z.object({ id: z.string(), name: z.string(), metres: known(z.number()) }),
    async *fetch(door: Door, ask) {
      for (const host of hosts)
        yield {
          host,
          answer: await ask('well:GetDepth', { host }, z.looseObject({ metres: z.number() }), () =>
            consult(door, new URL(`well://${host}${path}`)),
          ),
        };
    },
    normalise: ({ host, answer }) => ({ id: host, name: host, metres: settle(answer, { some: ({ metres }) => metres, none: 0 }) }),
  });
const look: Instrument = async ({ url }) => {
  if (url.host === 'dry') throw new Unobservable('timeout', 'nothing came up');
  return seen({ metres: url.host === 'north' ? 7 : 30 });
};
const fieldsOf = ({ sets }: Awaited<ReturnType<typeof collectOnce>>) => sets[0]?.resources.map(({ resource }) => resource) ?? [];

describe('an instrument behind the door', () => {
  it('is asked, recorded, and told apart by the place it looks at', async () => {
    const collected = await collectOnce({ source: wellOf(look), collector: wells(['north', 'south']), config });
    expect(fieldsOf(collected)).toMatchObject([{ metres: 7 }, { metres: 30 }]);
    expect(collected.exchanges.map(({ operation, request }) => [operation, request.url])).toEqual([
      ['well:GetDepth', 'well://north/depth'],
      ['well:GetDepth', 'well://south/depth'],
    ]);
    expect(collected.sets[0]?.resources.every(({ evidence }) => evidence.length === 1)).toBe(true);
  });
  it('could not look: unknown, with its reason and the recorded refusal', async () => {
    const collected = await collectOnce({ source: wellOf(look), collector: wells(['dry']), config });
    expect(fieldsOf(collected)).toMatchObject([{ metres: { $unknown: { reason: 'timeout', detail: 'nothing came up' } } }]);
    expect(collected.exchanges[0]?.refusal?.reason).toBe('timeout');
  });
  it('is not called in a replay: what it saw is', async () => {
    const source = (seeing: Instrument) => wellOf(seeing);
    const { exchanges } = await collectOnce({ source: source(look), collector: wells(['south', 'north']), config });
    const wire = replayWire(exchanges.map((exchange, at) => ({ id: `sha256:${String(at).padStart(64, '0')}` as const, exchange })));
    const blind: Instrument = () => Promise.reject(new Error('looked in a replay'));
    expect(fieldsOf(await collectOnce({ source: source(blind), collector: wells(['north', 'south']), config, wire }))).toMatchObject([
      { metres: 7 },
      { metres: 30 },
    ]);
  });
  it('comes to the same refusal in a replay, whether it was worth asking again or not', async () => {
    const grudging: Instrument = async ({ url }) => {
      throw new Unobservable('timeout', `nothing at ${url.host}`, url.host === 'north');
    };
    const first = await collectOnce({ source: wellOf(grudging), collector: wells(['north', 'south']), config });
    expect(first.exchanges).toHaveLength(4); // asked three times, and once
    const wire = replayWire(first.exchanges.map((exchange, at) => ({ id: `sha256:${String(at).padStart(64, '0')}` as const, exchange })));
    const again = await collectOnce({ source: wellOf(grudging), collector: wells(['north', 'south']), config, wire });
    const details = (collected: typeof first) =>
      JSON.stringify(
        fieldsOf(collected).map(({ metres }) => (metres as { $unknown: object }).$unknown),
        ['reason', 'detail'],
      );
    expect(details(again)).toBe(details(first));
  });
  it('may neither look where the source may not reach, nor do what nobody declared', async () => {
    let looked = 0;
    const counting: Instrument = async () => {
      looked += 1;
      return seen({ metres: looked });
    };
    const source = wellOf(counting);
    expect(fieldsOf(await collectOnce({ source, collector: wells(['elsewhere']), config }))).toMatchObject([
      { metres: { $unknown: { reason: 'cross_origin_blocked' } } },
    ]);
    expect(fieldsOf(await collectOnce({ source, collector: wells(['north'], '/poison'), config }))).toMatchObject([
      { metres: { $unknown: { reason: 'plugin_crashed' } } },
    ]);
    expect(looked).toBe(0);
  });
  it('stands in for no scheme that the source did not declare, HTTP least of all', async () => {
    for (const scheme of ['https:', 'http:', 'mine:']) {
      const { scope } = await collectOnce({ source: wellOf(look, scheme), collector: wells(['north']), config });
      expect(scope.subjects[0]?.gap).toMatchObject({ reason: 'plugin_crashed' });
    }
  });
});
