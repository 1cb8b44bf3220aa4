/** `claimcheck answers`: somebody's questions, answered from a sealed run and a mapping. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { nearest, Refusal } from '../errors.ts';
import { home, shippedClaims, shippedFrameworks } from '../home.ts';
import type { SealedRun } from '../locker/index.ts';
import type { Digest, Report } from '../model.ts';
import { ANSWERS, type Answer, answerTo } from '../questionnaire/answer.ts';
import { type Mapping, type Names, readMapping } from '../questionnaire/mapping.ts';
import { type Questions, readQuestions } from '../questionnaire/questions.ts';
import { parseYaml, readText, type YamlFile } from '../yaml.ts';
import { csv } from './csv.ts';
import type { Command, Edge } from './edge.ts';
import { lockerOf } from './evaluate.ts';
import { checkNotes, knownChecks } from './frameworks/named.ts';
import { evidenceByCheck } from './frameworks/soa.ts';
import { put } from './put.ts';
import { visible } from './visible.ts';

export interface AnswersOptions {
  readonly questions: string;
  readonly map: string;
  readonly run: string;
  readonly config: string;
  readonly locker?: string;
  readonly maxAge: string;
  readonly idColumn?: string;
  readonly sheet?: string;
  readonly out?: string;
}

export const answers: Command<AnswersOptions> = async (options, edge) => {
  const maxAgeDays = daysOf(options.maxAge);
  refuseOverwriting(options, edge);
  const yaml = mappingFile(options.map, edge);
  const column = options.idColumn ?? columnOf(yaml);
  const questions = await readQuestions(resolve(edge.cwd, options.questions), options.questions, column, options.sheet);
  const sealed = await (await lockerOf(options, edge)).run(options.run);
  const report = JSON.parse(new TextDecoder().decode(await sealed.file('report.json'))) as Report;
  const mapping = readMapping(yaml, namesIn(report));
  const noteOf = checkNotes();
  const shown = {
    report,
    now: edge.clock.now(),
    maxAgeDays,
    anySource: mapping.anySource,
    sourceOf: (check: string) => noteOf(check).source,
  };
  const faults = mapping.questions.flatMap((entry, index) => {
    const { fault } = answerTo(entry, shown);
    return fault === undefined
      ? []
      : [new Refusal('POLICY_INVALID', `\`${entry.id}\` ${fault}`, { at: yaml.at(['questions', index, 'answer']) })];
  });
  for (const fault of faults) edge.say(fault.line);
  if (faults.length > 0) {
    edge.say(`${faults.length === 1 ? 'one answer' : `${faults.length} answers`} by hand cannot be given: nothing is written`);
    return 1;
  }
  const entries = new Map(mapping.questions.map((entry) => [entry.id, entry]));
  const given = questions.questions.map(({ id }) => (id === '' ? undefined : answerTo(entries.get(id), shown)));
  const added = await addedTo(questions, given, sealed, report);
  await put(await fileOf(questions, added, options.out), options.out, edge);
  tell(questions, given, mapping, report, edge);
  return 0;
};

function daysOf(text: string): number {
  const [, days] = /^(?:P(?=\d+D$))?(\d{1,5})[dD]?$/.exec(text) ?? [];
  if (days === undefined) throw new Refusal('USAGE', `--max-age is a number of days, not ${JSON.stringify(text)}`, { hint: '90d' });
  return Number(days);
}
function refuseOverwriting({ out, questions, map }: AnswersOptions, { cwd }: Edge): void {
  const target = out === undefined ? undefined : resolve(cwd, out);
  if (target !== undefined && [questions, map].some((file) => resolve(cwd, file) === target))
    throw new Refusal('USAGE', `--out ${out} is what is read`, { hint: 'name another file' });
}

/** A file, or one that ships by its id. */
function mappingFile(name: string, { cwd }: Edge): YamlFile {
  const shipped = readdirSync(join(home, 'config/questionnaires')).map((file) => file.replace(/\.yaml$/, ''));
  if (shipped.includes(name) && !existsSync(resolve(cwd, name))) {
    const shown = `questionnaires/${name}.yaml`;
    return parseYaml(readText(join(home, 'config', shown), shown), shown);
  }
  if (!/\.ya?ml$/.test(name) && !existsSync(resolve(cwd, name))) {
    const meant = nearest(name, shipped);
    throw new Refusal('USAGE', `no mapping is called \`${name}\``, {
      hint: meant ? `did you mean \`${meant}\`?` : `shipped: ${shipped.join(', ')}; or name a YAML file`,
    });
  }
  return parseYaml(readText(resolve(cwd, name), name), name);
}
function columnOf({ value }: YamlFile): string | undefined {
  const { column } = (value ?? {}) as { column?: unknown };
  return typeof column === 'string' ? column : undefined;
}

