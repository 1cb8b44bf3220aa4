/** Classic branch protection as a layer: https://docs.github.com/en/rest/branches/branch-protection#get-branch-protection */
import { missing } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { PROTECTION } from '../calls.ts';
import { type Bypasser, everyRule, isAtLeastOne, type Layer, not, or, type Rule } from './layer.ts';
import type { Classic } from './questions.ts';

const absent = (member: string) => missing(PROTECTION.operation, member);
/** Blocks that are always there say themselves whether they are on. */
const isOn = (block: { readonly enabled: boolean } | undefined, member: string): Known<boolean> => block?.enabled ?? absent(member);

export function classicLayer(classic: Classic): Layer {
  const reviews = classic.required_pull_request_reviews;
  const approvals: Known<number> = reviews
    ? (reviews.required_approving_review_count ?? absent('required_pull_request_reviews.required_approving_review_count'))
    : 0;
  return {
    source: 'classic branch protection',
    protects: true,
    approvals,
    contexts: contextsOf(classic.required_status_checks),
    enforces: {
      'pull request required': reviews !== undefined,
      'approving review required': isAtLeastOne(approvals),
      'stale approvals dismissed': reviews
        ? or([
            reviews.dismiss_stale_reviews,
            reviews.require_last_push_approval ?? absent('required_pull_request_reviews.require_last_push_approval'),
          ])
        : false,
      'status checks required': statusChecks(classic.required_status_checks),
      'force pushes blocked': not(isOn(classic.allow_force_pushes, 'allow_force_pushes')),
      'deletion blocked': not(isOn(classic.allow_deletions, 'allow_deletions')),
      'conversations resolved': isOn(classic.required_conversation_resolution, 'required_conversation_resolution'),
      'signed commits required': isOn(classic.required_signatures, 'required_signatures'),
    },
    bypassers: everyRule((rule) => bypassersOf(classic, rule)),
  };
}

/** `contexts` is the older list of the two, and GitHub fills both. */
function contextsOf(block: Classic['required_status_checks']): readonly Known<string>[] {
  if (block === undefined) return [];
  const { contexts, checks } = block;
  if (contexts === undefined && checks === undefined) return [absent('required_status_checks.checks')];
  return [...new Set([...(contexts ?? []), ...(checks ?? []).map(({ context }) => context)])];
}

/** An empty list of checks asks for none: then the branch must be up to date, and that is all. */
function statusChecks(block: Classic['required_status_checks']): Known<boolean> {
  if (block === undefined) return false;
  const { contexts, checks } = block;
  if (contexts === undefined && checks === undefined) return absent('required_status_checks.checks');
  return [contexts, checks].some((list) => list !== undefined && list.length > 0);
}

/** Who may push without a pull request needs no review, no fresh approval and no resolved conversation either. */
const WAIVED: ReadonlySet<Rule> = new Set<Rule>([
  'pull request required',
  'approving review required',
  'stale approvals dismissed',
  'conversations resolved',
]);

function bypassersOf({ enforce_admins, required_pull_request_reviews: reviews }: Classic, rule: Rule): readonly Bypasser[] {
  const admins = enforce_admins.enabled ? [] : ['administrators'];
  const allowed = reviews?.bypass_pull_request_allowances;
  if (!allowed || !WAIVED.has(rule)) return admins.map(always);
  const name = ({ login, slug }: { login?: string | undefined; slug?: string | undefined }) => login ?? slug ?? '(unnamed)';
  const named = Object.entries(allowed).flatMap(([kind, list]) => (Array.isArray(list) ? list.map((one) => `${kind}: ${name(one)}`) : []));
  return [...admins, ...named].map(always);
}
const always = (name: string): Bypasser => ({ name, mode: 'always' });
