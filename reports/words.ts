/** The words of reports. Every verdict, standing and strength has one word and one mark, and no two share either. */
import type { CheckResult, EvidenceKind, Reason, Standing, Strength, Verdict } from '../src/model.ts';

export const VERDICT_WORD: Readonly<Record<Verdict, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  unknown: 'UNKNOWN',
  not_applicable: 'N/A',
};
export const VERDICT_MEANS: Readonly<Record<Verdict, string>> = {
  pass: 'The sentence was shown to be true for the whole population, and the evidence was fresh.',
  fail: 'There is a counter-example. A waived failure is still a failure, shown with its waiver.',
  unknown: 'It could not be determined, for the reason given. It counts as not passed, and it is not a failure either.',
  not_applicable: 'It was shown that there is nothing the sentence is about. Never the outcome of an error.',
};

export const STANDING_WORD: Readonly<Record<Standing, string>> = {
  established: 'Established',
  supported: 'Supported',
  contradicted: 'Contradicted',
  unproven: 'Unproven',
  'not-assessed': 'Not assessed',
};
export const STANDING_MEANS: Readonly<Record<Standing, string>> = {
  established: 'The checks cover the whole of it, all of them hold, and nothing rests on somebody’s word.',
  supported: 'What was checked holds, but the checks cover only part of it, or a part rests on a signed attestation.',
  contradicted: 'A decisive check failed.',
  unproven: 'Nothing decisive failed, but something decisive is unknown, expired, or applied to nothing.',
  'not-assessed': 'An intention, a superlative, or outside what can be checked. The report says which.',
};

export const STRENGTH_WORD: Readonly<Record<Strength, string>> = {
  operating: 'operating',
  config: 'configuration',
  'provider-statement': 'provider’s statement',
  attested: 'attested',
  none: 'nothing observed',
};
export const STRENGTH_MEANS: Readonly<Record<Strength, string>> = {
  operating: 'what happened to a population over a period',
  config: 'a setting, a list or a probe, seen at one time',
  'provider-statement': 'the provider’s own statement about itself',
  attested: 'a person’s signed word, with an end date',
  none: 'no evidence at all',
};
/** How many of four bars are filled. Each strength has its own number. */
export const STRENGTH_BARS: Readonly<Record<Strength, number>> = { operating: 4, config: 3, 'provider-statement': 2, attested: 1, none: 0 };

export const EVIDENCE_WORD: Readonly<Record<EvidenceKind, string>> = {
  operating: 'operating',
  config: 'configuration',
  probe: 'probe',
  inventory: 'inventory',
  attested: 'attested',
};

/** What a reason means to somebody who did not write the collector. */
export const REASON_MEANS: Readonly<Record<Reason, string>> = {
  access_denied: 'the provider refused to answer',
  scp_denied: 'an organisation policy refuses the question',
  credentials_invalid: 'the credentials were refused',
  credentials_expired: 'the credentials have expired',
  identity_changed: 'somebody else answered than was named',
  region_scope_unproven: 'it could not be shown which regions are in use',
  throttled: 'the provider asked us to slow down until we had to stop',
  rate_limited: 'the provider’s request limit was used up',
  provider_error: 'the provider failed',
  unreachable: 'the provider could not be reached',
  timeout: 'there was no answer in time',
  tls_failure: 'no trustworthy connection could be made',
  redirect_blocked: 'the answer pointed elsewhere, which is not followed',
  cross_origin_blocked: 'the answer pointed to another origin, which is not followed',
  target_blocked: 'the address is not one that may be asked',
  unexpected_content_type: 'the answer was of another kind than agreed',
  malformed_response: 'the answer could not be read',
  missing_member: 'the answer lacked the part that matters',
  truncated: 'the answer was cut short',
  too_large: 'the answer was larger than the limit',
  pagination_broken: 'the list could not be read to its end',
  population_incomplete: 'not all of the population was read',
  population_mismatch: 'the provider counts differently from what it lists',
  changed_during_collection: 'it changed while it was being read',
  stale_evidence: 'the evidence is older than it may be',
  clock_untrusted: 'the clocks disagree too much to count ages',
  unsupported_plan: 'the provider does not answer this on this plan',
  plugin_crashed: 'the collector crashed',
  policy_error: 'the check could not be evaluated',
  policy_timeout: 'the check took too long to evaluate',
  not_run: 'it was not run',
  aborted: 'the run was interrupted',
  attestation_missing: 'nobody has signed for it',
  attestation_expired: 'the signed word has expired',
  no_results: 'there were no results at all',
  internal_error: 'claimcheck itself failed',
};

/** What would help when the provider names no permission. */
export function remedyFor(reason: Reason): string {
  return REMEDY[reason] ?? 'Look at the recorded answer in the evidence, then run again.';
}
const REMEDY: Partial<Readonly<Record<Reason, string>>> = {
  access_denied: 'Grant the read permission for this operation, then run again.',
  scp_denied: 'Allow the operation in the organisation’s policy, or declare the region or account excluded.',
  credentials_invalid: 'Correct the credentials of this source.',
  credentials_expired: 'Renew the credentials of this source.',
  identity_changed: 'Check which account these credentials belong to, and the one named in claimcheck.yaml.',
  region_scope_unproven: 'Allow the listing of regions.',
  throttled: 'Run again later, or alone.',
  rate_limited: 'Run again when the limit is restored.',
  unreachable: 'Check the network from here to the provider, then run again.',
  timeout: 'Check the network from here to the provider, then run again.',
  unsupported_plan: 'This cannot be seen on the present plan: change it, or attest.',
  attestation_missing: 'Have the owner sign an attestation with an end date.',
  attestation_expired: 'Have the owner look again and renew the attestation.',
  stale_evidence: 'Collect again.',
  clock_untrusted: 'Set this machine’s clock.',
  not_run: 'Select the check, and configure the source that it asks.',
  aborted: 'Run again to the end.',
  plugin_crashed: 'Report this to the collector’s author.',
  internal_error: 'Report this to the authors of claimcheck.',
};

/** Failing checks that matter most stand first; equal ones by name. */
export function bySeverity(a: CheckResult, b: CheckResult): number {
  return SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || (a.check < b.check ? -1 : a.check > b.check ? 1 : 0);
}
const SEVERITY_RANK = { critical: 0, high: 1, medium: 2, low: 3, info: 4 } as const;
