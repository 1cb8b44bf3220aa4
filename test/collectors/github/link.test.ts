import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOf, parseLink } from '../../../collectors/github/link.ts';

const BASE = 'https://api.github.com';
const next = (target: string) => `<${target}>; rel="next"`;

describe('a Link header', () => {
  it('is read as RFC 8288 writes it', () => {
    const header = '<https://a/?page=2>; rel="next", <https://a/?page=9>; rel="last"';
    expect(parseLink(header)).toEqual([
      { target: 'https://a/?page=2', rel: ['next'] },
      { target: 'https://a/?page=9', rel: ['last'] },
    ]);
    expect(parseLink('<https://a/?q=a,b;c>; title="x, \\"y\\"; rel=no"; REL=next')).toEqual([
      { target: 'https://a/?q=a,b;c', rel: ['next'] },
    ]);
    expect(parseLink('<https://a/>; rel="prev next" ;rel="last"')).toEqual([{ target: 'https://a/', rel: ['prev', 'next'] }]);
    expect(parseLink('')).toEqual([]);
  });
  it.each([
    'https://a/?page=2; rel="next"',
    '<https://a/?page=2; rel="next"',
    '<https://a/>; rel="next" <https://b/>; rel="last"',
    '<a>; rel="next',
    'x',
  ])('%s is not half read', (header) => {
    expect(parseLink(header)).toBeUndefined();
  });
  it('finds the next among any others, in any order', () => {
    const target = fc.webUrl({ withQueryParameters: true }).filter((url) => !/[<>]/.test(url));
    const links = fc.array(fc.record({ target, rel: fc.constantFrom('prev', 'first', 'last', 'deprecation') }), { maxLength: 4 });
    fc.assert(
      fc.property(links, target, fc.nat(4), (others, wanted, at) => {
        const all = others.toSpliced(at, 0, { target: wanted, rel: 'next' as never });
        const header = all.map((link) => `<${link.target}>; rel="${link.rel}"`).join(', ');
        expect(parseLink(header)?.filter(({ rel }) => rel.includes('next'))).toEqual([{ target: wanted, rel: ['next'] }]);
      }),
    );
  });
});

describe('the next page', () => {
  it('is none without a header, and none when the header names no next', () => {
    expect(nextOf(undefined, BASE, 1)).toBeUndefined();
    expect(nextOf(`<${BASE}/orgs/a/members?page=1>; rel="first"`, BASE, 2)).toBeUndefined();
  });
  it('is found behind the address that GitHub really gives', () => {
    expect(nextOf(next(`${BASE}/organizations/99/members?per_page=100&page=2`), BASE, 1)).toEqual({ cursor: { page: '2' } });
    expect(nextOf(next('/organizations/99/members?page=3'), BASE, 2)).toEqual({ cursor: { page: '3' } });
    expect(nextOf(next(`${BASE}/orgs/a/x?after=abc%3D`), BASE, 1)).toEqual({ cursor: { after: 'abc=' } });
  });
  it.each([
    'https://evil.example/orgs/a/members?page=2',
    'http://api.github.com/orgs/a?page=2',
    'https://api.github.com:8443/?page=2',
    '//evil.example/?page=2',
  ])('is foreign at %s', (target) => {
    expect(nextOf(next(target), BASE, 1)).toEqual({ foreign: new URL(target, BASE).href });
  });
  it.each([
    ['the same page again', next(`${BASE}/x?page=2`), 2],
    ['an earlier page', next(`${BASE}/x?page=1`), 2],
    ['a page too far', next(`${BASE}/x?page=4`), 2],
    ['no number', next(`${BASE}/x?page=two`), 2],
    ['no cursor at all', next(`${BASE}/x`), 2],
    ['two next pages', `${next(`${BASE}/x?page=3`)}, ${next(`${BASE}/x?page=4`)}`, 2],
    ['half a header', '<https://a; rel="next"', 2],
    ['no address', next('http://['), 2],
  ])('is broken with %s', (_, header, page) => {
    expect(nextOf(header, BASE, page)).toHaveProperty('broken');
  });
});
