/**
 * Which workflows of GitHub Actions may assume a role. Pure.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub
 */
import { type Known, unknown } from '../../src/kit.ts';
import { type Demand, demands } from './policy-conditions.ts';
import type { PolicyDocument, PolicyStatement } from './policy-document.ts';
import { isAnyone, waysIn } from './policy-trust.ts';

/** With an enterprise's own issuer, its name follows: https://docs.github.com/en/actions/reference/security/oidc */
const PROVIDER = /^(?:arn:[^:]*:iam::\d*:oidc-provider\/)?(token\.actions\.githubusercontent\.com(?:\/[^/:]+)?)$/i;
const KEY = /^(token\.actions\.githubusercontent\.com(?:\/[^/:]+)?):/i;

/** One statement that lets workflows in. */
export interface GithubTrust {
  /** `:aud` must be `sts.amazonaws.com`. */
  readonly audiencePinned: boolean;
  /** What `:sub` may be, as written. Empty: anything. */
  readonly subjects: readonly string[];
  /** Every subject names one owner and one repository in full. */
  readonly repositoriesPinned: Known<boolean>;
  /** Every subject names one environment in full. */
  readonly environmentsPinned: boolean;
  /** Whose repositories the subjects name. */
  readonly owners: readonly string[];
}

export function githubTrusts(operation: string, { statements }: PolicyDocument): readonly GithubTrust[] {
  return statements
    .filter((one) => one.Effect === 'Allow' && waysIn(one).includes('sts:AssumeRoleWithWebIdentity'))
    .flatMap((one) => providersOf(one).map((provider) => trustOf(operation, demands(one), provider)));
}

/** By name; or, where everyone is trusted, by what is asked of GitHub's tokens. */
function providersOf(statement: PolicyStatement): readonly string[] {
  const { Principal, Condition } = statement;
  const federated = typeof Principal === 'object' ? Principal['Federated'] : undefined;
  const keys = isAnyone(statement) && Condition !== undefined ? Object.values(Condition).flatMap((keyed) => Object.keys(keyed)) : undefined;
  // absent: the statement names no provider, or asks nothing of a token
  const found = [...(federated?.map((name) => PROVIDER.exec(name)) ?? []), ...(keys?.map((key) => KEY.exec(key)) ?? [])];
  return [...new Set(found.flatMap((match) => (match ? [(match[1] as string).toLowerCase()] : [])))];
}

function trustOf(operation: string, all: readonly Demand[], provider: string): GithubTrust {
  const about = (claim: string) => all.filter(({ key }) => key === `${provider}:${claim}`);
  // all demands must hold, so that the narrowest of them decides
  const asked = about('sub').map(({ values }) => values.map(subjectOf));
  // absent: nothing is asked of the subject, which is any subject
  const best = asked.find((each) => each.every(({ kind }) => kind === 'repository')) ?? asked[0] ?? [];
  return {
    audiencePinned: about('aud').some(({ values }) => values.length > 0 && values.every((value) => value === 'sts.amazonaws.com')),
    subjects: best.map(({ text }) => text),
    repositoriesPinned: pinned(operation, best),
    environmentsPinned: best.length > 0 && best.every((one) => one.kind === 'repository' && one.environment),
    owners: [...new Set(best.flatMap((one) => (one.kind === 'repository' ? [one.owner] : [])))].sort(),
  };
}
function pinned(operation: string, subjects: readonly Subject[]): Known<boolean> {
  if (subjects.length === 0 || subjects.some(({ kind }) => kind === 'open')) return false;
  const custom = subjects.find(({ kind }) => kind === 'custom');
  if (custom === undefined) return true;
  const detail = `the subject ${JSON.stringify(custom.text.slice(0, 80))} is customised in GitHub, and what it pins cannot be read from here`;
  return unknown({ operation, reason: 'malformed_response', detail });
}

type Subject = { readonly text: string } & (
  | { readonly kind: 'repository'; readonly owner: string; readonly environment: boolean }
  | { readonly kind: 'open' | 'custom' }
);
/**
 * `repo:OWNER/REPO:…`, or `repo:OWNER@ID/REPO@ID:…` since subjects can be immutable. Read strictly: a wildcard anywhere in owner or
 * repository leaves it open (`repo:acme*` is also `repo:acme-evil/x`), and so does one in an operator that takes it for a letter.
 * Subjects can be made to begin otherwise: https://docs.github.com/en/actions/reference/security/oidc#customizing-the-token-claims
 */
export function subjectOf(text: string): Subject {
  const [, owner, rest] = /^repo:([^/:*?$]+)\/[^/:*?$]+(?::([\s\S]*))?$/.exec(text) ?? [];
  if (owner !== undefined) {
    const environment = rest !== undefined && /^environment:[^*?$]+$/.test(rest);
    return { text, kind: 'repository', owner: owner.replace(/@\d+$/, ''), environment };
  }
  const beginning = (/^[^*?$]*/.exec(text) as RegExpExecArray)[0];
  const open = 'repo:'.startsWith(beginning) || beginning.startsWith('repo:');
  return { text, kind: open ? 'open' : 'custom' };
}
