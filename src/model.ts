/** Every noun of claimcheck, as types. The words are defined in docs/decisions/002 and used in one sense only. */
import type { z } from 'zod';

/** RFC 3339, UTC, milliseconds: `2026-11-21T10:00:00.000Z`. */
export type Instant = string;
/** SHA-256 of the exact bytes, in lower-case hexadecimal. */
export type Digest = `sha256:${string}`;
/** An expression of the Common Expression Language. An error in it means `unknown`, never `pass`. */
export type Cel = string;

// ── What can be wrong ──────────────────────────────────────────────────────────────────────────

/** Why something could not be determined. Closed: a new reason is a decision, not a string. */
export const REASONS = [
  'access_denied',
  'scp_denied',
  'credentials_invalid',
  'credentials_expired',
  'identity_changed',
  'region_scope_unproven',
  'throttled',
  'rate_limited',
  'provider_error',
  'unreachable',
  'timeout',
  'tls_failure',
  'redirect_blocked',
  'cross_origin_blocked',
  'target_blocked',
  'unexpected_content_type',
  'malformed_response',
  'missing_member',
  'truncated',
  'too_large',
  'pagination_broken',
  'population_incomplete',
  'population_mismatch',
  'changed_during_collection',
  'stale_evidence',
  'clock_untrusted',
  'unsupported_plan',
  'plugin_crashed',
  'policy_error',
  'policy_timeout',
  'not_run',
  'aborted',
  'attestation_missing',
  'attestation_expired',
  'no_results',
  'internal_error',
] as const;
export type Reason = (typeof REASONS)[number];

/** One thing that we could not find out: which question, why, and the recorded refusal. */
export interface Gap {
  readonly operation: string;
  readonly reason: Reason;
  /** One line for a person: who refused what, and what would help. Never holds a secret. */
  readonly detail: string;
  /** The single permission that would have answered, when the provider names one. */
  readonly permission?: string;
  readonly evidence?: readonly Digest[];
}
/** Nobody told us. Travels inside evidence as data; never thrown past `ask`, never rounded to false. */
export interface Unknown {
  readonly $unknown: Gap;
}
/** From a provider: a value · there is none · we could not find out. */
export type Answer<T> = T | null | Unknown;
/** In a resource: absence has been given a meaning, ignorance has not. */
export type Known<T> = T | Unknown;

// ── Where evidence comes from ──────────────────────────────────────────────────────────────────

/** One request as it goes over the wire. The body is complete; nothing streams out. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}
/** One whole answer: headers in lower case, body decoded from its content encoding. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
/** What a source may do with the network: nothing but send through the one door. */
export interface Door {
  /** For SDKs with a pluggable transport. */
  send(request: WireRequest): Promise<WireResponse>;
  /** For SDKs that take a `fetch`. Web-standard signature, same rules. */
  readonly fetch: typeof fetch;
}

/**
 * Looks at what offers no HTTP interface to ask: a handshake, a name server, a database, a machine. The question is a URL of a scheme
 * of its own (`tls://example.com:443/?version=TLSv1.1`); the answer is whole, 200, JSON. What it could not see it throws as `Unobservable`.
 */
export type Instrument = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;

/** One remote operation. The union of all Calls *is* the least-privilege policy we publish. */
export interface Call {
  /** `iam:ListUsers`, or `GET /orgs/{org}/members` with the provider's own placeholders. */
  readonly operation: string;
  /** What must be granted for it, in the provider's words: `iam:ListUsers`, `Members: read`. */
  readonly permission: string;
  /** The provider's own page. */
  readonly docs: string;
  /** Codes (as the source's `classify` names them) that mean "there is none", not "you may not know". */
  readonly absentOn?: readonly string[];
  /** Why this is a read although its name or method does not say so. */
  readonly readOnly?: string;
  /** The answer carries credentials: its body is never recorded. */
  readonly withheld?: boolean;
  /** Its good answer is 201 (RFC 9110 section 15.3.2), and 200 is not. Only for what also says `readOnly`. */
  readonly created?: boolean;
  /** Its good answer is 204 without a body (RFC 9110 section 15.3.5), and nothing else is: the provider says yes by saying nothing. */
  readonly empty?: boolean;
  /** Its answer is plain JSON about very many things: between those who read it, it is held compressed. */
  readonly bulky?: boolean;
  /** Members of its answer, at any depth, whose values are secrets: struck out before the answer is recorded. */
  readonly conceals?: readonly string[];
}

/** What went wrong with one request, before it has a name. */
export interface Failure {
  readonly operation: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The error body as text, at most 4 KiB. */
  readonly body?: string;
  readonly error: { readonly name: string; readonly message: string };
}
/** What a source makes of a failure. */
export interface Classified {
  /** The provider's own code: `NoSuchEntity`, `404 Branch not protected`. Compared with `Call.absentOn`. */
  readonly code: string;
  readonly reason: Reason;
  readonly detail: string;
  /** Worth asking again within this run. */
  readonly retry?: boolean;
  readonly retryAfterMs?: number;
  readonly permission?: string;
}

