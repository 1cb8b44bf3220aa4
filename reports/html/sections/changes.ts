/** Another run beside this one: what changed, and why. What only looks better, since less was looked at or asked otherwise, stands apart. */
import type { Comparison, RequirementChange, Standing } from '../../../src/model.ts';
import { causeIn, causesCounted, changedAnything, effectsOf, grouped, kindsAlone, standingsChanged } from '../../changes.ts';
import { EFFECT_ORDER } from '../../comparing.ts';
import type { Messages } from '../../messages/index.ts';
import { prose } from '../../text.ts';
import { requirementId } from '../ids.ts';
import { standingWord } from '../marks.ts';
import { type Html, html, type Piece } from '../markup.ts';
import { bdi, type Sheet, section, table } from '../parts.ts';
import { stackedBar, standingParts, verdictParts } from './bars.ts';
import { group } from './changes-rows.ts';

export function changes(sheet: Sheet): Html | undefined {
  const { t, report } = sheet;
  const { comparison } = report;
  if (comparison === undefined) return undefined;
  const { changes: words, effectWord } = t.pages;
  const { before, after, exit, findings } = comparison;
  const any = changedAnything(comparison);
  const effects = effectsOf(comparison);
  const told = EFFECT_ORDER.filter((effect) => effects[effect] > 0)
    .map((effect) => `${t.number(effects[effect])} ${effectWord[effect].toLowerCase()}`)
    .join(', ');
  const unlisted = findings.total - findings.listed.length;
  const alone = kindsAlone(report);
  return section(
    'changes',
    before.id === after.id ? words.again : words.since(before.seq, t.day(before.startedAt)),
    words.remark,
    html`<p class="outcome">${any ? words.head[exit] : words.nothing}</p>
<p>${told === '' ? '' : words.counted(told)} ${words.rows(findings.total, findings.compared)}</p>
${alone ? html`<p class="aside">${words.kindsAlone}</p>` : undefined}
<dl class="sides">${side(t, words.before, before)}${side(t, words.after, after)}</dl>
${scope(sheet, comparison)}
${causes(t, comparison)}
${standings(sheet, comparison)}
${grouped(comparison).map((one) => group(sheet, one))}
${unlisted > 0 && !alone ? html`<p><b>${words.uncut(unlisted, findings.listed.length)}</b></p>` : undefined}
${context(sheet, comparison)}`,
  );
}

function side(t: Messages, word: string, { seq, startedAt, status, demo, standings: stand, verdicts }: Comparison['before']): Html {
  const { changes: words } = t.pages;
  const notes = [...(status === 'aborted' ? [words.interrupted] : []), ...(demo === undefined ? [] : [words.demo(t.name(demo))])];
  const told = (all: readonly (readonly [string, number])[]) =>
    all
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} ${t.number(count)}`)
      .join(', ') || '—';
  const standing = standingParts((one) => stand[one]);
  const verdict = verdictParts((one) => verdicts[one]);
  return html`<div><dt>${word}: ${words.runIs(seq, t.when(startedAt))}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}</dt>
