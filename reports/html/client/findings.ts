/** The findings: which of them fit a filter, and what one of them looks like. */
import type { Packed, PackedRow } from '../data.ts';
import { all, type Child, make, verdictSign } from './dom.ts';
import type { Filter, List } from './filter.ts';
import { openPages } from './pages.ts';
import { said } from './words.ts';

export interface Findings extends List {
  /** Draws the row with this key, on whatever page; undefined when it is filtered out, or not in this page at all. */
  reveal(key: string): HTMLElement | undefined;
  has(key: string): boolean;
}

const SEVERITY = ['critical', 'high', 'medium', 'low', 'info'];

export function openFindings(data: Packed): Findings {
  const { rows, checks } = data;
  const pages = openPages('findings', (place) => drawFinding(data, rows[place] as PackedRow));
  const places = new Map(rows.map((row, place) => [row[0], place]));
  // what is wrong before what is well, the severe before the slight; otherwise as they came
  const rank = rows.map((row) => row[3] * 8 + SEVERITY.indexOf(checks[row[1]]?.severity ?? ''));
  const order = rows.map((_, place) => place).sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0) || a - b);
  const texts: string[] = [];
  const textOf = (place: number): string => {
    texts[place] ??= searchable(data, rows[place] as PackedRow);
    return texts[place];
  };
  return {
    id: 'findings',
    show({ words, facets }) {
      const fits = facetTest(data, facets);
      const shown = order.filter((place) => fits(rows[place] as PackedRow) && words.every((word) => textOf(place).includes(word)));
      pages.show(shown);
      return { shown: shown.length, total: rows.length };
    },
    has: (key) => places.has(key),
    reveal(key) {
      const place = places.get(key);
      return place === undefined ? undefined : pages.reveal(place);
    },
  };
}

/** What a search looks through, in lower case. */
function searchable({ checks, subjects, texts, reasons }: Packed, row: PackedRow): string {
  const check = checks[row[1]];
  const subject = subjects[row[2]];
  const reason = reasons[row[7]];
  const parts = [row[4], row[5], texts[row[6]], check?.id, check?.title, subject?.key, subject?.label, reason?.id, row[8], row[0]];
  return parts.join('\n').toLowerCase();
}

function facetTest({ verdicts, checks, evidence }: Packed, facets: Filter['facets']): (row: PackedRow) => boolean {
  const of = (name: string) => facets.get(name);
  const fits = (name: string, values: readonly string[]) => of(name) === undefined || values.some((value) => of(name)?.has(value));
  const verdict = verdicts.map(({ id }) => fits('verdict', [id]));
  const check = checks.map(
    ({ anchor, severity, source, frameworks }) =>
      fits('check', [anchor]) &&
      fits('severity', [severity]) &&
      fits('source', [source]) &&
      fits(
        'framework',
        frameworks.map((id) => id.replaceAll(' ', '~')),
      ),
  );
  const wanted = of('evidence');
  const digest = wanted === undefined ? undefined : evidence.findIndex((hex) => wanted.has(hex));
  return (row) => verdict[row[3]] === true && check[row[1]] === true && (digest === undefined || row[9].includes(digest));
}

function drawFinding(data: Packed, row: PackedRow): HTMLElement {
  const [key, checkPlace, subjectPlace, verdictPlace, called, , because] = row;
  const check = data.checks[checkPlace];
  const verdict = data.verdicts[verdictPlace];
  const summary = make(
    'summary',
    {},
    make(
      'span',
      { class: 'row-title' },
      make('bdi', { class: 'name' }, called),
      make('span', { class: 'aside place' }, ` ${data.subjects[subjectPlace]?.label ?? ''}`),
    ),
    make('span', { class: 'sentence' }, data.texts[because] ?? '', ' ', make('span', { class: 'code' }, check?.id ?? '')),
    make('span', { class: 'severity', 'data-level': check?.severity ?? '' }, check === undefined ? '' : said().severity[check.severity]),
    verdictSign(verdict?.id ?? 'unknown', verdict?.word ?? ''),
  );
  const details = make('details', { class: 'row item finding', id: `finding-${key}` }, summary);
  // what nobody opens is not made
  details.addEventListener('toggle', () => {
    if (details.childElementCount === 1) details.append(drawBody(data, row));
  });
  return details;
}

function drawBody(data: Packed, row: PackedRow): HTMLElement {
  const [key, checkPlace, subjectPlace, verdictPlace, called, id, because, reasonPlace, observed, evidence, waiver] = row;
  const { finding: words } = said();
  const check = data.checks[checkPlace];
  const subject = data.subjects[subjectPlace];
  const reason = data.reasons[reasonPlace];
  const facts = make('dl', { class: 'facts' });
  const fact = (term: string, ...children: readonly Child[]) =>
    facts.append(make('div', {}, make('dt', {}, term), make('dd', {}, ...children)));
  fact(
    words.resource,
    make('bdi', { class: 'name' }, called),
    id === '' ? undefined : make('span', { class: 'aside' }, ' ', make('bdi', {}, id)),
  );
  const where =
    subject === undefined || subject.key === subject.label
      ? undefined
      : make('span', { class: 'aside' }, ' ', make('bdi', {}, subject.key));
  fact(words.where, make('bdi', {}, subject?.label ?? ''), where);
  fact(words.expected, check?.title ?? '', ' ', make('a', { class: 'check-id', href: `#${check?.anchor ?? ''}` }, check?.id ?? ''));
  fact(words.found, data.texts[because] ?? '', reason === undefined ? undefined : ` (${reason.id}: ${reason.means})`);
  const lines = observed === '' ? [] : observed.split('\n').map((line) => make('code', {}, line));
  fact(
    words.observed,
    lines.length === 0 ? words.notRecorded : make('span', { class: 'observed' }, ...lines.flatMap((line) => [line, ' '])),
  );
  if (waiver >= 0) fact(words.waiver, make('b', {}, data.waivers[waiver] ?? ''));
  const wrong = ['fail', 'unknown'].includes(data.verdicts[verdictPlace]?.id ?? '');
  if (wrong && check !== undefined && check.remedy !== '') fact(words.toDo, ...withLinks(check.remedy));
  const digests = evidence.flatMap((place, index) => {
    const hex = data.evidence[place] ?? '';
    return [index === 0 ? '' : ', ', make('a', { class: 'digest', href: `#evidence-${hex}`, title: `sha256:${hex}` }, hex.slice(0, 12))];
  });
  fact(words.evidence, ...(digests.length === 0 ? [words.none] : digests));
  const link = make('p', { class: 'aside' }, make('a', { class: 'anchor', href: `#finding-${key}` }, words.link));
  return make('div', { class: 'body' }, facts, link);
}

/** Addresses in a remedy, which the report's own policy wrote. */
function withLinks(text: string): readonly Child[] {
  return text
    .split(/(https:\/\/[^\s<>"'()]*[^\s<>"'().,;:!?…])/)
    .map((piece) => (piece.startsWith('https://') ? make('a', { class: 'out', href: piece, rel: 'noopener noreferrer' }, piece) : piece));
}

/** Opened for printing: what is on the page, with all that is known of it. */
export const openedFindings = (): readonly HTMLElement[] => all<HTMLElement>('details.finding');