/** Somebody who answered, or who was asked and did not: an account in a region, an organisation, a project. */
export interface Subject {
  /** Source id: `aws`. */
  readonly source: string;
  /** The name the user gave this source in claimcheck.yaml: `production`. */
  readonly name: string;
  /** Stable over runs, known before anything is asked: `aws/production/eu-central-1`. */
  readonly key: string;
  /** The provider's identity: `123456789012/eu-central-1`; equals `key` while nobody has answered. */
  readonly id: string;
  readonly label: string;
  /** Which collectors look here: `account`, `region`, `organization`, `project`. */
  readonly scope: string;
  readonly region?: string;
  /** Set when this subject cannot be looked at as a whole: every row about it is unknown for this reason. */
  readonly gap?: Gap;
}
/** Who we are to the provider, in its own words. */
export interface Principal {
  readonly id: string;
  readonly detail: string;
}
/** An array, or what is as long as the estate and is read like one without being held like one: `packed` and `listed` of the kit. */
export interface Listed<T> extends Iterable<T> {
  readonly length: number;
  map<U>(of: (one: T) => U): U[];
  flatMap<U>(of: (one: T) => U | readonly U[]): U[];
  filter(is: (one: T) => boolean): T[];
  find(is: (one: T) => boolean): T | undefined;
  some(is: (one: T) => boolean): boolean;
  slice(from: number, to?: number): T[];
}
/** What a source says about itself at the start of a run. */
export interface Scope {
  readonly principal: Known<Principal>;
  readonly subjects: Listed<Subject>;
  /** What is deliberately not looked at, and why: printed in every report. */
  readonly excluded: Listed<Excluded>;
}
export interface Excluded {
  readonly id: string;
  readonly because: string;
  readonly evidence?: readonly Digest[];
}

/** What a collector or source may know about the run. No clock, no environment, no console. */
export interface Context {
  readonly subject: Subject;
  /** The run's own start: all ages are counted from here. */
  readonly now: Instant;
  /** For checks about what happened. */
  readonly period: { readonly from: Instant; readonly to: Instant };
  readonly signal: AbortSignal;
  /** Absent: everything is wanted that the collector can find out. */
  readonly wanted?: Wanted;
}
/**
 * Whether a check of this run reads one of these fields of a resource of which so much is known. What nobody reads need not be asked
 * for: it is then Unknown for `not_run` (kit's `unasked`), which no check can take for anything.
 */
export type Wanted = (fields: readonly string[], known?: Readonly<Record<string, unknown>>) => boolean;
export interface ConnectContext {
  readonly door: Door;
  /** The answers come from a locker: no credential is needed, and none may be asked for. */
  readonly replay: boolean;
  /** Puts an instrument behind the door, for one of the schemes that the source declares. In a replay it is never called. */
  instrument(scheme: string, look: Instrument): void;
  /** Reads one environment variable and registers its value for redaction. Absent: undefined. */
  secret(name: string): string | undefined;
  /** Registers a value that must never be written anywhere. */
  conceal(value: string): void;
  /** The environment for SDKs' own conventions (AWS_ENDPOINT_URL and the like); not for secrets. */
  env(name: string): string | undefined;
  /** Where a path in the configuration leads: relative ones count from its file. */
  path(written: string): string;
  /** What time it is, for what signs with it. Stands still in a replay. Never for a verdict: ages count from `Context.now`. */
  now(): Instant;
}

/** How many requests a provider lets through: a bucket that holds `burst` of them and is filled again at `perSecond`. */
export interface Limit {
  readonly burst: number;
  readonly perSecond: number;
  /** The burst is what may come in any so many seconds, and `perSecond` the same by the second: a window, not a bucket. */
  readonly seconds?: number;
  /** Where that stands. */
  readonly docs: string;
  /** It is not the provider who says so: others have found it to work. */
  readonly hearsay?: true;
}

/** A place we may look: an AWS account, a Hetzner project, a GitHub organisation, a person's word. */
// biome-ignore lint/suspicious/noExplicitAny: existential over plugins; each plugin is fully typed inside
export interface Source<Config = any, Client = any> {
  readonly id: string;
  readonly title: string;
  /** Strict: an unknown key is a refusal. Includes `type: z.literal(id)`. */
  readonly config: z.ZodType<Config>;
  /** The scopes this source has subjects of. */
  readonly scopes: readonly string[];
  /** Those of them that this entry can have subjects of; absent: all. What looks elsewhere alone is not planned for it. */
  scopesOf?(config: Config): readonly string[];
  /** What `connect` and `scope` ask themselves. */
  readonly calls: readonly Call[];
  /** The user's name for this source entry; two entries may not share it. */
  nameOf(config: Config): string;
  /** The origins it may talk to. Anything else is refused by the transport before a byte leaves. */
  mayReach(url: URL, config: Config, env: (name: string) => string | undefined): boolean;
  /** Schemes that its own instruments answer: `tls:`. Absent: it speaks HTTP alone. */
  readonly instruments?: readonly string[];
  /** Content types of a good answer. */
  readonly accepts: RegExp;
  /** Names the operation that a request performs, from the request alone; undefined is refused. Pure. */
  operationOf(request: WireRequest): string | undefined;
  /** A second look at a good answer: is it the provider's, is it whole? Pure. */
  verify?(operation: string, response: WireResponse): (Pick<Classified, 'reason' | 'detail'> & Partial<Classified>) | undefined;
  classify(failure: Failure): Classified;
  /**
   * Whether the provider documents an ETag for the answers to it, and 304 for what has not changed (RFC 9110 section 13.1.2): an answer
   * of the run before, recorded for the same principal, is then asked to be confirmed. Absent: everything is asked for in full. Pure.
   */
  conditional?(operation: string): boolean;
  /**
   * What says which subjects there are, and nothing of who answers: a run that was interrupted goes on with the scope that it had, and does
   * not ask for it again. Absent: all that `scope` asks is asked anew. Pure.
   */
  scoping?(operation: string): boolean;
  /** What a request counts against, and how much of it there is, where that is known: `111122223333 eu-central-1 ec2:DescribeVolumes`. Absent: its origin. Pure. */
  laneOf?(operation: string, request: WireRequest, subject: Subject): { readonly key: string; readonly limit?: Limit };
  /** Builds clients. Sends nothing. Credentials that are absent: throw `Uncredentialed`. */
  connect(config: Config, ctx: ConnectContext): Promise<Client>;
  /** The subjects this configuration names, before anybody is asked: the rows that must never vanish. */
  declared(config: Config): Listed<Subject>;
  /** Who answers. Evidence that names no subject proves nothing. `about` asks in the name of one subject, where each answers for itself. */
  scope(client: Client, config: Config, ask: Ask, declared: Listed<Subject>, about: (subject: Subject) => Ask): Promise<Scope>;
  /** What a collector is given for one subject, where it is not the same for all: another account's client. */
  clientFor?(client: Client, subject: Subject): Client;
  /** Asked when all is read: is it still the same who answers? Subjects of whom that cannot be said, with the reason; none: all is well. */
  closing?(client: Client, ask: Ask, about: (subject: Subject) => Ask, scope: Scope): Promise<readonly (readonly [Subject, Gap])[]>;
  /** Where one entry stands for several that are asked apart, each by one process at a time: the accounts of an organisation. Absent: it is one. */
  readonly lanes?: Lanes<Config>;
}
/** How the work of one entry is divided between processes. Pure. */
export interface Lanes<Config> {
  /** To which a subject belongs: `aws/company/123456789012`. */
  of(subject: Subject): string;
  /** Which there are is known by asking alone. */
  found(config: Config): boolean;
  /** The entry, as if it named the lanes of these subjects and no others. */
  only(config: Config, subjects: readonly Subject[]): Config;
}

