/** Many objects in one question, by their ids. Where one of them spoils the answer for all, each group is asked about apart. */
import { z } from 'zod';
import { isUnknown, settle, unknown } from '../../../src/kit.ts';
import type { Ask, Known, Unknown } from '../../../src/model.ts';
import type { Github } from '../client.ts';
import type { Sizes } from '../graphql/client.ts';
import type { Document } from '../graphql/document.ts';
import { RateLimit } from './answers.ts';

/** The most ids that GitHub takes in one question. */
export const MOST = 100;

/** What was said of one of them, and the whole answer, which carries the evidence. */
export interface Told<T> {
  readonly node: T;
  readonly from: object;
}
export type Nodes<T> = ReadonlyMap<string, Known<Told<T>>>;
export interface Batch<T> {
  readonly document: Document;
  readonly node: z.ZodType<T>;
  /** Ids in one question, at most. */
  readonly size?: number;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly sizes?: Sizes;
  /** Where there is a better way to ask again. */
  readonly alone?: false;
}

/** `groups` have nothing to do with each other: repositories, of which one may be gone meanwhile. */
export async function nodesOf<T extends { readonly id: string }>(
  github: Github,
  ask: Ask,
  groups: readonly (readonly string[])[],
  batch: Batch<T>,
): Promise<Nodes<T>> {
  const found = await Promise.all(sliced(groups.flat(), batch.size).map((ids) => askFor(github, ask, ids, batch)));
  const together = new Map(found.flat());
  const owners = groups.filter((ids) => ids.length > 0);
  if (batch.alone === false || owners.length < 2) return together;
  const again = owners.filter((ids) => ids.some((id) => isUnknown(together.get(id))));
  const apart = await Promise.all(again.map((ids) => nodesOf(github, ask, [ids], batch)));
  return new Map([...together, ...apart.flatMap((one) => [...one])]);
}

async function askFor<T extends { readonly id: string }>(
  github: Github,
  ask: Ask,
  ids: readonly string[],
  { document, node, variables = {}, sizes = {} }: Batch<T>,
): Promise<readonly (readonly [string, Known<Told<T>>])[]> {
  const { operation } = document;
  const params = { ids, ...variables };
  const kept = { ...sizes };
  const answer = await ask(operation, params, answerOf(node), () => github.query(document, params, kept));
  const silent = (id: string): Unknown =>
    unknown({ operation, reason: 'missing_member', detail: `${operation} answered without the node ${id}` });
  return ids.map((id) => {
    const none = silent(id);
    const told = settle(answer, {
      none,
      some: (from): Known<Told<T>> => {
        const one = from.nodes.find((each) => each.id === id);
        return one ? { node: one, from } : none;
      },
    });
    return [id, told] as const;
  });
}

/** Reading a schema for the first time costs as much as many answers: one is made of each kind of node. */
const answers = new WeakMap<z.ZodType, z.ZodType>();
type Many<T> = z.ZodType<{ readonly rateLimit: z.infer<typeof RateLimit>; readonly nodes: readonly T[] }>;
function answerOf<T>(node: z.ZodType<T>): Many<T> {
  const schema = answers.get(node) ?? z.looseObject({ rateLimit: RateLimit, nodes: z.array(node) });
  answers.set(node, schema);
  return schema as Many<T>;
}

export function sliced<T>(all: readonly T[], size = MOST): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
