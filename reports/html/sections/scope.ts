/** Who was asked, as whom, and how; and what was deliberately left alone. */
import type { Excluded, ScopeEntry } from '../../../src/model.ts';
import { isUnknown } from '../../facts.ts';
import type { Messages } from '../../messages/index.ts';
import { filled } from '../../messages/slots.ts';
import { prose } from '../../text.ts';
import { verdictWord } from '../marks.ts';
import { fill, type Html, html } from '../markup.ts';
import { bdi, evidenceLinks, leftOut, ROWS, type Sheet, section, table } from '../parts.ts';

export function scope(sheet: Sheet): Html {
  const { t, report } = sheet;
  const entries = report.scope.length === 0 ? html`<p>${t.pages.cover.nobody}</p>` : report.scope.map((entry) => source(t, entry));
  return section('scope', t.screen.parts.scope, t.screen.scope.remark, html`${method(sheet)}${entries}`);
}
function method({ t, report: { run } }: Sheet): Html {
  const { scope: words } = t.screen;
  const { sent, operations, retried, mutating } = run.requests;
  const made = filled(words.made, {
    version: t.name(run.tool.version),
    node: t.name(run.tool.node),
    requests: t.forms(words.requests, sent),
    kinds: t.forms(words.kinds, operations.length),
    retried: t.number(retried),
    mutating: t.number(mutating),
    skew: t.number(run.clock.maxSkewMs),
  });
  const status = t.pages.cover.status[run.status];
  return html`<p class="measure">${t.pages.method.remark}</p>
<dl class="facts"><div><dt>${t.pages.cover.run}</dt><dd>${filled(words.run, { id: t.name(run.id), seq: String(run.seq), status })}</dd></div>
<div><dt>${words.began}</dt><dd>${t.when(run.startedAt)}; ${t.when(run.finishedAt)}</dd></div>
<div><dt>${words.period}</dt><dd>${filled(words.fromTo, { from: t.when(run.period.from), to: t.when(run.period.to) })}</dd></div>
<div><dt>${words.how}</dt><dd>${made}</dd></div></dl>`;
}
function source(t: Messages, entry: ScopeEntry): Html {
  const { principal } = entry;
  const { scope: pages } = t.pages;
  const { scope: words } = t.screen;
  const who = isUnknown(principal)
    ? html`${verdictWord(t, 'unknown')} ${principal.$unknown.reason}: ${t.sentence(principal.$unknown.detail)}`
    : html`${bdi(t, principal.id)} <span class="aside">(${bdi(t, principal.detail)})</span>`;
  const columns = [
    { title: pages.subject },
    { title: pages.identity },
    { title: pages.label },
    { title: pages.kind },
    { title: pages.outcome, as: 'wide' as const },
  ];
  const rows = entry.subjects
    .slice(0, ROWS)
    .map(({ key, id, label, scope: kind, gap }) => [
      bdi(t, key),
      bdi(t, id),
      bdi(t, label),
      t.name(kind),
      gap === undefined ? pages.asked : html`${verdictWord(t, 'unknown')} ${gap.reason}: ${t.sentence(gap.detail)}`,
    ]);
  const called = t.name(`${entry.source}/${entry.name}`);
  const collectors = entry.plan.collectors.map((id) => html`<code>${t.name(id)}</code> `);
  return html`<h3>${called}</h3><dl class="facts"><div><dt>${words.askedAs}</dt><dd>${who}</dd></div></dl>
${rows.length === 0 ? undefined : table(filled(words.subjectsOf, { source: called }), columns, rows)}${leftOut(t, entry.subjects.length - ROWS, 'scope')}
${excluded(t, entry, called)}
<details><summary>${t.forms(words.collectors, entry.plan.collectors.length)}</summary><p class="codes">${collectors}</p></details>
`;
}
/** How many things left out for one reason are named. */
const NAMES = 60;
function excluded(t: Messages, entry: ScopeEntry, called: string): Html | undefined {
  if (entry.excluded.length === 0) return undefined;
  const { scope: words } = t.screen;
  const groups = new Map<string, Excluded[]>();
  for (const row of entry.excluded) groups.set(row.because, [...(groups.get(row.because) ?? []), row]);
  const rows = [...groups].slice(0, ROWS).map(([because, all]) => {
    const names = html`${all.slice(0, NAMES).map(({ id }, index) => html`${index === 0 ? '' : ', '}${bdi(t, id)}`)}`;
    const digests = [...new Set(all.flatMap(({ evidence = [] }) => evidence))];
    return [
      all.length > NAMES ? fill(words.names, { names, n: t.number(all.length - NAMES) }) : names,
      t.cut(prose(because), 600),
      evidenceLinks(t, digests),
    ];
  });
  const { scope: pages } = t.pages;
  const columns = [{ title: pages.excluded }, { title: pages.because, as: 'wide' as const }, { title: t.screen.parts.evidence }];
  return html`${table(filled(words.leftOut, { source: called }), columns, rows)}${leftOut(t, groups.size - ROWS, 'scope')}`;
}
