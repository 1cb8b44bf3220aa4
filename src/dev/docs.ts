/** `npm run docs`: docs/checks/<source>.md, from the checks, the schemas and the declared calls themselves. CI fails when git sees a difference. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { checksDir, home, shippedClaims, shippedFrameworks } from '../home.ts';
import { KINDS } from '../itself/kinds.ts';
import { isUnknown } from '../kit.ts';
import type { Check, Collector, Framework, Proof, Source } from '../model.ts';
import { tryCases } from '../policy/check.ts';
import { loadPolicy, type Policy } from '../policy/load.ts';
import { collectors, sources } from '../registry.ts';
import { type Field, fieldsOf } from './fields.ts';

/** File name -> text. */
export function pages(): Record<string, string> {
  const file = (folder: string) => (name: string) => ({ path: `${home}/config/${folder}/${name}.yaml`, shown: `${folder}/${name}.yaml` });
  const frameworks = [...shippedClaims().map(file('claims')), ...shippedFrameworks().map(file('frameworks'))];
  const policy = loadPolicy({ checksDir, collectors, params: {}, select: [], frameworks });
  const itself = { id: 'run', title: 'The run itself', calls: [] };
  return Object.fromEntries([...sources, itself].map((source) => [`${source.id}.md`, page(source, policy)]));
}

function page(source: Pick<Source, 'id' | 'title' | 'calls'>, policy: Policy): string {
  const kinds = [...collectors, ...KINDS].filter(({ id }) => id.startsWith(`${source.id}/`));
  const mine = policy.checks.filter(({ check }) => check.about.startsWith(`${source.id}/`));
  return [
    '<!-- Written by `npm run docs`: change the checks or the collectors, not this page. -->',
    '',
    `# ${source.title}: ${mine.length} checks about ${kinds.length} kinds of resource`,
    '',
    ...table(
      ['check', 'severity', 'the sentence that is true when it passes'],
      mine.map(({ check }) => [linked(check.id), check.severity, text(check.title)]),
    ),
    '',
    '# Checks',
    ...mine.flatMap((ready) => aboutCheck(ready, kinds.find(({ id }) => id === ready.check.about) as Collector, policy.frameworks)),
    '',
    '# Kinds of resource',
    ...kinds.flatMap((kind) =>
      aboutKind(
        kind,
        mine.map(({ check }) => check),
      ),
    ),
    '',
    ...(source.calls.length === 0 ? [] : sourceAsks(source.calls)),
  ].join('\n');
}

function sourceAsks(asked: Source['calls']): string[] {
  return [
    '# What the source itself asks',
    '',
    'Who answers, and where there is something to look at; for every check.',
    '',
    ...calls(asked),
    '',
  ];
}