/** How to turn a listing's pages. A page must advance; a repeated token or a spent page budget is `pagination_broken`. */
export interface Paging<P, T> {
  /** Members that a page must have; a page that lacks one is `missing_member`. Unknown members are kept. */
  readonly page: z.ZodType<P>;
  send(token: string | undefined): Promise<unknown>;
  items(page: P): readonly T[];
  /** Token of the next page, or undefined on the last. */
  next(page: P): string | undefined;
  /** Identity of an item, to drop what stands on two pages. */
  key?(item: T): string;
  /** The provider's own count, when it gives one; a different count of items is `population_mismatch`. */
  total?(page: P): number | undefined;
}
/** The only door to the network. Records every answer; refuses an undeclared operation; asks each question once per run. */
export interface Ask {
  /** One answer. `schema` names the members that must be there (looseObject); anything less is Unknown. */
  <T>(operation: string, params: object, schema: z.ZodType<T>, send: () => Promise<unknown>): Promise<Answer<T>>;
  /** The population of a collector: what goes unread makes the whole set incomplete. Items so far stand. Asked at once, not when first read. */
  pages<P, T>(operation: string, params: object, paging: Paging<P, T>): AsyncIterable<T>;
  /** A list that belongs to one resource: all of it or Unknown. */
  list<P, T>(operation: string, params: object, paging: Paging<P, T>): Promise<Answer<readonly T[]>>;
  /** States that the population could not be read whole, for a reason that is not one refused call. */
  incomplete(gap: Gap): void;
  /** States what proves the population complete, in words: `AccountSummary.Users = 41`. */
  proof(sentence: string): void;
}

/** Reads one kind of resource from one source: `fetch` touches the world, `normalise` is pure. */
// biome-ignore lint/suspicious/noExplicitAny: existential over plugins; each plugin is fully typed inside
export interface Collector<Client = any, Raw = any, R extends Resource = any> {
  /** `aws/iam-user`, which is also its folder. */
  readonly id: string;
  readonly title: string;
  /** Which subjects it looks at: one of its source's scopes. */
  readonly scope: string;
  /** Other scopes of its source whose subjects it looks at as well: a user's repositories beside an organization's. */
  readonly alsoIn?: readonly string[];
  readonly calls: readonly Call[];
  /** How long an answer may be relied on, ISO 8601: `P1D`. */
  readonly freshFor: string;
  /** What a check may read. Types the CEL variable `r` and the documentation. */
  readonly resource: z.ZodType<R>;
  fetch(client: Client, ask: Ask, ctx: Context): AsyncIterable<Raw>;
  normalise(raw: Raw, ctx: Context): R;
  /** When the provider itself made this answer, if earlier than our asking (a cached report). Undefined: now. */
  asOf?(raw: Raw): Known<Instant> | undefined;
  /** What somebody else says of the same resources, and why they could not be heard: `about` names the checks that judge them, `of` is pure. */
  readonly testimony?: { readonly about: readonly string[]; of(raw: Raw, ctx: Context): readonly Known<Testimony>[] };
  /** Where the resource is a person's word: the form that is filled in and signed. */
  readonly form?: StatementForm;
  /** Where that word is about things that others show, in what their API keeps to itself. */
  readonly vouches?: readonly Vouching[];
}
/** One value of another collector's resources that no API gives, and that a signed statement can. */
export interface Vouching {
  /** Whose resources: `hetzner/volume`. */
  readonly about: string;
  /** Which of their fields: `backedUp`. Only where it is unknown for `attestation_missing` is anybody's word taken. */
  readonly field: string;
  /**
   * What the statement says of this one resource: Unknown where it does not name it, does not stand, or is contradicted by what the API
   * shows. Pure.
   */
  of(statement: Resource, told: Told): Known<boolean>;
}
/** The resource that a word is wanted for, as its API shows it. */
export interface Told {
  readonly resource: Resource & Readonly<Record<string, unknown>>;
  readonly subject: Subject;
  /** All the subjects of its source that this run was to look at. */
  readonly subjects: readonly Subject[];
  /** The run's start. */
  readonly now: Instant;
}
/** What a person has to state, with facts instead of ticks. The whole file is read strictly. */
export interface StatementForm {
  /** `pentest`: by which the names of its files begin. */
  readonly id: string;
  readonly title: string;
  /** For how many days a statement stands at most. */
  readonly days: number;
  /** What it is signed for: `ssh-keygen -Y sign -n`. */
  readonly namespace: string;
  readonly schema: z.ZodType;
  /** A file to fill in, every fact explained. */
  template(): string;
  /** What the schema alone does not say about a value that fits it. */
  faults(value: unknown, now: Instant): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

/** What a rule of somebody else's says of one resource, where it could contradict a check of ours. */
export interface Testimony {
  /** Who: `AWS Config`. */
  readonly witness: string;
  /** By which of its rules: `encrypted-volumes`. */
  readonly rule: string;
  /** In the witness's own word: `NON_COMPLIANT`. */
  readonly says: string;
  /** When it came to that. */
  readonly at?: Instant;
  readonly check: string;
  /** The verdict of ours that this contradicts. Where neither could be contradicted there is no testimony. */
  readonly contradicts: 'pass' | 'fail';
  /** What a finding's resource may be called that is about the same thing: any of the ids, or of the names. */
  readonly ids: readonly string[];
  readonly names: readonly string[];
}

/** Anything a check can be about. `id` is the provider's own, `name` what people call it. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  /** Why checks leave it out, where the collector knows: `archived`. Shown beside not_applicable. */
  readonly outOfScopeBecause?: string;
}
/** What one collector learned from one subject, and how much of the world that covers. */
export interface ResourceSet<R extends Resource = Resource> {
  readonly collector: string;
  readonly subject: Subject;
  readonly collectedAt: Instant;
  readonly freshUntil: Instant;
  /** False when any page, region or repository went unread. */
  readonly complete: boolean;
  /** What proves it: `last of 3 pages read`, `source total 41`. */
  readonly proof: string;
  readonly resources: Listed<{ readonly resource: R; readonly evidence: readonly Digest[] }>;
  readonly gaps: readonly Gap[];
  readonly evidence: readonly Digest[];
  /** |our clock − the provider's `Date`|, at its largest, in ms. */
  readonly skewMs: number;
  /** What somebody else says, who was asked in this set. Absent: its collector asks nobody. */
  readonly testimonies?: readonly (Known<Testimony> & { readonly evidence: readonly Digest[] })[];
}

