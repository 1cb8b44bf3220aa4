/** What a collector is given: a look at one question about one machine. */
import { z } from 'zod';
import { consult, isUnknown, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Context, Door, Known } from '../../src/model.ts';
import { type HostConfig, keyOf, type Machine, machinesOf } from './config.ts';
import { OSQUERY, type Question, type Table } from './queries.ts';

export interface Hosts {
  readonly config: HostConfig;
  readonly door: Door;
}
export interface Looked {
  readonly machine: Machine;
  look(question: string): Promise<unknown>;
}
export function machineIn({ config, door }: Hosts, { subject }: Pick<Context, 'subject'>): Looked {
  const machine = machinesOf(config).find(({ name }) => keyOf(config.name, name) === subject.key) as Machine;
  return { machine, look: (question) => consult(door, new URL(`host://${machine.name}/${question}`)) };
}

/** What a command said, or that the machine has no such command. */
const Output = z.looseObject({ code: z.int(), stdout: z.string() });
const Absent = z.looseObject({ absent: z.string() });
export type Output = z.infer<typeof Output>;
export type Heard = Known<Output | z.infer<typeof Absent>>;
export const isAbsent = (heard: Heard | undefined): boolean => heard !== undefined && 'absent' in heard;
type Asked = Pick<Question, 'name' | 'call'>;

export async function hear({ machine, look }: Looked, ask: Ask, { name, call }: Asked): Promise<Heard> {
  const { operation } = call;
  if (machine.by === 'osquery')
    return gap(operation, 'not_run', `${machine.name} is seen through osquery, which does not show this exactly`);
  const answer = await ask(operation, { name }, z.union([Output, Absent]), () => look(name));
  return answer ?? gap(operation, 'no_results', 'nobody answered');
}

/** What the answer means; a command that is not there has said nothing. */
export function told<T>(heard: Heard, { call, argv }: Pick<Question, 'call' | 'argv'>, meaning: (output: Output) => Known<T>): Known<T> {
  if (isUnknown(heard)) return heard;
  return isAbsent(heard) ? gap(call.operation, 'not_run', `${argv[0]} is not installed there`) : meaning(heard as Output);
}
export function gap(
  operation: string,
  reason: 'not_run' | 'malformed_response' | 'missing_member' | 'stale_evidence' | 'no_results',
  detail: string,
) {
  return unknown({ operation, reason, detail: `${operation}: ${detail}` });
}
/** A line that is not of the form that its manual page gives. */
export const odd = ({ operation }: { readonly operation: string }, line: string) =>
  gap(operation, 'malformed_response', `cannot be read: ${JSON.stringify(line.slice(0, 80))}`);

export interface Rows<T> {
  readonly at: string;
  readonly rows: readonly T[];
}
/** One table of osquery's, as it was when it was taken. */
export async function tableOf<T>({ look }: Looked, ask: Ask, table: Table, row: z.ZodType<T>): Promise<Answer<Rows<T>>> {
  const schema = z.looseObject({ table: z.literal(table), at: z.string(), rows: z.array(row) });
  return ask(OSQUERY.operation, { table }, schema, () => look(`osquery/${table}`));
}
export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
