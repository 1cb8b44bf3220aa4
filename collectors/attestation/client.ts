/** The questions that a collector of attestations asks. */
import { z } from 'zod';
import { consult, isUnknown, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Door, Gap, Known } from '../../src/model.ts';
import { DIGEST, LIST, questionTo, SIGNERS, STATEMENT } from './calls.ts';
import type { AttestationConfig } from './config.ts';

export interface Folder {
  readonly config: AttestationConfig;
  readonly door: Door;
}
const Files = z.looseObject({ files: z.array(z.string()) });
const Signing = z.looseObject({ allowed: z.string(), revoked: z.string().nullable() });
const File = z.looseObject({ file: z.string(), text: z.string(), sha256: z.string(), signature: z.string().nullable() });
const Digest = z.union([
  z.looseObject({ path: z.string(), sha256: z.string(), bytes: z.int() }),
  z.looseObject({ path: z.string(), absent: z.literal(true) }),
]);
export type Files = z.infer<typeof Files>;
export type Signing = z.infer<typeof Signing>;
export type File = z.infer<typeof File>;
export type Digest = z.infer<typeof Digest>;

/** A file that is gone has no answer; nothing here is absent otherwise. */
const told = <T>(operation: string, answer: Answer<T>): Known<T> =>
  answer === null ? unknown({ operation, reason: 'no_results', detail: 'nobody answered' }) : answer;
const at = ({ config, door }: Folder, part: string, which?: string) => consult(door, questionTo(config.name, part, which));

export const filesOf = async (folder: Folder, ask: Ask): Promise<Known<Files>> =>
  told(LIST.operation, await ask(LIST.operation, {}, Files, () => at(folder, 'files')));
export const signingOf = async (folder: Folder, ask: Ask): Promise<Known<Signing>> =>
  told(SIGNERS.operation, await ask(SIGNERS.operation, {}, Signing, () => at(folder, 'signers')));
export async function fileOf(folder: Folder, ask: Ask, file: string): Promise<Known<File>> {
  const answer = told(STATEMENT.operation, await ask(STATEMENT.operation, { file }, File, () => at(folder, 'statement', file)));
  return isUnknown(answer) || answer.file === file ? answer : other(STATEMENT.operation, file);
}
export async function digestOf(folder: Folder, ask: Ask, path: string): Promise<Known<Digest>> {
  const answer = told(DIGEST.operation, await ask(DIGEST.operation, { path }, Digest, () => at(folder, 'digest', path)));
  return isUnknown(answer) || answer.path === path ? answer : other(DIGEST.operation, path);
}
function other(operation: string, asked: string) {
  const gap: Gap = { operation, reason: 'malformed_response', detail: `${operation}: the answer is not about ${asked}` };
  return unknown(gap);
}