// ── Policy: data, in config/ ───────────────────────────────────────────────────────────────────

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const VERDICTS = ['pass', 'fail', 'unknown', 'not_applicable'] as const;
export type Verdict = (typeof VERDICTS)[number];
/** Strongest first: a population over a period · a setting or probe seen once · a list · a signed word. */
export const EVIDENCE_KINDS = ['operating', 'config', 'probe', 'inventory', 'attested'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];
export type Quantifier = 'every' | 'some' | 'none';

/** A bound that users may move. Looser than the shipped default, it can no longer establish a requirement. */
export interface Param {
  readonly default: number | string | boolean | readonly string[] | readonly number[];
  /** Which way is stricter; absent: it describes the estate (names, countries) rather than a bound. */
  readonly stricter?: 'lower' | 'higher';
  readonly about: string;
}
/** One worked example: what the check says about a given resource, and why that is right. */
export interface Case {
  readonly given: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly then: Verdict;
  readonly because: string;
}
/** A sentence about one kind of resource that is true or false. */
export interface Check {
  /** Its path, dotted: `aws.iam.console-users-mfa`. Never written in the file. */
  readonly id: string;
  /** The sentence that is true when it passes. */
  readonly title: string;
  readonly severity: Severity;
  readonly evidence: EvidenceKind;
  /** A Collector id. */
  readonly about: string;
  /** Sources without which it says nothing: judged only where they are configured too. */
  readonly with?: readonly string[];
  /** Which resources the sentence is about. */
  readonly where?: Cel;
  readonly holds: Quantifier;
  readonly expect: Cel;
  readonly params: Readonly<Record<string, Param>>;
  /** Nothing to look at is a decision, so there is no default. */
  readonly whenNone: Verdict;
  /** What it means that there is nothing to look at. */
  readonly whenNoneBecause: string;
  /** `{r.name} signs in with a password alone`: braces hold CEL. */
  readonly fail: string;
  /** What to do, with the provider's page. */
  readonly remedy: string;
  /** What a pass does not say. */
  readonly notes?: string;
  readonly cases: readonly Case[];
}
/** An accepted risk. Applies to a `fail` only, stays visible as fail + waived, ends on its day. */
export interface Waiver {
  readonly check: string;
  readonly resource: string;
  readonly reason: string;
  readonly approvedBy: string;
  readonly until: Instant;
}

/** How a requirement is argued. An auditor reads `why`; an argument without one does not load. */
export type Proof =
  | { readonly check: string; readonly why: string; readonly bound?: Readonly<Record<string, number>> }
  | { readonly all: readonly Proof[] }
  | { readonly any: readonly Proof[] }
  /** Why no machine can tell. */
  | { readonly none: string };

