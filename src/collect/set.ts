/** One collector × one subject -> one ResourceSet. Whatever goes wrong inside becomes a gap of this set and of nothing else. */
import { isUnknown } from '../kit.ts';
import type { Ask, Collector, Context, Digest, Gap, Resource, ResourceSet, Subject } from '../model.ts';
import { evidenceOf, type Ledger } from './ask.ts';
import { addDuration } from './duration.ts';

export interface SetOptions {
  readonly collector: Collector;
  readonly client: unknown;
  readonly ask: Ask;
  readonly ledger: Ledger;
  readonly context: Context;
  readonly collectedAt: () => string;
  readonly skewMs: () => number;
}

export async function collectSet(options: SetOptions): Promise<ResourceSet> {
  const { collector, context, ledger } = options;
  const found = new Map<string, { resource: Resource; evidence: readonly Digest[] }>();
  const testimonies: NonNullable<ResourceSet['testimonies']>[number][] = [];
  try {
    for await (const raw of collector.fetch(options.client, options.ask, context)) {
      const one = resourceOf(raw, options);
      if (!one) continue;
      if (found.has(one.resource.id)) addGap(ledger, twice(collector.id, one.resource.id));
      else {
        found.set(one.resource.id, one);
        for (const said of collector.testimony?.of(raw, context) ?? []) testimonies.push({ ...said, evidence: one.evidence });
      }
    }
  } catch (error) {
    addGap(ledger, crashed(collector.id, error));
  }
  return { ...seal(options, [...found.values()]), ...(collector.testimony && { testimonies }) };
}

function resourceOf(
  raw: unknown,
  { collector, context, ledger }: SetOptions,
): { resource: Resource; evidence: readonly Digest[] } | undefined {
  const evidence = evidenceOf(raw);
  const stale = staleness(raw, collector, context);
  if (stale) {
    addGap(ledger, { ...stale, evidence });
    return undefined;
  }
  const parsed = collector.resource.safeParse(collector.normalise(raw, context));
  if (parsed.success) return { resource: parsed.data as Resource, evidence };
  const issue = parsed.error.issues[0];
  addGap(ledger, {
    operation: collector.id,
    reason: 'malformed_response',
    detail: `a resource does not fit its schema at \`${issue?.path.join('.')}\`: ${issue?.message}`,
    evidence,
  });
  return undefined;
}

function staleness(raw: unknown, { id, asOf, freshFor }: Collector, { now }: Context): Gap | undefined {
  const made = asOf?.(raw);
  if (made === undefined) return undefined;
  if (isUnknown(made)) return made.$unknown;
  const until = addDuration(made, freshFor);
  if (Date.parse(until) >= Date.parse(now)) return undefined;
  return {
    operation: id,
    reason: 'stale_evidence',
    detail: `the provider's answer was made at ${made} and may be relied on for ${freshFor} only`,
  };
}

function addGap(ledger: Ledger, gap: Gap): void {
  ledger.complete = false;
  ledger.gaps.push(gap);
}
function twice(collector: string, id: string): Gap {
  return { operation: collector, reason: 'population_mismatch', detail: `two different resources answer to the id ${id}` };
}
function crashed(collector: string, error: unknown): Gap {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { operation: collector, reason: 'plugin_crashed', detail: `collector ${collector} failed: ${what.slice(0, 300)}` };
}

function seal({ collector, context, ledger, collectedAt, skewMs }: SetOptions, resources: ResourceSet['resources']): ResourceSet {
  const at = collectedAt();
  // what was asked side by side was answered in any order: a replay must come to the same words
  const proofs = [...ledger.proofs].sort();
  const gaps = ledger.gaps
    .map((gap) => [`${gap.operation}\n${gap.detail}`, gap] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, gap]) => gap);
  return {
    collector: collector.id,
    subject: context.subject,
    collectedAt: at,
    freshUntil: addDuration(at, collector.freshFor),
    complete: ledger.complete,
    proof: ledger.complete ? proofs.join('; ') || `${collector.title}: one per subject` : gaps.map((gap) => gap.detail).join('; '),
    resources,
    gaps,
    evidence: [...new Set([...resources.flatMap((one) => one.evidence), ...ledger.gaps.flatMap((gap) => gap.evidence ?? [])])].sort(),
    skewMs: skewMs(),
  };
}

/** What stands for a subject that could not be looked at at all. */
export function unseen(collector: Collector, subject: Subject, gap: Gap, at: string): ResourceSet {
  return {
    collector: collector.id,
    subject,
    collectedAt: at,
    freshUntil: at,
    complete: false,
    proof: gap.detail,
    resources: [],
    gaps: [gap],
    evidence: gap.evidence ?? [],
    skewMs: 0,
    ...(collector.testimony && { testimonies: [] }),
  };
}
