/** One recorded answer of a run, or which there are: who asked, what, when, how, and what came back. */
import { Refusal } from '../errors.ts';
import type { Item, Locker, SealedRun } from '../locker/index.ts';
import type { Digest, FindingRow, Population } from '../model.ts';
import type { Command, Edge } from './edge.ts';
import { lockerOf } from './evaluate.ts';
import { forMachines, linesOf, type Shown } from './evidence-lines.ts';
import { type Record, recordOf, recordsOf } from './evidence-records.ts';
import { visible } from './visible.ts';

interface Which {
  readonly run: string;
  readonly config: string;
  readonly locker?: string;
  readonly json?: boolean;
}
export interface ShowOptions extends Which {
  readonly id: string;
}
export const evidenceShow: Command<ShowOptions> = async (options, edge) => {
  const locker = await lockerOf(options, edge);
  const sealed = await locker.run(options.run);
  const record = await named(options.id, locker, sealed);
  const shown = await around(record, locker, sealed);
  if (options.json) await edge.out(`${JSON.stringify(forMachines(shown), null, 2)}\n`);
  else
    await edge.out(
      linesOf(shown)
        .map((line) => `${visible(line)}\n`)
        .join(''),
    );
  return 0;
};

export interface ListOptions extends Which {
  readonly check?: string;
}
export const evidenceList: Command<ListOptions> = async (options, edge) => {
  const locker = await lockerOf(options, edge);
  const sealed = await locker.run(options.run);
  const wanted = options.check === undefined ? undefined : await citedBy(options.check, sealed);
  const records = (await recordsOf(locker, sealed)).filter(({ id }) => wanted?.has(id) ?? true);
  await tell(records, options, edge);
  return 0;
};

async function tell(records: readonly Record[], { json }: ListOptions, edge: Edge): Promise<void> {
  const rows = records.map(({ id, record: { operation, subject, receivedAt, response, refusal } }) => ({
    id,
    receivedAt,
    status: response?.status ?? null,
    operation,
    subject,
    ...(refusal && { refusal: refusal.reason }),
  }));
  if (json) await edge.out(`${JSON.stringify(rows, null, 2)}\n`);
  else
    for (const { id, receivedAt, status, operation, subject, refusal } of rows)
      await edge.out(
        `${visible(`${id}  ${receivedAt}  ${status ?? '---'}  ${operation}  ${subject}${refusal === undefined ? '' : `  ${refusal}`}`)}\n`,
      );
  edge.say(`${rows.length} ${rows.length === 1 ? 'answer' : 'answers'}`);
}

/** What the findings of a check rest on. A check that this run did not judge is refused: an empty list would look like an answer. */
async function citedBy(check: string, sealed: SealedRun): Promise<ReadonlySet<Digest>> {
  const cited = new Set<Digest>();
  let rows = 0;
  for await (const row of sealed.findings()) {
    if (row.check !== check) continue;
    rows += 1;
    for (const id of row.evidence) cited.add(id);
  }
  if (rows === 0)
    throw new Refusal('USAGE', `no finding of run ${sealed.seq} is about ${JSON.stringify(check)}`, { hint: '`claimcheck list checks`' });
  return cited;
}

/** By its digest or the beginning of it; of an answer's raw bytes, the record that names them. */
async function named(id: string, locker: Locker, sealed: SealedRun): Promise<Record> {
  const hex = id.toLowerCase().replace(/^sha256:/, '');
  if (!/^[0-9a-f]{4,64}$/.test(hex))
    throw new Refusal('USAGE', `${JSON.stringify(id)} is no evidence id`, { hint: 'a SHA-256 digest, or at least its first 4 digits' });
  const found: Item[] = [];
  for await (const item of sealed.items()) if (item.sha256.startsWith(hex)) found.push(item);
  const [only] = found;
  if (only === undefined)
    throw new Refusal('USAGE', `run ${sealed.seq} holds no evidence ${id}`, { hint: '`claimcheck evidence list`; another run with --run' });
  if (found.length > 1) {
    const few = found.slice(0, 5).map(({ sha256, name }) => `${sha256.slice(0, hex.length + 6)} (${name})`);
    throw new Refusal('USAGE', `${found.length} objects begin with ${hex}`, { hint: few.join(', ') });
  }
  const itself = await recordOf(locker, only);
  if (itself !== undefined) return itself;
  const about = (await recordsOf(locker, sealed)).find(({ record }) => record.response?.body === `sha256:${only.sha256}`);
  if (about !== undefined) return about;
  throw new Refusal('USAGE', `${id} is no answer but ${only.name} (${only.mediaType})`, { hint: `it lies in ${only.path}` });
}

/** What the run says about it: its place among the answers to the same question, and who rests on it. */
async function around(record: Record, locker: Locker, sealed: SealedRun): Promise<Shown> {
  const alike = (await recordsOf(locker, sealed)).filter(
    ({ record: other }) => other.operation === record.record.operation && other.subject === record.record.subject,
  );
  const cited = new Map<string, { check: string; subject: string; findings: number }>();
  for await (const row of sealed.findings()) if (row.evidence.includes(record.id)) cite(row, cited);
  const body = record.record.response?.body;
  return {
    ...record,
    sealed,
    body: body === undefined ? undefined : await locker.get(body),
    mediaType: await typeOf(body, sealed),
    position: { at: alike.findIndex(({ id }) => id === record.id) + 1, of: alike.length },
    usedBy: await withPopulations([...cited.values()], sealed),
  };
}

async function typeOf(body: Digest | undefined, sealed: SealedRun): Promise<string | undefined> {
  if (body === undefined) return undefined;
  for await (const { sha256, mediaType } of sealed.items()) if (`sha256:${sha256}` === body) return mediaType;
  return undefined;
}

/** The manifest has the populations, or the rows of the subjects have them, where there are very many. */
async function withPopulations(
  cited: readonly { readonly check: string; readonly subject: string; readonly findings: number }[],
  sealed: SealedRun,
): Promise<Shown['usedBy']> {
  const { populations, files } = sealed.manifest;
  const known = new Map<string, Population>(populations.map((one) => [`${one.check} ${one.subject}`, one]));
  if (files.some(({ name }) => name === 'subjects.jsonl')) {
    const wanted = new Set(cited.map(({ check, subject }) => `${check} ${subject}`));
    for await (const { check, key, population } of sealed.subjects())
      if (wanted.has(`${check} ${key}`)) known.set(`${check} ${key}`, population);
  }
  return cited.map((use) => ({ ...use, population: known.get(`${use.check} ${use.subject}`) }));
}

function cite({ check, subject: { key } }: FindingRow, cited: Map<string, { check: string; subject: string; findings: number }>): void {
  const before = cited.get(`${check} ${key}`);
  cited.set(`${check} ${key}`, { check, subject: key, findings: (before?.findings ?? 0) + 1 });
}