/** Something that ought to be true: a control, or a claim. */
export interface Requirement {
  readonly id: string;
  readonly title: string;
  readonly proof: Proof;
  /** A `part` can contradict a requirement, never establish it. */
  readonly covers: 'whole' | 'part';
  /** What no check covers. Mandatory when `covers: part`. */
  readonly remainder?: string;
  readonly family?: string;
  /** Claims only: the words of the page, verbatim, and where they stand. */
  readonly quote?: string;
  readonly at?: string;
  readonly text?: string;
  /** Claims only: a goal, a superlative, or wording that cannot be verified as it stands. */
  readonly kind?: ClaimKind;
  readonly wording?: string;
  /** Claims only: `nist-csf-2.0/PR.AA-03`. */
  readonly controls?: readonly string[];
  /** What the claim has to do with each of them. */
  readonly controlWhys?: Readonly<Record<string, string>>;
  /** Claims only: values that the words state, by name; a contradiction may hold other sources against them. */
  readonly states?: Readonly<Record<string, Stated>>;
  /** Claims only: who answers for it, how often it is read again and when it was, and the digest of its sentences as they were then. */
  readonly owner?: string;
  readonly reviewEvery?: string;
  readonly reviewedAt?: string;
  readonly hash?: Digest;
}
/** What somebody's words amount to, and the words. */
export interface Stated {
  readonly value: number | string | boolean | readonly string[];
  readonly quote: string;
  /** Where the words stand, when not on the page itself; relative to the ledger. */
  readonly document?: string;
  /** How the value follows from the words, where it does not stand in them. */
  readonly reading?: string;
}
export const CLAIM_KINDS = ['fact', 'cadence', 'intent', 'superlative', 'promise'] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];
/** A standard's catalogue of controls, or a public page sentence by sentence. */
export interface Framework {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly publisher: string;
  readonly kind: 'controls' | 'claims';
  /** Claims only: the page, relative to this file, in which every quote must occur. */
  readonly page?: string;
  /** How many controls the standard has in all: the denominator of coverage. */
  readonly size?: number;
  readonly requirements: readonly Requirement[];
}

// ── What is made of it ─────────────────────────────────────────────────────────────────────────

export type Counts = Readonly<Record<Verdict | 'waived', number>>;
export interface Population {
  /** How many resources the sentence is about; those whose belonging is unknown count. */
  readonly size: number;
  readonly complete: boolean;
  readonly proof: string;
}
/** What a check says about one resource. */
export interface Finding {
  readonly resource: Resource;
  readonly verdict: Verdict;
  readonly reason?: Reason;
  /** One sentence: why this verdict. */
  readonly because: string;
  /** The fields that the check read, as they were. */
  readonly observed?: Readonly<Record<string, unknown>>;
  readonly evidence: readonly Digest[];
  readonly waiver?: Waiver;
}
/** One self-contained line of findings.jsonl. */
export interface FindingRow extends Finding {
  readonly check: string;
  readonly subject: { readonly key: string; readonly id: string; readonly label: string };
}
/** A check × a subject. */
export interface SubjectResult {
  readonly key: string;
  readonly id: string;
  readonly label: string;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly population: Population;
  readonly counts: Counts;
  /** All of them while the run has at most 10,000; else empty, and `run.findings.inline` is false. */
  readonly findings: readonly Finding[];
}
/** One line of subjects.jsonl: the findings stand in findings.jsonl, in the same order. */
export interface SubjectRow extends Omit<SubjectResult, 'findings'> {
  readonly check: string;
}
/** A check over all subjects. */
export interface CheckResult {
  readonly check: string;
  /** The collector whose resources it judged. */
  readonly about: string;
  readonly title: string;
  readonly severity: Severity;
  readonly evidence: EvidenceKind;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly population: Population;
  readonly counts: Counts;
  readonly remedy: string;
  readonly notes?: string;
  /** Parameters as used; `loosened` names those looser than the shipped default. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly loosened: readonly string[];
  /** How many there are, when they are not here. */
  readonly subjectCount?: number;
  /** All of them, unless the run says by `run.subjects` that they stand in a file of their own: then none. */
  readonly subjects: readonly SubjectResult[];
}

export const STANDINGS = ['established', 'supported', 'contradicted', 'unproven', 'not-assessed'] as const;
export type Standing = (typeof STANDINGS)[number];
/** Strongest first. `none`: nothing was observed. */
export const STRENGTHS = ['operating', 'config', 'provider-statement', 'attested', 'none'] as const;
export type Strength = (typeof STRENGTHS)[number];
/** A proof tree with what was found at each node. */
export type JudgedProof =
  | {
      readonly check: string;
      readonly why: string;
      readonly verdict: Verdict;
      readonly evidence: EvidenceKind | null;
      readonly note?: string;
    }
  | { readonly all: readonly JudgedProof[]; readonly verdict: Verdict }
  | { readonly any: readonly JudgedProof[]; readonly verdict: Verdict }
  | { readonly none: string; readonly verdict: 'unknown' };
export interface Assessment {
  readonly framework: string;
  readonly id: string;
  readonly title: string;
  readonly standing: Standing;
  readonly strength: Strength;
  readonly because: string;
  readonly covers: 'whole' | 'part';
  readonly remainder?: string;
  readonly family?: string;
  readonly quote?: string;
  readonly at?: string;
  readonly text?: string;
  readonly kind?: ClaimKind;
  readonly wording?: string;
  readonly controls?: readonly string[];
  readonly proof: JudgedProof;
}

/** Where somebody else judges what we judge. It changes no verdict: one of the two is wrong, or they ask different things. */
export interface Witnessed {
  /** Judgements of somebody else that could be held against one of ours. */
  readonly compared: number;
  /** Those about what no finding of ours passes or fails. */
  readonly unmatched: number;
  readonly disagreements: readonly Disagreement[];
  /** Why somebody could not be heard. */
  readonly gaps: readonly (Gap & { readonly subject: string })[];
}
export interface Disagreement extends Pick<Testimony, 'witness' | 'rule' | 'says' | 'at' | 'check'> {
  readonly subject: { readonly key: string; readonly id: string; readonly label: string };
  /** As our finding calls it. */
  readonly resource: Resource;
  readonly verdict: 'pass' | 'fail';
  readonly evidence: readonly Digest[];
}

