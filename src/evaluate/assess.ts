/** Proof tree -> standing. What a requirement is worth is never more than what was observed for it. */
import type {
  Assessment,
  CheckResult,
  EvidenceKind,
  Framework,
  JudgedProof,
  Proof,
  Requirement,
  Standing,
  Strength,
  Verdict,
} from '../model.ts';
import { STRENGTHS } from '../model.ts';
import { foldProof } from './fold.ts';

export function assess(framework: Framework, requirement: Requirement, results: ReadonlyMap<string, CheckResult>): Assessment {
  const proof = judge(requirement.proof, results);
  const { standing, because } = standingOf(requirement, proof);
  const { id, title, covers, remainder, family, quote, at, text, kind, wording, controls } = requirement;
  return {
    framework: framework.id,
    id,
    title,
    standing,
    strength: strengthOf(proof, standing),
    because,
    covers,
    ...defined({ remainder, family, quote, at, text, kind, wording, controls }),
    proof,
  } as Assessment;
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function judge(proof: Proof, results: ReadonlyMap<string, CheckResult>): JudgedProof {
  if ('none' in proof) return { none: proof.none, verdict: 'unknown' };
  if ('all' in proof) {
    const all = proof.all.map((inner) => judge(inner, results));
    return {
      all,
      verdict: foldProof(
        'all',
        all.map((one) => one.verdict),
      ),
    };
  }
  if ('any' in proof) {
    const any = proof.any.map((inner) => judge(inner, results));
    return {
      any,
      verdict: foldProof(
        'any',
        any.map((one) => one.verdict),
      ),
    };
  }
  return leaf(proof, results.get(proof.check));
}

type Leaf = Extract<JudgedProof, { check: string }>;

function leaf({ check, why, bound }: Extract<Proof, { check: string }>, result: CheckResult | undefined): JudgedProof {
  if (!result) return { check, why, verdict: 'unknown', evidence: null, note: 'not part of this run' };
  const { verdict, evidence } = result;
  const loose = looserThan(result, bound);
  if (verdict === 'pass' && loose.length > 0) {
    return {
      check,
      why,
      verdict: 'unknown',
      evidence,
      note: `passes only with a looser bound than this requirement accepts: ${loose.join(', ')}`,
    };
  }
  const { fail, waived } = result.counts;
  const note = verdict === 'fail' && waived > 0 ? `${waived} of ${fail} failures are waived; a waived failure stays a failure` : undefined;
  return { check, why, verdict, evidence, ...(note !== undefined && { note }) };
}

/** Bounds are written in the stricter sense of their parameter; a value that the shipped default already calls loose is loose here too. */
function looserThan({ params, loosened }: CheckResult, bound: Readonly<Record<string, number>> | undefined): string[] {
  const named = Object.entries(bound ?? {}).filter(([name, most]) => loosened.includes(name) && params[name] !== most);
  const rest = loosened.filter((name) => bound === undefined || !(name in bound));
  return [...named.map(([name]) => name), ...rest].map((name) => `${name} = ${JSON.stringify(params[name])}`);
}

function leaves(proof: JudgedProof): Leaf[] {
  if ('check' in proof) return [proof];
  const branches = 'all' in proof ? proof.all : 'any' in proof ? proof.any : [];
  return branches.flatMap(leaves);
}

function standingOf(requirement: Requirement, proof: JudgedProof): { standing: Standing; because: string } {
  const checks = leaves(proof);
  const of = (verdict: Verdict) => checks.filter((one) => one.verdict === verdict);
  if (checks.length === 0) return unchecked(requirement, proof);
  const named = (list: readonly { check: string }[]) =>
    list
      .slice(0, 3)
      .map((one) => one.check)
      .join(', ') + (list.length > 3 ? ` and ${list.length - 3} more` : '');
  const said = `${of('pass').length} of ${checks.length} checks pass`;
  if (proof.verdict === 'fail')
    return { standing: 'contradicted', because: `${of('fail').length} of ${checks.length} checks fail: ${named(of('fail'))}` };
  if (proof.verdict === 'unknown') return { standing: 'unproven', because: `${said}; not determined: ${named(of('unknown'))}` };
  if (proof.verdict === 'not_applicable')
    return { standing: 'unproven', because: 'every check of its proof is not applicable: there was nothing to prove it on' };
  if (requirement.covers === 'part') return { standing: 'supported', because: `${said}; they cover a part of it` };
  if (unaided(proof) !== 'pass') return { standing: 'supported', because: `${said}; a part rests on a signed word` };
  return { standing: 'established', because: said };
}

/** The verdict if nobody's word counted. A signed alternative to what a machine saw carries nothing, so that losing it changes nothing. */
function unaided(proof: JudgedProof): Verdict {
  if ('all' in proof) return foldProof('all', proof.all.map(unaided));
  if ('any' in proof) return foldProof('any', proof.any.map(unaided));
  return proof.verdict === 'pass' && 'check' in proof && proof.evidence === 'attested' ? 'unknown' : proof.verdict;
}

function unchecked({ kind }: Requirement, proof: JudgedProof): { standing: Standing; because: string } {
  const why = 'none' in proof ? proof.none : 'no check is bound to it';
  return { standing: kind === 'fact' || kind === 'cadence' || kind === 'promise' ? 'unproven' : 'not-assessed', because: why };
}

const STRENGTH: Readonly<Record<EvidenceKind, Strength>> = {
  operating: 'operating',
  config: 'config',
  probe: 'config',
  inventory: 'config',
  attested: 'attested',
};

/** A chain is as strong as its weakest link; of alternatives the strongest counts; a contradiction is as strong as its best witness. */
function strengthOf(proof: JudgedProof, standing: Standing): Strength {
  if (standing === 'contradicted')
    return best(
      leaves(proof)
        .filter((one) => one.verdict === 'fail')
        .map(own),
    );
  if (standing === 'unproven' || standing === 'not-assessed')
    return best(
      leaves(proof)
        .filter((one) => one.verdict === 'pass')
        .map(own),
    );
  return passing(proof);
}
function own({ evidence }: { evidence: EvidenceKind | null }): Strength {
  return evidence === null ? 'none' : STRENGTH[evidence];
}
function passing(proof: JudgedProof): Strength {
  if ('check' in proof) return proof.verdict === 'pass' ? own(proof) : 'none';
  const branches = ('all' in proof ? proof.all : 'any' in proof ? proof.any : []).filter((one) => one.verdict === 'pass').map(passing);
  return 'any' in proof ? best(branches) : worst(branches);
}
function best(strengths: readonly Strength[]): Strength {
  return STRENGTHS.find((strength) => strengths.includes(strength)) ?? 'none';
}
function worst(strengths: readonly Strength[]): Strength {
  return STRENGTHS.findLast((strength) => strengths.includes(strength)) ?? 'none';
}
