/** A ledger against its page, its checks and the calendar: every sentence is bound, read by somebody, and still says what it said. */
import type { z } from 'zod';
import { nearest, type Place } from '../errors.ts';
import type { Waiver } from '../model.ts';
import { type ClaimFile, type ClaimsFile, controlsOf } from '../policy/schema.ts';
import { folded, type Sentence, type Statement } from '../statement/statement.ts';
import type { YamlFile } from '../yaml.ts';
import { after, dayOf, daysBetween } from './calendar.ts';
import { hashOf, type Occurrence, occurrencesOf } from './locate.ts';
import { checksIn, proofFaults } from './proof.ts';

export type Claim = z.infer<typeof ClaimFile>;
export interface Complaint {
  /** A fault makes the exit status 1; a note is for the reader. */
  readonly level: 'fault' | 'note';
  /** What was looked for: one word a rule, for machines. */
  readonly rule: string;
  readonly at: Place;
  readonly message: string;
  readonly hint?: string;
}
export interface LintOptions {
  readonly yaml: YamlFile;
  readonly ledger: z.infer<typeof ClaimsFile>;
  readonly statement: Statement;
  /** Ids of the checks that exist. */
  readonly known: readonly string[];
  /** Controls of what ships and of the user's own frameworks, as `iso-27001-2022/A.8.13`. */
  readonly controls: ReadonlySet<string>;
  readonly waivers: readonly (Waiver & { readonly place: Place })[];
  /** Where documents stand that values were taken from; undefined: there is no such file. */
  readonly document: (path: string) => string | undefined;
  readonly now: string;
}

export function lint(options: LintOptions): Complaint[] {
  const { ledger, statement } = options;
  const bound = new Set<Sentence>();
  const complaints = [
    ...ledger.requirements.flatMap((claim, index) => claimComplaints(claim, index, options, bound)),
    ...ledger.asides.flatMap((_, index) => asideComplaints(index, options, bound)),
    ...twins(options),
    ...age(options),
  ];
  for (const sentence of statement.sentences) if (!bound.has(sentence)) complaints.push(unbound(sentence, statement));
  return complaints;
}

function unbound({ text, line, column }: Sentence, { name }: Statement): Complaint {
  return fault('unbound', { file: name, line, column }, `no entry of the ledger quotes “${clipped(text)}”`, {
    hint: 'write an entry for it, or put it under `asides` and say why it claims nothing',
  });
}

function claimComplaints(claim: Claim, index: number, options: LintOptions, bound: Set<Sentence>): Complaint[] {
  const { yaml, statement, known, controls } = options;
  const at = (...steps: PropertyKey[]) => yaml.at(['requirements', index, ...steps]);
  const found = placesOf(claim, at, statement);
  const astray = found.filter((one) => 'level' in one);
  const read = found.flatMap((one) => ('sentences' in one ? one.sentences : []));
  for (const sentence of read) bound.add(sentence);
  return [
    ...astray,
    ...(astray.length === 0 ? reviewComplaints(claim, { sentences: read, whole: true }, at, options) : []),
    ...proofFaults(claim.proof, ['requirements', index, 'proof'], yaml, known),
    ...bindingComplaints(claim, at),
    ...controlComplaints(claim, at('controls'), controls),
    ...stateComplaints(claim, at, options),
    ...endedWaivers(claim, options),
    ...(claim.wording === undefined ? [] : [note('wording', at('wording'), `wording of \`${claim.id}\`: ${claim.wording.trim()}`)]),
  ];
}

type At = (...steps: PropertyKey[]) => Place;

/** Where its words stand, and those that go on about it: each once, under its heading. */
function placesOf({ id, quote, at: anchor, also = [] }: Claim, at: At, statement: Statement): (Occurrence | Complaint)[] {
  return [
    placeOf({ id, quote, anchor }, (step) => at(step), statement),
    ...also.map((one, nth) => placeOf({ id, quote: one.quote, anchor: one.at }, (step) => at('also', nth, step), statement)),
  ];
}

function placeOf(
  { id, quote, anchor }: { readonly id: string; readonly quote: string; readonly anchor: string },
  at: (step: 'quote' | 'at') => Place,
  statement: Statement,
): Occurrence | Complaint {
  const here = occurrencesOf(quote, statement, anchor);
  if (here.length === 1) return here[0] as Occurrence;
  const anywhere = occurrencesOf(quote, statement);
  if (here.length > 1)
    return fault('ambiguous', at('quote'), `the quote of \`${id}\` occurs ${here.length} times under ${anchor}`, {
      hint: 'quote more of the sentence, until only one is meant',
    });
  if (anywhere.length > 0)
    return fault('place', at('at'), `the quote of \`${id}\` does not stand under ${anchor}`, {
      hint: `it stands under ${[...new Set(anywhere.map((one) => one.sentences[0]?.at))].join(', ')}`,
    });
  return fault('missing', at('quote'), `the quote of \`${id}\` no longer occurs in ${statement.name}`, {
    hint: 'read the page again: the claim was changed or withdrawn',
  });
}