/** One declared pair of sources: what is said of a thing, and what is seen of it. `fail`: they contradict each other. */
export interface Contradiction {
  readonly id: string;
  /** The sentence that is true when they agree. */
  readonly title: string;
  readonly verdict: Verdict;
  readonly reason?: Reason;
  readonly because: string;
  /** Claims whose words state the one side: `software-security-statement/redundancy`. */
  readonly claims: readonly string[];
  readonly said: ContradictionSide;
  readonly seen: ContradictionSide;
  /** Where they disagree, the first fifty. */
  readonly opposed: readonly Opposed[];
}
export interface ContradictionSide {
  /** Who: `AWS IAM`. */
  readonly by: string;
  /** Distinct values, the first fifty. */
  readonly values: readonly unknown[];
  /** How many values there are. */
  readonly size: number;
  /** What could not be seen of it, the first fifty. */
  readonly gaps: readonly Gap[];
}
export interface Opposed {
  readonly said: unknown;
  readonly seen: unknown;
  readonly because: string;
  /** Absent: all that is seen, together. */
  readonly resource?: Resource;
  readonly subject?: string;
  readonly evidence: readonly Digest[];
}

/** report.json: everything a renderer may know. */
export interface Report {
  readonly schema: 'https://claimcheck.dev/schema/report/v1';
  readonly run: RunSummary;
  readonly scope: readonly ScopeEntry[];
  readonly results: readonly CheckResult[];
  readonly requirements: readonly Assessment[];
  readonly gaps: readonly (Gap & { readonly subject: string; readonly collector: string })[];
  readonly waivers: readonly (Waiver & { readonly state: 'applied' | 'expired' | 'matches-nothing' })[];
  /** Absent: nobody else was asked. */
  readonly witnessed?: Witnessed;
  /** Absent: no pair of sources was compared. */
  readonly contradictions?: readonly Contradiction[];
  /** For whom this edition was made. Absent: nobody in particular, and nothing is left out. */
  readonly edition?: Edition;
  /** How the company wants to be seen. Changes no word about what was found. Absent: as shipped. */
  readonly presentation?: Presentation;
  /** Beside another run, or beside the same run as it was sealed. Never sealed itself. Absent: nobody asked for it. */
  readonly comparison?: Comparison;
  /** The days of a period, from the runs of the locker. Never sealed itself. Absent: nobody asked for it. */
  readonly overTime?: PeriodTable;
}
export const LANGUAGES = ['en', 'de'] as const;
export interface Presentation {
  readonly language?: (typeof LANGUAGES)[number];
  /** As in the register: `Example GmbH`. */
  readonly legalName?: string;
  /** A data URI, `image/png` or `image/svg+xml`, of at most 256 KiB. */
  readonly logo?: string;
  /** `#rrggbb`, each with a contrast of at least 4.5 : 1 on white. */
  readonly colours?: { readonly accent?: string; readonly text?: string };
}
/** Internal and auditor leave nothing out; customer carries no name, id, address or free text of the estate. */
export const AUDIENCES = ['internal', 'auditor', 'customer'] as const;
export type Audience = (typeof AUDIENCES)[number];
/** What an edition of a report is, in its own words. Counts, verdicts and standings are those of the sealed run in every edition. */
export interface Edition {
  readonly audience: Audience;
  /** To whom it is handed: `Example GmbH`. */
  readonly recipient?: string;
  /** The last day on which it should be relied on: `2027-03-31`. */
  readonly validUntil?: string;
  /** One sentence: what was left out of it, and what was not. */
  readonly note: string;
  /** How many different names were replaced. */
  readonly replaced: number;
  /** What was shown all the same, since the sender allowed it by name. */
  readonly allowed: readonly string[];
}
/** How much of one kind could not be seen. */
export interface GapKind extends Pick<Gap, 'operation' | 'reason' | 'permission'> {
  readonly gaps: number;
  readonly subjects: number;
}
export interface RunSummary {
  readonly id: string;
  readonly seq: number;
  readonly previous: Digest | null;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly status: 'sealed' | 'aborted';
  readonly period: { readonly from: Instant; readonly to: Instant };
  readonly tool: { readonly name: 'claimcheck'; readonly version: string; readonly node: string };
  readonly digests: { readonly policy: Digest; readonly config: Digest };
  /** Set when this is not a real estate: which world was asked. */
  readonly demo?: string;
  /** Checks by verdict, each once; `waived`: of the failed ones, those with a waiver. */
  readonly verdicts: Counts;
  readonly standings: Readonly<Record<Standing, number>>;
  readonly requests: { readonly sent: number; readonly retried: number; readonly operations: readonly string[]; readonly mutating: 0 };
  readonly clock: { readonly maxSkewMs: number };
  readonly findings: { readonly total: number; readonly inline: boolean; readonly file: 'findings.jsonl' };
  /** Checks × subjects, where they are too many for the report: `results[].subjects` are empty then. Absent: they stand there. */
  readonly subjects?: { readonly total: number; readonly inline: false; readonly file: 'subjects.jsonl' };
  /** What could not be seen, where that is too much for the report: `gaps` holds the first of each kind only. Absent: it holds all. */
  readonly gaps?: { readonly total: number; readonly kinds: readonly GapKind[] };
  readonly frameworks: readonly {
    readonly id: string;
    readonly title: string;
    readonly version: string;
    readonly kind: 'controls' | 'claims';
    readonly size?: number;
  }[];
  /**
   * The detectors themselves, tried in this run before anything was asked: each check on its own worked cases, under the same policy digest. A check
   * that does not fail where its author says it must, or takes what nobody told for a pass, does not load.
   */
  readonly selfTest?: { readonly checks: number; readonly cases: Readonly<Record<Verdict, number>> };
  readonly exit: number;
}
/** One configured source: who was asked, as whom, what came of it. */
export interface ScopeEntry {
  readonly source: string;
  readonly name: string;
  readonly principal: Known<Principal>;
  readonly subjects: Listed<Subject>;
  readonly excluded: Listed<Excluded>;
  readonly plan: { readonly collectors: readonly string[] };
}

