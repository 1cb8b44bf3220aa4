/** The tables of a history: what stands in each column, once, for whoever writes, reads or declares them. */

/** `time`: UTC to the millisecond. `digests`: SHA-256, 32 bytes each. What is one of a few words is text with a dictionary. */
export type Kind = 'int' | 'text' | 'flag' | 'time' | 'texts' | 'digests';
export type Cell = number | string | boolean | Date | readonly string[] | readonly Uint8Array[] | null;
/** In the order of the table's columns. */
export type Row = readonly Cell[];

export interface Column {
  readonly name: string;
  readonly kind: Kind;
  /** May be null: there is none, or it is not known; `about` says which. */
  readonly optional?: true;
  /** Often asked for by value: row groups without it are skipped. */
  readonly sought?: true;
  readonly about: string;
}
export interface Table {
  readonly about: string;
  /** Folders, outermost first: `date=2026-11-21/source=aws%2Fproduction`. Not columns of the files themselves. */
  readonly partitions: readonly ('date' | 'source')[];
  readonly columns: readonly Column[];
}

const RUN: readonly Column[] = [
  { name: 'run', kind: 'int', about: 'number of the run in its locker' },
  { name: 'run_id', kind: 'text', about: 'its id' },
  { name: 'started_at', kind: 'time', about: 'when it began, UTC' },
];
const COUNTS: readonly Column[] = (['pass', 'fail', 'unknown', 'not_applicable', 'waived'] as const).map((name) => ({
  name,
  kind: 'int',
  about: name === 'waived' ? 'findings that fail and are waived; they are among `fail` too' : `findings with the verdict ${name}`,
}));

