/** One question for each file, shared by both collectors; what a file says, read as the format that it is. */
import { z } from 'zod';
import { consult, isUnknown, unknown } from '../../src/kit.ts';
import type { Ask, Door, Gap, Known } from '../../src/model.ts';
import { GET, type ImportConfig, questionTo } from './config.ts';
import { asff, isAsff } from './formats/asff.ts';
import { cycloneDx, isCycloneDx, isTrivy, trivy } from './formats/components.ts';
import { isOcsf, ocsf } from './formats/ocsf.ts';
import { type Document, Garbled, objects, within } from './formats/said.ts';
import { isSarif, sarif } from './formats/sarif.ts';

export interface Files {
  readonly config: ImportConfig;
  readonly door: Door;
}
const File = z.looseObject({ path: z.string(), sha256: z.string(), bytes: z.int(), text: z.string() });
export interface Imported {
  readonly path: string;
  readonly sha256: Known<string>;
  readonly document: Known<Document>;
  /** Whatever is made of the file rests on this. */
  readonly answer: object | null;
}

export async function imported({ config, door }: Files, ask: Ask, path: string): Promise<Imported> {
  const answer = await ask(GET.operation, { path }, File, () => consult(door, questionTo(config, path)));
  if (answer === null) return gone(path);
  if (isUnknown(answer)) return { path, sha256: answer, document: answer, answer };
  if (answer.path !== path) {
    const other = unknown({
      operation: GET.operation,
      reason: 'malformed_response',
      detail: `the answer is about ${answer.path}, not ${path}`,
    });
    return { path, sha256: other, document: other, answer };
  }
  return { path, sha256: answer.sha256, document: documentIn(answer.text, path), answer };
}
function gone(path: string): Imported {
  const nobody = unknown({ operation: GET.operation, reason: 'no_results', detail: `nobody answered for ${path}` });
  return { path, sha256: nobody, document: nobody, answer: null };
}

export function brokenOff(path: string, why: string): Gap {
  return { operation: GET.operation, reason: 'population_incomplete', detail: `${path}: ${why}` };
}

/** Pure: a text, and what is said in it. */
export function documentIn(content: string, path: string): Known<Document> {
  const garbled = (why: string) => unknown({ operation: GET.operation, reason: 'malformed_response', detail: `${path}: ${why}` });
  const value = parsed(content);
  if (value === undefined) return garbled('it is not JSON, and not one JSON document a line');
  try {
    const list = objects(value) ?? objects(within(value, 'Findings'));
    if (isSarif(value)) return sarif(value);
    if (isCycloneDx(value)) return cycloneDx(value);
    if (isTrivy(value)) return trivy(value);
    if (list && isOcsf(list)) return ocsf(list);
    if (list && isAsff(list)) return asff(list);
    return garbled('it is neither SARIF 2.1.0 nor OCSF findings, ASFF, CycloneDX or Trivy; an empty list says not whose it is');
  } catch (error) {
    if (error instanceof Garbled) return garbled(error.message);
    throw error;
  }
}
function parsed(content: string): unknown {
  const one = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  };
  const whole = one(content);
  if (whole !== undefined) return Array.isArray(whole) || !isEvent(whole) ? whole : [whole];
  const lines = content.split('\n').filter((line) => line.trim() !== '');
  const each = lines.map(one);
  // a line that cannot be read is a finding that nobody has seen
  return each.length === 0 || each.includes(undefined) ? undefined : each;
}
const isEvent = (value: unknown): boolean => within(value, 'class_uid') !== undefined;