// ── Two runs, and many ─────────────────────────────────────────────────────────────────────────

/**
 * What a change amounts to. `better` only where the same thing was looked at again and is well: what went away is `gone`, what a check is no
 * longer about is `set-aside`, what nobody looked at any more is `not-looked-at`, and what is well because the question, a bound or the tool
 * changed is `asked-otherwise`. `same`: the verdict stayed, its reason did not.
 */
export const EFFECTS = [
  'worse',
  'less-known',
  'not-looked-at',
  'asked-otherwise',
  'better',
  'known-again',
  'gone',
  'set-aside',
  'waived',
  'new',
  'same',
] as const;
export type Effect = (typeof EFFECTS)[number];
/** Why something changed between two runs. Closed; `unexplained` where nothing that was recorded says so. */
export const CAUSES = [
  'resource_changed',
  'resource_appeared',
  'resource_vanished',
  'left_population',
  'scope_changed',
  'period_moved',
  'policy_changed',
  'parameter_changed',
  'check_added',
  'check_dropped',
  'permission_lost',
  'permission_gained',
  'provider_answered_differently',
  'run_interrupted',
  'not_judged',
  'attestation_ended',
  'attestation_given',
  'waiver_ended',
  'waiver_began',
  'time_passed',
  'tool_changed',
  'principal_changed',
  'contradiction_changed',
  'unexplained',
] as const;
export type CauseKind = (typeof CAUSES)[number];
export interface Cause {
  readonly kind: CauseKind;
  /** One sentence. */
  readonly because: string;
  /** What was seen, or set, then and now. */
  readonly fields?: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
  /** Files of the policy; null: it was not part of that run. */
  readonly files?: readonly { readonly name: string; readonly before: Digest | null; readonly after: Digest | null }[];
  readonly reason?: Reason;
  readonly operation?: string;
  /** What would have to be granted. */
  readonly permission?: string;
}
export interface Judged {
  readonly verdict: Verdict;
  readonly reason?: Reason;
  readonly waived: boolean;
}
/** A row of findings.jsonl, then and now; null: there was none. */
export interface FindingChange {
  readonly check: string;
  readonly subject: { readonly key: string; readonly id: string; readonly label: string };
  readonly resource: Resource;
  readonly before: Judged | null;
  readonly after: Judged | null;
  readonly effect: Effect;
  readonly causes: readonly Cause[];
}
export interface CheckChange {
  readonly check: string;
  readonly title: string;
  readonly severity: Severity;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  /** `same`: its verdict stayed, some of its findings did not. */
  readonly effect: Effect;
  /** Changed findings by effect, those without a line of their own among them. */
  readonly findings: Readonly<Record<Effect, number>>;
  /** `findings`: how many of them it explains; 0: it is about the check as a whole. */
  readonly causes: readonly (Cause & { readonly findings: number })[];
}
export interface RequirementChange {
  readonly framework: string;
  readonly id: string;
  readonly title: string;
  readonly before: Standing | null;
  readonly after: Standing | null;
  readonly effect: Effect;
  /** The checks of its proof whose verdict, as the proof takes it, changed. */
  readonly checks: readonly {
    readonly check: string;
    readonly before: Verdict | null;
    readonly after: Verdict | null;
    readonly effect: Effect;
  }[];
  readonly causes: readonly Cause[];
}
/** Something that one of the two runs was to look at and the other was not. */
export interface ScopeChange {
  readonly source: string;
  readonly name: string;
  /** A subject's key; the source itself when it is configured in one of the two alone. */
  readonly subject: string;
  readonly effect: 'not-looked-at' | 'new';
  readonly because: string;
}
export type ComparedRun = Pick<RunSummary, 'id' | 'seq' | 'startedAt' | 'status' | 'tool' | 'digests' | 'demo' | 'verdicts' | 'standings'>;
/** Two runs, or one run judged twice: what changed, and why. */
export interface Comparison {
  readonly schema: 'https://claimcheck.dev/schema/comparison/v1';
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** What changed about the runs themselves: policy, parameters, tool, who asked. */
  readonly context: readonly Cause[];
  readonly scope: readonly ScopeChange[];
  readonly checks: readonly CheckChange[];
  readonly requirements: readonly RequirementChange[];
  readonly findings: {
    /** Rows that are in both, whatever became of them. */
    readonly compared: number;
    /** Changes by effect: of all rows, listed or not. */
    readonly effects: Readonly<Record<Effect, number>>;
    /** How many changes there are that deserve a line; `listed` holds the first of them, worst first. */
    readonly total: number;
    readonly listed: readonly FindingChange[];
  };
  /** 0 nothing is worse · 1 something is · 3 something is less known, or no longer looked at · 4 both. */
  readonly exit: number;
}