function reviewComplaints(claim: Claim, found: Occurrence, at: At, { now }: LintOptions): Complaint[] {
  const { id, hash, reviewedAt, reviewEvery, owner } = claim;
  const digest = hashOf(found);
  const complaints: Complaint[] = [];
  if (owner === undefined)
    complaints.push(fault('owner', at('id'), `\`${id}\` has no owner`, { hint: 'owner: who answers for the sentence' }));
  if (hash === undefined)
    complaints.push(fault('hash', at('id'), `\`${id}\` does not say which text was reviewed`, { hint: `hash: ${digest}` }));
  else if (hash !== digest)
    complaints.push(
      fault(
        'changed',
        at('hash'),
        `the page changed since \`${id}\` was reviewed: “${clipped(found.sentences.map(({ text }) => text).join(' '))}”`,
        {
          hint: `judge the claim anew; then hash: ${digest} and reviewedAt`,
        },
      ),
    );
  if (reviewedAt === undefined || reviewEvery === undefined)
    return [
      ...complaints,
      fault('review', at('id'), `nobody has reviewed \`${id}\``, { hint: 'reviewedAt: 2026-07-01 and reviewEvery: P1Y' }),
    ];
  if (reviewedAt > now.slice(0, 10))
    complaints.push(fault('review', at('reviewedAt'), `\`${id}\` was reviewed in the future: ${reviewedAt}`));
  const due = after(reviewedAt, reviewEvery);
  if (due < now.slice(0, 10))
    complaints.push(
      fault('overdue', at('reviewedAt'), `the review of \`${id}\` was due on ${due}`, {
        hint: `it is to be reviewed every ${reviewEvery}`,
      }),
    );
  return complaints;
}

/** What a person has not decided is not bound; what nothing can show is said to be so. */
function bindingComplaints(claim: Claim, at: At): Complaint[] {
  const { id, kind, proof, proposed, covers, remainder } = claim;
  const complaints: Complaint[] = [];
  if (proposed !== undefined)
    complaints.push(
      fault('proposed', at('proposed'), `\`${id}\` is bound to nothing yet: ${proposed.length} checks are only proposed`, {
        hint: 'move what proves it to `proof`, with a `why`, and delete `proposed`',
      }),
    );
  if (covers === 'part' && remainder === undefined)
    complaints.push(fault('remainder', at('covers'), `\`${id}\` covers a part`, { hint: 'remainder: what no check covers' }));
  const checkable = kind === 'fact' || kind === 'cadence' || kind === 'promise';
  if ('none' in proof && proposed === undefined && checkable)
    complaints.push(note('unproven', at('proof'), `\`${id}\` rests on no check: ${proof.none}`));
  if (checksIn(proof).length > 0 && kind === 'superlative')
    complaints.push(
      fault('kind', at('kind'), `\`${id}\` is a superlative, which no check can show`, {
        hint: 'what can be checked in it is a claim of its own',
      }),
    );
  return complaints;
}

function controlComplaints(claim: Claim, at: Place, known: ReadonlySet<string>): Complaint[] {
  return controlsOf(claim).flatMap(({ control, why }) => {
    if (!known.has(control)) {
      const meant = nearest(control, known);
      const hint = meant
        ? `did you mean \`${meant}\`?`
        : 'see `claimcheck list frameworks`; one of your own is named under `frameworks` of claimcheck.yaml';
      return [fault('control', at, `no framework has the control \`${control}\``, { hint })];
    }
    if (why !== undefined) return [];
    return [
      fault('control-why', at, `nothing says what \`${claim.id}\` has to do with ${control}`, { hint: `{ control: ${control}, why: … }` }),
    ];
  });
}