<dd>${stackedBar(standing)}${words.requirements}: ${told(standing.map(({ name, count }) => [t.standingWord[name as Standing], count]))}</dd>
<dd>${stackedBar(verdict)}${words.checks}: ${told(verdict.map(({ name, count }) => [t.verdictWord[name as keyof typeof t.verdictWord], count]))}</dd></div>`;
}

const MOST_SCOPE = 300;
function scope({ t, report }: Sheet, { scope: all }: Comparison): Html {
  const { changes: words, effectWord } = t.pages;
  const less = all.filter(({ effect }) => effect === 'not-looked-at').length;
  const more = all.length - less;
  const rows = all
    .slice(0, MOST_SCOPE)
    .map(({ subject, effect, because }): readonly Piece[] => [bdi(t, subject), effectWord[effect], t.sentence(words.told(because))]);
  const columns = [{ title: words.what }, { title: words.how }, { title: words.why, as: 'wide' as const }];
  const listed = all.length === 0 || kindsAlone(report) ? undefined : html`<div class="titled">${table(words.scope, columns, rows)}</div>`;
  return html`<h3>${words.scope}</h3>${all.length === 0 ? html`<p>${words.scopeSame}</p>` : undefined}${less > 0 ? html`<p><b>${words.scopeLess(less)}</b></p>` : undefined}${more > 0 ? html`<p>${words.scopeMore(more)}</p>` : undefined}${listed}${listed !== undefined && all.length > rows.length ? html`<p><b>${words.cut(all.length - rows.length)}</b></p>` : undefined}`;
}

function causes(t: Messages, comparison: Comparison): Html | undefined {
  const { changes: words, causeWord } = t.pages;
  const counts = causesCounted(comparison);
  if (counts.length === 0) return undefined;
  const number = [words.requirements, words.checks, words.findings].map((title) => ({ title, as: 'number' as const }));
  const rows = counts.map(({ kind, requirements, checks, findings }) => [
    causeWord[kind],
    ...[requirements, checks, findings].map((count) => (count === 0 ? '—' : t.number(count))),
  ]);
  return html`<h3>${words.byCause}</h3><div class="titled">${table(words.byCause, [{ title: words.cause }, ...number], rows)}</div>`;
}

const MOST_STANDINGS = 400;
function standings(sheet: Sheet, comparison: Comparison): Html {
  const { t, report } = sheet;
  const { changes: words, effectWord } = t.pages;
  const claims = new Set(report.run.frameworks.filter(({ kind }) => kind === 'claims').map(({ id }) => id));
  const all = standingsChanged(comparison, (framework) => claims.has(framework));
  const known = new Map(report.requirements.map((row) => [`${row.framework}/${row.id}`, row]));
  const stand = (one: Standing | null): Piece => (one === null ? words.notAssessed : standingWord(t, one));
  const rows = all.slice(0, MOST_STANDINGS).map((one): readonly Piece[] => {
    const row = known.get(`${one.framework}/${one.id}`);
    const place = requirementId(report, one);
    const id = t.name(`${one.framework}/${one.id}`);
    const name = row === undefined ? html`<span class="check-id">${id}</span>` : html`<a class="check-id" href="#${place}">${id}</a>`;
    const title = row?.quote === undefined ? t.cut(prose(one.title), 200) : html`<q>${t.cut(prose(row.quote), 200)}</q>`;
    return [
      html`<span id="changed-${place}" tabindex="-1">${title}</span> ${name}`,
      stand(one.before),
      stand(one.after),
      html`<b>${effectWord[one.effect]}</b>. ${why(sheet, one)}`,
    ];
  });
  const columns = [
    { title: words.what, as: 'wide' as const },
    { title: words.before },
    { title: words.after },
    { title: words.why, as: 'wide' as const },
  ];
  const body =
    all.length === 0 ? html`<p>${words.standingsSame}</p>` : html`<div class="titled">${table(words.standings, columns, rows)}</div>`;
  return html`<h3>${words.standings}</h3>${body}${all.length > rows.length ? html`<p><b>${words.cut(all.length - rows.length)}</b></p>` : undefined}`;
}
const MOST_THROUGH = 3;
function why({ t, report }: Sheet, { checks, causes: all }: RequirementChange): string {
  const { changes: words, causeWord } = t.pages;
  const [first] = all;
  const kinds = [...new Set(all.map(({ kind }) => causeWord[kind]))].join('; ');
  const cause = all.length === 1 && first !== undefined ? causeIn(t, first, kindsAlone(report)) : kinds;
  if (checks.length === 0) return cause;
  const named = checks.slice(0, MOST_THROUGH).map(({ check }) => t.name(check));
  const more = checks.length > named.length ? ` ${words.more(checks.length - named.length)}` : '';
  return `${words.through(`${named.join(', ')}${more}`)}. ${cause}`;
}

const MOST_FILES = 30;
function context({ t, report }: Sheet, { context: all }: Comparison): Html | undefined {
  if (all.length === 0) return undefined;
  const { changes: words } = t.pages;
  const items = all.map((cause) => {
    const files = (kindsAlone(report) ? [] : (cause.files ?? [])).map(({ name }) => t.name(name));
    const more = files.length > MOST_FILES ? ` ${words.more(files.length - MOST_FILES)}` : '';
    const list = files.length === 0 ? undefined : html`: <span class="code">${files.slice(0, MOST_FILES).join(', ')}${more}</span>`;
    return html`<li>${causeIn(t, cause, kindsAlone(report), 400)}${list}</li>\n`;
  });
  return html`<h3>${words.context}</h3><ul>${items}</ul>`;
}
