/** What several sections are made of: a section, a table, an argument, a row of filters. */
import type { Assessment, CheckResult, Digest, FindingRow, Report } from '../../src/model.ts';
import type { Messages } from '../messages/index.ts';
import { filled } from '../messages/slots.ts';
import { type ProofLine, proofLines } from '../proof.ts';
import { prose } from '../text.ts';
import type { Gathered } from './gather.ts';
import { observedLines } from './gather.ts';
import { checkId, evidenceId } from './ids.ts';
import { verdictWord } from './marks.ts';
import { fill, given, type Html, html, type Piece } from './markup.ts';

/** What every section is made from. */
export interface Sheet {
  /** The words of the report's language. */
  readonly t: Messages;
  readonly report: Report;
  readonly gathered: Gathered;
  /** By id. */
  readonly checks: ReadonlyMap<string, CheckResult>;
}

export function section(id: string, title: string, intro: Piece, body: Piece): Html {
  return html`
<section id="${id}" aria-labelledby="${id}-title" tabindex="-1">
<header class="section-head"><h2 id="${id}-title">${title}</h2>
<p class="intro">${intro}</p></header>
${body}
</section>`;
}

export interface Column {
  readonly title: string;
  readonly as?: 'number' | 'wide' | 'mid' | 'day';
}
/** A table that scrolls by itself on a narrow screen, and can be reached by keyboard to do so. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Piece[])[]): Html {
  const head = columns.map(({ title, as }) => html`<th scope="col"${as === undefined ? undefined : html` class="${as}"`}>${title}</th>`);
  const body = rows.map((cells) => {
    const [first, ...rest] = cells;
    const others = rest.map((cell, index) => {
      const as = columns[index + 1]?.as;
      return html`<td data-title="${columns[index + 1]?.title}"${as === undefined ? undefined : html` class="${as}"`}>${cell}</td>`;
    });
    return html`<tr><th scope="row">${first}</th>${others}</tr>\n`;
  });
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption class="aside">${caption}</caption>
<thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

/** Rows of a table at most. */
export const ROWS = 300;
/** Said below a table that has no room for all. */
export const leftOut = (t: Messages, count: number, member: string): Html | undefined =>
  count > 0 ? html`<p><b>${t.forms(t.screen.gaps.cut, count, { member })}</b></p>` : undefined;

/** `58eea73dd006`: enough to tell it by, and a link to the whole. */
export const evidenceLink = (digest: Digest): Html =>
  html`<a class="digest" href="#${evidenceId(digest)}" title="${digest}">${digest.replace('sha256:', '').slice(0, 12)}</a>`;
const DIGESTS = 4;
/** Without a label: in a column that has a title. */
export function evidenceLinks(t: Messages, digests: readonly Digest[], label?: string): Html | undefined {
  if (digests.length === 0) return undefined;
  const links = html`${digests.slice(0, DIGESTS).map((digest, index) => html`${index === 0 ? '' : ', '}${evidenceLink(digest)}`)}`;
  const more = digests.length - DIGESTS;
  const all = more > 0 ? fill(t.screen.evidence.andMore, { digests: links, n: t.number(more) }) : links;
  return html`<span class="evidence">${label === undefined ? undefined : html`<span class="label">${label}</span> `}${all}</span>`;
}

export function observed(t: Messages, row: FindingRow): Html | undefined {
  const lines = observedLines(row, t);
  return lines.length === 0 ? undefined : html`<span class="observed">${lines.map((line) => html`<code>${line}</code> `)}</span>`;
}
/** A waiver, or a proof, may name a check that did not run: then there is nothing to lead to. */
export const checkLink = ({ t, checks }: Sheet, check: string): Html =>
  checks.has(check)
    ? html`<a class="check-id" href="#${checkId(check)}">${t.name(check)}</a>`
    : html`<span class="check-id">${t.name(check)}</span>`;
export const labelled = (t: Messages, label: string, text: string | undefined): Html | undefined =>
  text === undefined ? undefined : html`<p><b class="label">${label}</b> ${t.cut(prose(text), 1200)}</p>`;

/** The argument as nested lists, each node with what was found; `seen` puts the observation below a check. */
export function argument(sheet: Sheet, row: Assessment, how: 'seen' | 'brief'): Html {
  const lines = proofLines(row.proof, 0, sheet.t);
  const tree = (from: number, depth: number): { readonly items: readonly Html[]; readonly next: number } => {
    const items: Html[] = [];
    let at = from;
    for (let line = lines[at]; line !== undefined && line.depth === depth; line = lines[at]) {
      const below = tree(at + 1, depth + 1);
      items.push(html`<li>${node(sheet, line, how)}${below.items.length === 0 ? undefined : html`<ul>${below.items}</ul>`}</li>\n`);
      at = below.next;
    }
    return { items, next: at };
  };
  return html`<ul class="proof">${tree(0, lines[0]?.depth ?? 0).items}</ul>`;
}
function node(sheet: Sheet, line: ProofLine, how: 'seen' | 'brief'): Html {
  const { t } = sheet;
  const check = line.check === undefined ? undefined : checkLink(sheet, line.check);
  return html`<div class="node">${verdictWord(t, line.verdict)} ${check} ${t.cut(prose(line.text), 700)}${how === 'seen' ? sight(sheet, line) : undefined}</div>`;
}

/** What was observed for one check: how many, the most telling row, its evidence. */
function sight({ t, checks, gathered }: Sheet, { check }: ProofLine): Html | undefined {
  const result = check === undefined ? undefined : checks.get(check);
  if (check === undefined || result === undefined) return undefined;
  const { claims: words, script } = t.screen;
  const [row] = (['fail', 'unknown', 'pass'] as const).flatMap((verdict) => gathered.examples(check, verdict));
  const example =
    row === undefined
      ? undefined
      : html` ${fill(words.example, { resource: html`<bdi class="name">${t.name(row.resource.name)}</bdi>`, because: t.sentence(row.because) })} ${observed(t, row)} ${evidenceLinks(t, row.evidence, script.finding.evidence)}`;
  return html`<div class="sight"><b class="label">${words.observed}</b> ${tallied(t, result)}.${example}</div>`;
}
/** `1 fail (1 waived), 4 pass, of a population of 5 that was read whole`. */
export function tallied(t: Messages, { counts, population }: CheckResult): string {
  const { checks: words } = t.screen;
  const order = ['fail', 'unknown', 'pass', 'not_applicable'] as const;
  const parts = order
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => {
      const told = t.forms(words.counts[verdict], counts[verdict]);
      return verdict === 'fail' && counts.waived > 0 ? filled(words.counts.waived, { fail: told, n: t.number(counts.waived) }) : told;
    });
  const told = parts.length === 0 ? words.counts.none : parts.join(', ');
  return filled(population.complete ? words.whole : words.notWhole, { told, n: t.number(population.size) });
}
export const bdi = (t: Messages, text: string): Html => given(t.name(text));
