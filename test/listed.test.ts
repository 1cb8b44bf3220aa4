import { describe, expect, it } from 'vitest';
import { reportBytes, reportStream } from '../reports/ordered.ts';
import { listed, packed } from '../src/listed.ts';
import type { Listed } from '../src/model.ts';

interface Row {
  readonly key: string;
  readonly gap?: { readonly detail: string };
}
/** More than two chunks, and a rest. */
const rows: readonly Row[] = Array.from({ length: 1300 }, (_, n) => ({
  key: `aws/é ${n}`,
  ...(n % 100 === 7 && { gap: { detail: 'no' } }),
}));
function packedRows(all: readonly Row[]): Listed<Row> {
  const some = packed<Row>();
  for (const one of all) some.add(one);
  return some.list;
}

describe.each([0, 1, 511, 512, 513, 1300])('%i items, packed', (count) => {
  const all = rows.slice(0, count);
  const list = packedRows(all);
  it('are read as they were added, as often as wanted', () => {
    expect(list).toHaveLength(count);
    expect([...list]).toEqual(all);
    expect([...list]).toEqual(all);
  });
  it('are asked like an array', () => {
    const last = (one: Row) => one === undefined || one.key === `aws/é ${count - 1}`;
    expect(list.map(({ key }) => key)).toEqual(all.map(({ key }) => key));
    expect(list.flatMap(({ gap }) => gap ?? [])).toEqual(all.flatMap(({ gap }) => gap ?? []));
    expect(list.flatMap(({ key, gap }) => (gap ? [key, key] : []))).toEqual(all.flatMap(({ key, gap }) => (gap ? [key, key] : [])));
    expect(list.filter(({ gap }) => gap !== undefined)).toEqual(all.filter(({ gap }) => gap !== undefined));
    expect(list.find(last)).toEqual(all.find(last));
    expect(list.some(last)).toBe(all.some(last));
    expect(list.slice(500, 520)).toEqual(all.slice(500, 520));
    expect(list.slice(3)).toEqual(all.slice(3));
  });
  it('are the same JSON', () => {
    expect(JSON.stringify({ list })).toBe(JSON.stringify({ list: all }));
  });
  it('are the same bytes of a report', async () => {
    const written = (subjects: Listed<Row>) => ({ scope: [{ subjects }] }) as never;
    const pieces: Uint8Array[] = [];
    for await (const piece of reportStream(written(list))) pieces.push(piece);
    const whole = Buffer.from(reportBytes(written([...all]))).toString();
    expect(Buffer.concat(pieces).toString()).toBe(whole);
    expect(Buffer.from(reportBytes(written(list))).toString()).toBe(whole);
  });
});

describe('a packed list', () => {
  it('keeps what it was when more is added', () => {
    const some = packed<number>();
    some.add(1);
    const one = some.list;
    for (let n = 2; n < 1000; n += 1) some.add(n);
    expect([...one]).toEqual([1]);
    expect(some.list).toHaveLength(999);
  });
  it('can be read by two at once', () => {
    const list = packedRows(rows);
    const [first, second] = [list[Symbol.iterator](), list[Symbol.iterator]()];
    for (const one of rows) {
      expect(first.next().value).toEqual(one);
      expect(second.next().value).toEqual(one);
    }
  });
});

it('a made list is made anew each time', () => {
  let made = 0;
  const list = listed(2, function* () {
    made += 1;
    yield* [made, made];
  });
  expect([...list, ...list]).toEqual([1, 1, 2, 2]);
});
