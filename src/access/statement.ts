/** From a closed review to a draft of the form `access-review`: what was decided, and what is seen to be done. Pure. */
import { stringify } from 'yaml';
import type { Instant } from '../model.ts';
import { type Closed, type Closing, whoOf } from './close.ts';
import type { Decision } from './review.ts';

export interface DraftOptions {
  readonly closing: Closing;
  /** Of the run that was reviewed. */
  readonly reviewed: { readonly id: string; readonly seq: number; readonly startedAt: Instant };
  readonly later: { readonly id: string; readonly seq: number; readonly startedAt: Instant };
  /** Now; a day is taken from it. */
  readonly now: Instant;
  readonly document: { readonly path: string; readonly sha256: string } | { readonly name: string; readonly sha256: string };
  readonly owner?: string;
  readonly role?: string;
  readonly principal?: string;
}
const DAY = 86_400_000;
/** As the form has it. */
const STANDS_FOR = 180;

/** What a person has to add stands there empty, and is refused until somebody has. */
export function draft(options: DraftOptions): string {
  const { closing, reviewed, later, now, document, owner = null, role = null, principal = null } = options;
  const accounts = [...byAccount(closing.closed).values()];
  const reviewers = [...new Set(closing.closed.map(({ reviewer }) => reviewer))].sort();
  const systems = [...new Set(accounts.map(({ system }) => system))];
  const today = now.slice(0, 10);
  const value = {
    type: 'access-review',
    statement: sentenceOf(options, systems),
    owner,
    signedBy: { name: reviewers.length === 1 ? reviewers[0] : null, role, principal },
    approvedAt: today,
    validUntil: new Date(Date.parse(`${today}T00:00:00.000Z`) + STANDS_FOR * DAY).toISOString().slice(0, 10),
    documents: [document],
    facts: {
      reviewedAt: today,
      reviewer: reviewers.join(', '),
      systems,
      population: accounts.length,
      decisions: accounts.map(({ system, account, rows }) => ({ system, account, ...decisionOf(rows, later.startedAt) })),
    },
  };
  const head = [
    `# Access review: drafted from the decisions about run ${reviewed.seq} (${reviewed.id}), held against run ${later.seq} (${later.id}).`,
    '# `reviewedAt` is the day of this draft unless you write another. `doneAt` is when the later run no longer saw the access; null: not seen to be done.',
    ...(closing.exit === 0
      ? []
      : ['# NOT COMPLETE: access that was to go is there, or not all was seen; `claimcheck access-review close` says which.']),
    '# Fill in what is empty, then: claimcheck attest check FILE; claimcheck attest sign FILE --key ~/.ssh/id_ed25519',
  ];
  return `${head.join('\n')}\n${stringify(value, { lineWidth: 0, nullStr: '' }).replace(/doneAt: ?$/gm, 'doneAt: null')}`;
}

function sentenceOf({ closing, reviewed, later }: DraftOptions, systems: readonly string[]): string {
  const day = (at: Instant) => at.slice(0, 10);
  const seen = `The access that was seen on ${day(reviewed.startedAt)} in ${systems.join(', ')} was gone through, right by right; what was to go was looked for again on ${day(later.startedAt)}.`;
  const unseen = [...new Set(closing.unseen.map(({ row }) => `${row.source}: ${row.because}`))];
  const elsewhere = closing.elsewhere.map(({ row, note }) => `${row.source}: ${row.what === 'hole' ? row.because : ''} (${note})`);
  return [
    seen,
    ...(unseen.length > 0 ? [`Not seen: ${unseen.join('; ')}.`] : []),
    ...(elsewhere.length > 0 ? [`Gone through elsewhere: ${elsewhere.join('; ')}.`] : []),
  ].join(' ');
}

interface Account {
  readonly system: string;
  readonly account: string;
  readonly rows: readonly Closed[];
}
function byAccount(closed: readonly Closed[]): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const one of closed) {
    const { row } = one;
    const who = whoOf(row);
    accounts.set(who, { system: row.source, account: `${row.kind} ${row.principal}`, rows: [...(accounts.get(who)?.rows ?? []), one] });
  }
  return accounts;
}
/** One decision for an account: what was decided of all its rights, or `change` where some are to go and others not. */
function decisionOf(rows: readonly Closed[], seenAt: Instant): { decision: Decision; doneAt: string | null } {
  const [first, ...others] = new Set(rows.map(({ decision }) => decision));
  const decision = others.length === 0 ? (first as Decision) : 'change';
  const done = rows.every((one) => one.decision === 'keep' || one.outcome === 'gone');
  return { decision, doneAt: decision !== 'keep' && done ? seenAt.slice(0, 10) : null };
}
