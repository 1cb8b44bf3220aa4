/** What a person has signed for, put where no API gives a value: after everything is read, before anything is judged. Pure. */
import { isUnknown, unknown } from '../kit.ts';
import type { Collector, Digest, Gap, Instant, Known, Resource, ResourceSet, ScopeEntry, StatementForm, Told, Vouching } from '../model.ts';
import type { ReadyCheck } from './judge.ts';

export interface Words {
  /** What can be judged now: this set, or nothing while it waits for somebody's word. */
  take(set: ResourceSet): readonly ResourceSet[];
  /** When all is read: what has waited, in the order in which it came. */
  rest(): readonly ResourceSet[];
}

/** Collectors whose statements are about what one of the wanted ones shows. */
export function vouchersFor(wanted: ReadonlySet<string>, collectors: readonly Collector[]): readonly Collector[] {
  return collectors.filter(({ vouches }) => vouches?.some(({ about }) => wanted.has(about)));
}

/** Who was to be looked at, of one configured source. */
type Asked = Pick<ScopeEntry, 'source' | 'subjects'>;
/** Forms whose statements can answer what this check reads. */
export function formsFor({ check, where, expect }: ReadyCheck, collectors: readonly Collector[]): readonly StatementForm[] {
  const reads = new Set([...(where?.reads ?? []), ...expect.reads]);
  return collectors.flatMap(({ form, vouches = [] }) =>
    form && vouches.some(({ about, field }) => about === check.about && reads.has(field)) ? [form] : [],
  );
}

interface Voice {
  readonly vouching: Vouching;
  readonly collector: string;
}

/** Held are only sets with a resource that lacks such a value: few, and small. */
export function openWords(collectors: readonly Collector[], scope: readonly Asked[], now: Instant): Words {
  const asked = new Set(scope.map(({ source }) => source));
  const voices = collectors.flatMap(({ id, vouches = [] }) =>
    asked.has(id.split('/')[0] as string) ? vouches.map((vouching): Voice => ({ vouching, collector: id })) : [],
  );
  const speaking = new Set(voices.map(({ collector }) => collector));
  const said: ResourceSet[] = [];
  const held: ResourceSet[] = [];
  const about = (set: ResourceSet) => voices.filter(({ vouching }) => vouching.about === set.collector);
  return {
    take(set) {
      if (speaking.has(set.collector)) said.push(set);
      const mine = about(set);
      if (!mine.some(({ vouching: { field } }) => set.resources.some(({ resource }) => lacks(resource, field)))) return [set];
      held.push(set);
      return [];
    },
    rest: () => held.map((set) => filled(set, about(set), said, scope, now)),
  };
}

/** An API that gives the value itself needs nobody's word. */
function lacks(resource: Resource, field: string): boolean {
  const value = (resource as unknown as Record<string, unknown>)[field];
  return isUnknown(value) && value.$unknown.reason === 'attestation_missing';
}

function filled(
  set: ResourceSet,
  voices: readonly Voice[],
  said: readonly ResourceSet[],
  scope: readonly Asked[],
  now: Instant,
): ResourceSet {
  const { subject } = set;
  const subjects = scope.filter(({ source }) => source === subject.source).flatMap((entry) => [...entry.subjects]);
  const resources = set.resources.map((one) =>
    voices.reduce((so, { vouching, collector }) => {
      if (!lacks(so.resource, vouching.field)) return so;
      const statements = said.filter((other) => other.collector === collector);
      const words = statements.flatMap((other) => wordsOf(other, vouching, { ...one, subject, subjects, now }));
      return spoken(so, vouching.field, words);
    }, one),
  );
  return { ...set, resources };
}

interface Word {
  readonly value: Known<boolean>;
  readonly evidence: readonly Digest[];
}
function wordsOf(
  { resources, gaps, complete, proof, collector, evidence }: ResourceSet,
  vouching: Vouching,
  told: Omit<Told, 'resource'> & { readonly resource: Resource },
): Word[] {
  const unread: Gap = { operation: collector, reason: 'population_incomplete', detail: proof };
  const doubts = complete ? [] : (gaps.length > 0 ? gaps : [unread]).map((gap) => ({ value: unknown(gap), evidence }));
  const resource = told.resource as Told['resource'];
  return [...resources.map((one) => ({ value: vouching.of(one.resource, { ...told, resource }), evidence: one.evidence })), ...doubts];
}

type Found = { readonly resource: Resource; readonly evidence: readonly Digest[] };
/**
 * Who says no is believed, whatever others say; a yes stands where nothing was unreadable that could have said no. A statement that is
 * missing, has run out or does not name this resource is silence, and says nothing against another.
 */
function spoken(one: Found, field: string, words: readonly Word[]): Found {
  const no = words.find(({ value }) => value === false);
  const unheard = words.find(({ value }) => isUnknown(value) && !SILENT.has(value.$unknown.reason));
  const word = no ?? unheard ?? words.find(({ value }) => value === true) ?? words[0];
  if (!word) return one;
  const value = isUnknown(word.value) ? because(one.resource, field, word) : word.value;
  return {
    resource: { ...one.resource, [field]: value } as Resource,
    evidence: [...new Set([...one.evidence, ...word.evidence])],
  };
}
const SILENT: ReadonlySet<string> = new Set(['attestation_missing', 'attestation_expired']);

/** Why the API cannot say it, and why nobody has said it instead. */
function because(resource: Resource, field: string, { value, evidence }: Word): Known<boolean> {
  const own = (resource as unknown as Record<string, { readonly $unknown: Gap }>)[field]?.$unknown;
  if (!isUnknown(value)) return value;
  const { detail } = value.$unknown;
  return unknown({ ...value.$unknown, detail: own ? `${own.detail}: ${detail}` : detail, evidence });
}