/** What is known of one day: it held · it was broken · it could not be told · there was nothing it could hold for · nobody looked. */
export const DAY_STATES = ['held', 'broken', 'unknown', 'not-applicable', 'unseen'] as const;
export type DayState = (typeof DAY_STATES)[number];
/** A time in which a check failed, or a requirement was contradicted. */
export interface Interruption {
  /** The first run that saw it. `began` is undefined where the period's first look saw it already. */
  readonly run: number;
  readonly seenAt: Instant;
  /** The last run before it that saw it hold; absent: none in this period did. */
  readonly heldUntil?: Instant;
  readonly began: readonly Cause[];
  /** The first run that saw it whole again; null: none has. */
  readonly endRun: number | null;
  readonly endedAt: Instant | null;
  /** What its end amounts to: `better` where it was mended, `not-looked-at` where somebody stopped looking; null while it lasts. */
  readonly ending: Effect | null;
  readonly ended: readonly Cause[];
}
export interface PeriodRow {
  /** A check, or `framework/requirement`. */
  readonly id: string;
  readonly title: string;
  /** One letter for each day: `h`eld, `b`roken, `u`nknown, `n`ot applicable, `-` unseen. */
  readonly states: string;
  readonly days: Readonly<Record<DayState, number>>;
  /** Stretches of days of which nothing is known, no run or no answer; `unknown`: how many of them had a run. */
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly days: number; readonly unknown: number }[];
  readonly longestGap: number;
  readonly interruptions: readonly Interruption[];
}
/** What one run of a period said as a whole. */
export interface PeriodPoint {
  readonly run: number;
  readonly at: Instant;
  readonly aborted: boolean;
  /** Of the checks that the table has rows for. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Of its requirements, by framework. */
  readonly standings: Readonly<Record<string, Readonly<Record<Standing, number>>>>;
}
/** A run that left no manifest, and what became of it. */
export interface LostRun {
  readonly runId: string;
  readonly at: Instant | null;
  readonly event: 'started' | 'aborted' | 'unsealed' | 'killed';
  readonly detail: string;
}
/** The runs of a locker over a period, day by day in UTC. */
export interface PeriodTable {
  readonly schema: 'https://claimcheck.dev/schema/period/v1';
  /** First and last day: `2026-06-01`. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** The period is not over: `to` is the day on which this was counted. */
  readonly ongoing: boolean;
  readonly runs: {
    readonly sealed: number;
    /** Interrupted, and sealed as far as they came. */
    readonly aborted: number;
    readonly lost: readonly LostRun[];
    /** Refused, since another run was under way. */
    readonly locked: number;
    /** Absent: no schedule was given. */
    readonly schedule?: {
      readonly cron: string;
      readonly expected: number;
      readonly missed: number;
      readonly firstMissed: readonly Instant[];
    };
    readonly first: Instant | null;
    readonly last: Instant | null;
  };
  /** Run by run, oldest first. */
  readonly trend: readonly PeriodPoint[];
  readonly checks: readonly PeriodRow[];
  readonly requirements: readonly PeriodRow[];
  /** What this table does not say; absent: nothing. */
  readonly notes: readonly string[];
  /** 0 all of it held on every day · 1 something was broken · 3 something was not seen on some day · 4 both. */
  readonly exit: number;
}

/** All at once, or piece by piece: what writes a line for each finding holds one of them at a time. */
export type Bytes = Uint8Array | AsyncIterable<Uint8Array>;
export interface RenderedFile<B extends Bytes = Uint8Array> {
  /** File name without a path: `report.pdf`. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: B;
}
/** A pure function from a report, already redacted for its audience, to bytes. It may not look elsewhere. */
export interface Renderer<B extends Bytes = Uint8Array> {
  /** `pdf`, which is also its folder. */
  readonly id: string;
  readonly title: string;
  readonly mediaType: string;
  /** `report.pdf`. */
  readonly file: string;
  /**
   * `findings` streams every row, however many there are; `subjects` those of checks × subjects, in the same order, where the report does
   * not hold them (`run.subjects`). Same input, same bytes.
   */
  render(report: Report, findings: () => AsyncIterable<FindingRow>, subjects?: () => AsyncIterable<SubjectRow>): Promise<RenderedFile<B>>;
  /** `render` with a signature in the file. Absent: this format carries none. */
  readonly signed?: (report: Report, findings: () => AsyncIterable<FindingRow>, signer: DocumentSigner) => Promise<RenderedFile>;
  /** The same for a sample that somebody works through by hand. Absent: not by this one. */
  readonly worksheet?: (worksheet: Worksheet) => Promise<RenderedFile>;
  /** The same for two runs side by side. Absent: not by this one. */
  readonly comparison?: (comparison: Comparison) => Promise<RenderedFile>;
  /** The same for the days of a period. Absent: not by this one. */
  readonly days?: (table: PeriodTable) => Promise<RenderedFile>;
  /** Does `render` show these where the report holds them? Absent: it has no place for them, and whoever asked for them is told. */
  readonly beside?: readonly Beside[];
}
/** Who signs a document, and the means to do it. What the names say is the certificate's word. */
export interface DocumentSigner {
  /** The subject of the certificate, in words. */
  readonly by: string;
  readonly issuer: string;
  /** The last instant of the certificate. */
  readonly until: Instant;
  /** When it is signed. */
  readonly at: Instant;
  /** Bytes that a signature takes at most. */
  readonly room: number;
  /** Puts the signature at the place that the document holds for it. */
  sign(document: Uint8Array): Promise<Uint8Array>;
}
/** What is known beyond the one run: another run, and the days of a period. */
export type Beside = 'comparison' | 'overTime';
/** A sample of a check's findings. */
export interface Worksheet {
  readonly check: string;
  readonly title: string;
  readonly seed: string;
  /** What it was drawn from. */
  readonly population: Population;
  readonly columns: readonly string[];
  /** As text, in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
  /** Shell lines that draw it again. */
  readonly how: readonly string[];
  readonly run: RunSummary;
}