/** A number that is stated has to stand in the words, or somebody has to say how it follows from them. */
function stateComplaints(claim: Claim, at: At, { document, ledger }: LintOptions): Complaint[] {
  return Object.entries(claim.states ?? {}).flatMap(([name, { value, quote, reading, document: path }]) => {
    const text = document(path ?? ledger.page);
    if (text === undefined)
      return [fault('state', at('states', name), `cannot read ${path ?? ledger.page}`, { hint: 'paths count from the ledger' })];
    if (!folded(text.replaceAll(/[*_`]+/g, '')).includes(folded(quote)))
      return [
        fault(
          'state',
          at('states', name, 'quote'),
          `what \`${claim.id}\` states as \`${name}\` no longer occurs in ${path ?? ledger.page}`,
          { hint: 'read the document and its value again' },
        ),
      ];
    const words = Array.isArray(value) ? value : [String(value)];
    const missing = words.filter((word) => !quote.includes(word));
    return missing.length > 0 && reading === undefined
      ? [
          fault('state', at('states', name, 'value'), `${missing.join(', ')} does not stand in the words of \`${name}\``, {
            hint: 'reading: how it follows from them',
          }),
        ]
      : [];
  });
}

/** The waiver of a failure that it rests on has ended: what was accepted is accepted no longer. */
function endedWaivers({ id, proof }: Claim, { waivers, now }: LintOptions): Complaint[] {
  const checks = new Set(checksIn(proof));
  return waivers
    .filter((one) => checks.has(one.check) && Date.parse(one.until) < Date.parse(now))
    .map((one) =>
      fault('waiver', one.place, `the waiver of ${one.check} for ${one.resource}, on which \`${id}\` rests, ended on ${dayOf(one.until)}`, {
        hint: 'mend what failed, or have somebody approve it anew',
      }),
    );
}

/** What claims nothing is put aside whole: half a sentence left over would be nobody's. */
function asideComplaints(index: number, { yaml, ledger, statement }: LintOptions, bound: Set<Sentence>): Complaint[] {
  const { quote, at: anchor } = ledger.asides[index] as (typeof ledger.asides)[number];
  const place = yaml.at(['asides', index, 'quote']);
  const found = occurrencesOf(quote, statement, anchor);
  const [only] = found;
  if (only === undefined)
    return [
      fault('missing', place, `what was put aside no longer occurs in ${statement.name}: “${clipped(quote)}”`, {
        hint: 'the sentence was changed or withdrawn',
      }),
    ];
  if (found.length > 1)
    return [
      fault('ambiguous', place, `what was put aside occurs ${found.length} times: “${clipped(quote)}”`, {
        hint: 'at: "#the-heading" says which is meant',
      }),
    ];
  if (!only.whole)
    return [fault('aside', place, `only a part of a sentence is put aside: “${clipped(quote)}”`, { hint: 'quote the whole of it' })];
  for (const sentence of only.sentences) bound.add(sentence);
  return [];
}

function twins({ yaml, ledger }: LintOptions): Complaint[] {
  const seen = new Set<string>();
  return ledger.requirements.flatMap(({ id }, index) => {
    const twin = seen.has(id);
    seen.add(id);
    return twin ? [fault('twin', yaml.at(['requirements', index, 'id']), `the id \`${id}\` occurs twice`)] : [];
  });
}

/** A page that says how often it is updated is held to it; the age of one that does not is told. */
function age({ yaml, ledger, statement, now }: LintOptions): Complaint[] {
  const { lastUpdated, name } = statement;
  if (lastUpdated === undefined)
    return ledger.updateEvery === undefined
      ? []
      : [
          fault('age', yaml.at(['updateEvery']), `${name} does not say when it was last updated`, {
            hint: 'last_updated in its front matter',
          }),
        ];
  const { text, line, column } = lastUpdated;
  const place = { file: name, line, column };
  const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text} UTC`);
  const updated = Number.isNaN(at) ? Date.parse(text) : at;
  if (Number.isNaN(updated)) return [fault('age', place, `last_updated is no date: ${clipped(text)}`, { hint: '2026-07-01' })];
  const day = new Date(updated).toISOString().slice(0, 10);
  const today = now.slice(0, 10);
  if (day > today) return [fault('age', place, `the page was last updated in the future: ${text}`)];
  if (ledger.updateEvery === undefined)
    return [
      note('age', place, `the page was last updated ${daysBetween(day, today)} days ago, and names no interval that it could be held to`),
    ];
  const due = after(day, ledger.updateEvery);
  return due < today
    ? [fault('age', place, `the page was last updated on ${day}, and is to be updated every ${ledger.updateEvery}: it was due on ${due}`)]
    : [];
}

export function clipped(text: string): string {
  return text.length <= 90 ? text : `${text.slice(0, 89)}…`;
}
export function fault(rule: string, at: Place, message: string, { hint }: { readonly hint?: string } = {}): Complaint {
  return { level: 'fault', rule, at, message, ...(hint !== undefined && { hint }) };
}
export function note(rule: string, at: Place, message: string): Complaint {
  return { level: 'note', rule, at, message };
}