const findings: Table = {
  about: 'what a check said about one resource, or about a subject as a whole: each line of findings.jsonl',
  partitions: ['date', 'source'],
  columns: [
    ...RUN,
    { name: 'check_id', kind: 'text', sought: true, about: 'aws.iam.root-mfa' },
    {
      name: 'severity',
      kind: 'text',
      optional: true,
      about: 'of the check: critical, high, medium, low, info; null: the report does not know it',
    },
    { name: 'subject', kind: 'text', sought: true, about: 'who was asked: aws/production/eu-central-1' },
    { name: 'subject_id', kind: 'text', sought: true, about: "the provider's identity of it: 123456789012/eu-central-1" },
    { name: 'subject_label', kind: 'text', about: 'its name for people' },
    { name: 'resource_id', kind: 'text', sought: true, about: "the provider's own id" },
    { name: 'resource_name', kind: 'text', about: 'what people call it' },
    { name: 'verdict', kind: 'text', about: 'pass, fail, unknown, not_applicable' },
    { name: 'reason', kind: 'text', optional: true, about: 'why it is unknown: access_denied, throttled, …; null where it is not unknown' },
    { name: 'because', kind: 'text', about: 'one sentence: why this verdict' },
    { name: 'observed', kind: 'text', optional: true, about: 'the fields that the check read, as JSON; null: none' },
    { name: 'evidence', kind: 'digests', about: 'SHA-256 of the recorded answers' },
    { name: 'waived', kind: 'flag', about: 'fails, and somebody accepted that until a day' },
    { name: 'waiver_until', kind: 'time', optional: true, about: 'until when; null: not waived' },
    { name: 'waiver_approved_by', kind: 'text', optional: true, about: 'who accepted it; null: not waived' },
    { name: 'waiver_reason', kind: 'text', optional: true, about: 'and why; null: not waived' },
  ],
};
const optional = (column: Column): Column => ({ ...column, optional: true });
const runs: Table = {
  about: 'every run, those that failed, are gone or do not verify among them',
  partitions: ['date'],
  columns: [
    { name: 'run', kind: 'int', optional: true, about: 'number of the run in its locker; null: it never got one' },
    { name: 'run_id', kind: 'text', optional: true, about: 'its id; null: not known' },
    {
      name: 'state',
      kind: 'text',
      about:
        'sealed · aborted: interrupted, and sealed as far as it came · altered: what lies in the locker is not what was sealed, no row of it is in' +
        ' the other tables · missing: the locker holds later runs and not this one, or held it once · unread: it lies there and could not be read · lost: it began and left nothing, or is not over · refused: another one was' +
        ' under way · unreadable: a record of an attempt, torn',
    },
    { name: 'detail', kind: 'text', optional: true, about: 'what is wrong with it; null: nothing' },
    {
      name: 'told_by',
      kind: 'int',
      optional: true,
      about: 'the run that tells of this attempt; null: it tells of itself, or none has yet',
    },
    { name: 'started_at', kind: 'time', optional: true, about: 'UTC; null: not known' },
    { name: 'finished_at', kind: 'time', optional: true, about: 'UTC; null: not known, or it never was' },
    { name: 'manifest', kind: 'text', optional: true, about: 'sha256:… of its manifest; null: there is none' },
    {
      name: 'sealing',
      kind: 'text',
      optional: true,
      about: 'signed or hashes-only, as it says itself: `claimcheck verify` tells whether that holds',
    },
    { name: 'pruned_at', kind: 'time', optional: true, about: 'when its evidence was forgotten; its rows stay; null: it was not' },
    { name: 'period_from', kind: 'time', optional: true, about: 'for checks about what happened, UTC' },
    { name: 'period_to', kind: 'time', optional: true, about: 'for checks about what happened, UTC' },
    {
      name: 'principals',
      kind: 'texts',
      about: 'as whom it asked: aws/production=arn:…; a source that would not say: aws/production?access_denied',
    },
    { name: 'tool', kind: 'text', optional: true, about: 'claimcheck 0.1.0; null: not known' },
    { name: 'policy', kind: 'text', optional: true, about: 'sha256:… of checks, frameworks and parameters; null: not known' },
    { name: 'configuration', kind: 'text', optional: true, about: 'sha256:… of the configuration; null: not known' },
    { name: 'demo', kind: 'text', optional: true, about: 'which simulated world was asked; null: a real estate, or not known' },
    { name: 'findings', kind: 'int', optional: true, about: 'how many; null: not known' },
    ...COUNTS.map(optional),
    { name: 'requests', kind: 'int', optional: true, about: 'that were sent; null: not known' },
    { name: 'retries', kind: 'int', optional: true, about: 'of these, repeated ones; null: not known' },
    { name: 'exit_status', kind: 'int', optional: true, about: 'of the run: 0, 1, 3 or 4; null: not known' },
  ],
};
const checks: Table = {
  about: 'what each check came to in each run, and how much of its population was seen',
  partitions: ['date'],
  columns: [
    ...RUN,
    { name: 'check_id', kind: 'text', about: 'aws.iam.root-mfa' },
    { name: 'title', kind: 'text', about: 'the sentence that is true when it passes' },
    { name: 'severity', kind: 'text', about: 'critical, high, medium, low, info' },
    { name: 'evidence_kind', kind: 'text', about: 'operating, config, probe, inventory, attested' },
    { name: 'about', kind: 'text', about: 'the collector whose resources it judged: aws/iam-user' },
    { name: 'verdict', kind: 'text', about: 'pass, fail, unknown, not_applicable' },
    { name: 'reasons', kind: 'texts', about: 'why something of it is unknown' },
    { name: 'population', kind: 'int', about: 'how many resources the sentence is about' },
    { name: 'complete', kind: 'flag', about: 'false: some page, region or repository went unread' },
    { name: 'proof', kind: 'text', about: 'what proves it complete, in words' },
    { name: 'subjects', kind: 'int', about: 'how many were asked' },
    ...COUNTS,
  ],
};
const requirements: Table = {
  about: 'where each control and each public claim stood in each run',
  partitions: ['date'],
  columns: [
    ...RUN,
    { name: 'framework', kind: 'text', about: 'nist-csf-2.0, or a page of claims' },
    { name: 'requirement', kind: 'text', about: 'PR.AA-03, or a claim' },
    { name: 'title', kind: 'text', about: 'what ought to be true' },
    { name: 'standing', kind: 'text', about: 'established, supported, contradicted, unproven, not-assessed' },
    { name: 'strength', kind: 'text', about: 'operating, config, provider-statement, attested, none' },
    { name: 'covers', kind: 'text', about: 'whole or part' },
    { name: 'because', kind: 'text', about: 'one sentence: why it stands so' },
  ],
};

export const TABLES = { findings, runs, checks, requirements } as const;
export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];