function aboutCheck(ready: Policy['checks'][number], collector: Collector, frameworks: readonly Framework[]): string[] {
  const { check, where, expect } = ready;
  const reads = new Set([...(where?.reads ?? []), ...expect.reads]);
  return [
    '',
    ...heading(check.id),
    `**${text(check.title)}**`,
    '',
    `Severity ${check.severity}; evidence: ${check.evidence}; about ${linked(collector.id)}.`,
    '',
    ...condition(check),
    ...section('Parameters', params(check)),
    ...section('Reads', fields(fieldsOf(collector.resource).filter(({ path }) => reads.has(path.split(/[.[{]/)[0] as string)))),
    ...section('Asks', asks(collector)),
    ...section('Cases', cases(ready, collector)),
    ...section('What to do', [text(check.remedy)]),
    ...section('What a pass does not say', check.notes === undefined ? [] : [text(check.notes)]),
    ...section('Relied on by', reliances(frameworks, check.id)),
  ];
}

const HOLDS = { every: 'For every one of them', some: 'For at least one of them', none: 'For none of them' } as const;
function condition({ with: beside, where, holds, expect, whenNone, whenNoneBecause }: Check): string[] {
  return [
    ...(beside === undefined ? [] : [`Judged only beside a configured source of type ${beside.map(code).join(' and ')}.`, '']),
    ...(where === undefined ? [] : ['About those where', '', '```cel', where.trim(), '```', '']),
    `${HOLDS[holds]}:`,
    '',
    '```cel',
    expect.trim(),
    '```',
    '',
    `When there is none: ${whenNone}, because ${text(whenNoneBecause)}.`,
    '',
  ];
}

function params({ params: named }: Check): string[] {
  const rows = Object.entries(named).map(([name, { default: value, stricter, about }]) => [
    code(name),
    code(JSON.stringify(value)),
    stricter === undefined ? 'describes the estate' : `${stricter} is stricter`,
    text(about),
  ]);
  return rows.length === 0 ? [] : table(['parameter', 'default', '', 'means'], rows);
}

function fields(list: readonly Field[]): string[] {
  return table(
    ['field', 'is', 'means'],
    list.map(({ path, type, unknowable, about }) => [code(path), `${text(type)}${unknowable ? ', or unknown' : ''}`, text(about)]),
  );
}

function calls(list: Collector['calls']): string[] {
  if (list.length === 0) return ['Nothing.'];
  return table(
    ['call', 'needs'],
    list.map(({ operation, permission, docs, readOnly }) => [
      `[${code(operation)}](${docs})`,
      `${code(permission)}${readOnly === undefined ? '' : `; ${text(readOnly)}`}`,
    ]),
  );
}

/** The provider's pages stand once, with the kind of resource. */
function asks({ id, calls: list }: Collector): string[] {
  if (list.length === 0) return ['Nothing.'];
  const needs = (call: Collector['calls'][number]) => (call.permission === call.operation ? '' : ` (needs ${code(call.permission)})`);
  return [`${list.map((call) => `${code(call.operation)}${needs(call)}`).join(' · ')}. Each with its page: ${linked(id)}.`];
}

function cases(ready: Policy['checks'][number], collector: Collector): string[] {
  return table(
    ['says', 'of', 'because'],
    tryCases(ready, collector).map(({ verdict, case: { given, params: own, because } }) => [
      verdict.replace('_', ' '),
      code(`${shown(given)}${own === undefined ? '' : ` with ${shown(own)}`}`),
      text(because),
    ]),
  );
}
/** JSON, in which what nobody told us is its reason. */
function shown(value: unknown): string {
  if (isUnknown(value)) return `unknown (${value.$unknown.reason})`;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${shown(inner)}`)
    .join(', ')} }`;
}

/** Claims with their argument; of standards the numbers alone, as their arguments stand in config/frameworks. */
function reliances(frameworks: readonly Framework[], check: string): string[] {
  return frameworks.flatMap(({ id, title, kind, requirements }) => {
    const relying = requirements.filter(({ proof }) => whys(proof, check).length > 0);
    if (kind === 'controls') return relying.length === 0 ? [] : [`- ${text(title)}: ${relying.map((one) => one.id).join(', ')}`];
    return relying.map(
      (one) => `- “${text(one.quote as string)}” (${text(title)}, ${id}/${one.id}): ${whys(one.proof, check).map(text).join('; ')}`,
    );
  });
}
function whys(proof: Proof, check: string): string[] {
  if ('check' in proof) return proof.check === check ? [proof.why] : [];
  return ('all' in proof ? proof.all : 'any' in proof ? proof.any : []).flatMap((inner) => whys(inner, check));
}

function aboutKind(collector: Collector, checks: readonly Check[]): string[] {
  const users = checks.filter(({ about }) => about === collector.id).map(({ id }) => linked(id));
  return [
    '',
    ...heading(collector.id),
    `${text(collector.title)}. Looked for in each ${[collector.scope, ...(collector.alsoIn ?? [])].join(' and ')}; relied on for ${collector.freshFor}.`,
    '',
    ...section('Fields', fields(fieldsOf(collector.resource))),
    ...section('Calls', calls(collector.calls)),
    ...section('Checks', users.length === 0 ? [] : [users.join(' · ')]),
  ];
}

/** GitHub makes its own anchors of headings, without dots and slashes; these are ours. */
function heading(id: string): string[] {
  return [`<a id="${id}"></a>`, '', `## ${id}`, ''];
}
const linked = (id: string): string => `[${code(id)}](#${id})`;
function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${title}`, '', ...lines, ''];
}
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('\n', ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)];
}
/** A span that may hold backticks: https://spec.commonmark.org/0.31.2/#code-spans */
function code(content: string): string {
  return content.includes('`') ? `\`\` ${content} \`\`` : `\`${content}\``;
}
/** Prose of our own files: what would open a tag or an emphasis is shown. Code spans and addresses stay as they are. */
function text(prose: string): string {
  return prose
    .trim()
    .split(/(`[^`]*`|https?:\/\/\S+)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/\s+/g, ' ').replace(/[<*[\]]|(?<!\w)_|_(?!\w)/g, '\\$&')))
    .join('');
}

if (/docs\.[jt]s$/.test(process.argv[1] ?? '')) {
  mkdirSync('docs/checks', { recursive: true });
  for (const [name, content] of Object.entries(pages())) writeFileSync(`docs/checks/${name}`, content);
}
