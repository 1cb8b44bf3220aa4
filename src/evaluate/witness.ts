/** What somebody else says, held against what we found. Pure. It adds to the report and changes nothing in it. */
import { isUnknown } from '../kit.ts';
import type { Digest, Disagreement, Finding, Gap, Resource, ResourceSet, Testimony, Verdict, Witnessed } from '../model.ts';

export interface Bench {
  /** One finding of a check that somebody else judges as well. */
  note(check: string, subject: Said['subject'], finding: Pick<Finding, 'resource' | 'verdict' | 'evidence'>): void;
  /** What the witnesses of one set say, and why some of them could not be asked. */
  hear(set: Pick<ResourceSet, 'subject' | 'testimonies' | 'gaps'>): void;
  /** When all sets have been judged. */
  compare(): Witnessed;
}

interface Said {
  readonly subject: { readonly key: string; readonly id: string; readonly label: string };
  readonly resource: Resource;
  readonly verdict: 'pass' | 'fail';
  readonly evidence: readonly Digest[];
}
type Heard = Testimony & { readonly evidence: readonly Digest[]; readonly from: string };

/** `about`: the checks that somebody else judges as well; of all others nothing is kept. */
export function openBench(about: ReadonlySet<string>): Bench {
  /** By check and subject, then by what the resource is called. Several may bear one name: two keys of one user. */
  const said = new Map<string, Map<string, Said[]>>();
  const heard: Heard[] = [];
  const unheard = new Map<string, Gap & { readonly subject: string }>();
  return {
    note(check, subject, { resource, verdict, evidence }) {
      if (!about.has(check) || (verdict !== 'pass' && verdict !== 'fail')) return;
      const place = `${check}\n${subject.id}`;
      const here = said.get(place) ?? new Map<string, Said[]>();
      said.set(place, here);
      const one = { subject, resource, verdict, evidence };
      for (const called of new Set([`id ${resource.id}`, `name ${resource.name}`])) {
        const found = here.get(called);
        if (found) found.push(one);
        else here.set(called, [one]);
      }
    },
    hear({ subject, testimonies, gaps }) {
      if (testimonies === undefined) return;
      const deaf = (gap: Gap) => unheard.set(`${subject.key} ${gap.operation} ${gap.reason}`, { ...gap, subject: subject.key });
      gaps.forEach(deaf);
      for (const one of testimonies) {
        if (isUnknown(one)) deaf(one.$unknown);
        else heard.push({ ...one, from: subject.id });
      }
    },
    compare() {
      let [compared, unmatched] = [0, 0];
      const disagreements: Disagreement[] = [];
      for (const testimony of heard) {
        const ours = together(findingsOf(testimony, said));
        if (ours === undefined) unmatched += 1;
        else {
          compared += 1;
          if (ours.verdict === testimony.contradicts) disagreements.push(disagreement(testimony, ours));
        }
      }
      return { compared, unmatched, disagreements: disagreements.sort(byCheck), gaps: [...unheard.values()] };
    },
  };
}

/** In the witness's own subject (`123456789012/eu-central-1`), or in its account as a whole: buckets and users are judged there. */
function findingsOf(testimony: Heard, said: ReadonlyMap<string, ReadonlyMap<string, readonly Said[]>>): readonly Said[] {
  const called = [...testimony.ids.map((id) => `id ${id}`), ...testimony.names.map((name) => `name ${name}`)];
  for (const subject of new Set([testimony.from, testimony.from.split('/')[0] as string])) {
    const here = said.get(`${testimony.check}\n${subject}`);
    const found = new Set(called.flatMap((name) => here?.get(name) ?? []));
    if (found.size > 0) return [...found];
  }
  return [];
}
/** Of several findings about one thing, a failure speaks for all. */
function together(findings: readonly Said[]): Said | undefined {
  return findings.find(({ verdict }) => verdict === 'fail') ?? findings[0];
}
function disagreement({ witness, rule, says, at, check, evidence }: Heard, { subject, resource, verdict, ...ours }: Said): Disagreement {
  return {
    witness,
    rule,
    says,
    ...(at !== undefined && { at }),
    check,
    subject,
    resource,
    verdict,
    evidence: [...new Set([...ours.evidence, ...evidence])].sort(),
  };
}
function byCheck(a: Disagreement, b: Disagreement): number {
  const [x, y] = [a, b].map(({ check, subject, resource, rule }) => [check, subject.key, resource.id, rule].join('\n')) as [string, string];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** A check that needs one of many speaks of its subject as a whole; nobody's testimony names the one. */
export function asAWhole(
  subject: Said['subject'],
  verdict: Verdict,
  evidence: readonly Digest[],
): Pick<Finding, 'resource' | 'verdict' | 'evidence'> {
  return { resource: { id: subject.id, name: subject.label }, verdict, evidence };
}