/** What ships, and what the run knows beside it. */
function namesIn({ run, requirements }: Report): Names {
  const claims = new Set(run.frameworks.filter(({ kind }) => kind === 'claims').map(({ id }) => id));
  const inRun = requirements.map(({ framework, id }) => ({ framework, name: `${framework}/${id}` }));
  return {
    checks: knownChecks(),
    claims: [...idsIn('claims', shippedClaims()), ...inRun.filter(({ framework }) => claims.has(framework)).map(({ name }) => name)],
    controls: [
      ...idsIn('frameworks', shippedFrameworks()),
      ...inRun.filter(({ framework }) => !claims.has(framework)).map(({ name }) => name),
    ],
  };
}
function idsIn(folder: string, files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    const shown = `${folder}/${file}.yaml`;
    const { requirements } = parseYaml(readText(join(home, 'config', shown), shown), shown).value as {
      requirements: readonly { id: string }[];
    };
    return requirements.map(({ id }) => `${file}/${id}`);
  });
}

const ADDED = ['answer', 'explanation', 'verdict', 'evidence of', 'strength', 'evidence', 'run'] as const;
/** Of the recorded answers so many are named; the pack or the locker has them all. */
const MOST_NAMED = 3;

/** What stands beside each question. */
async function addedTo(
  { questions }: Questions,
  given: readonly (Answer | undefined)[],
  sealed: SealedRun,
  { run }: Report,
): Promise<readonly (readonly string[])[]> {
  const evidence = await evidenceByCheck(sealed);
  const name = `${run.seq} ${sealed.digest}`;
  const demo = run.demo === undefined ? '' : 'Demonstration estate, nothing real: ';
  return questions.map((_, index) => {
    const answer = given[index];
    if (!answer) return ADDED.map(() => '');
    return [
      answer.answer,
      `${demo}${answer.explanation}`,
      answer.verdict,
      answer.checks.length > 0 ? run.finishedAt.slice(0, 10) : '',
      answer.strength,
      idsOf(answer, evidence),
      answer.checks.length > 0 ? name : '',
    ].map(visible);
  });
}

/** Their own workbook with the answers in it where both are workbooks; else a table. */
async function fileOf(
  { file, columns, questions, head, workbook }: Questions,
  added: readonly (readonly string[])[],
  out: string | undefined,
): Promise<string | Uint8Array> {
  const titles = ADDED.map((one) => `claimcheck: ${one}`);
  const rows = () => [
    [...columns.map(visible), ...titles],
    ...questions.map(({ cells }, index) => [...cells.map(visible), ...(added[index] ?? [])]),
  ];
  if (out === undefined || !/\.xlsx$/i.test(out)) return csv(rows());
  if (workbook)
    return workbook.answered(new Map([[head, titles], ...questions.map(({ line }, index) => [line, added[index] ?? []] as const)]));
  const { workbookOf } = await import('../questionnaire/xlsx/workbook.ts');
  return workbookOf(rows(), `Answers to ${basename(file).replaceAll(/[[\]:*?/\\]/g, ' ')}`.slice(0, 31));
}
function idsOf({ checks }: Answer, evidence: ReadonlyMap<string, ReadonlySet<Digest>>): string {
  const all = [...new Set(checks.flatMap((check) => [...(evidence.get(check) ?? [])]))].sort();
  const more = all.length - MOST_NAMED;
  return `${all.slice(0, MOST_NAMED).join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function tell({ questions }: Questions, given: readonly (Answer | undefined)[], mapping: Mapping, { run }: Report, edge: Edge): void {
  const asked = new Set(questions.flatMap(({ id }) => (id === '' ? [] : [id])));
  const mapped = new Set(mapping.questions.map(({ id }) => id));
  const unmapped = [...asked].filter((id) => !mapped.has(id));
  const unasked = [...mapped].filter((id) => !asked.has(id));
  for (const id of unmapped.slice(0, 5)) {
    const meant = nearest(id, unasked);
    edge.say(`\`${id}\` is not mapped: it is answered with \`Not verified\`${meant ? ` (did you mean \`${meant}\`?)` : ''}`);
  }
  if (unmapped.length > 5) edge.say(`and ${unmapped.length - 5} more are not mapped`);
  if (unasked.length > 0) edge.say(`${unasked.length} of ${mapped.size} mapped questions are not among these`);
  const counts = ANSWERS.map((word) => [word, given.filter((one) => one?.answer === word).length] as const);
  const told = counts.filter(([, count]) => count > 0).map(([word, count]) => `${count} ${word}`);
  edge.say(`${asked.size} questions: ${told.join('; ')}. Evidence of run ${run.seq}, ${run.finishedAt.slice(0, 10)}`);
}
