/** The policy language, behind one file: CEL over one kind of resource and one set of parameters. */
import { type ASTNode, Environment, EvaluationError } from '@marcbachmann/cel-js';
import type { z } from 'zod';
import type { Cel, Gap, Param, Resource } from '../model.ts';
import { functions, re2 } from './functions.ts';
import { arm, objectOf, type Shape, shapeOf, typeName, Unread, withEach } from './shape.ts';

/** What is wrong with an expression, and where in it (offsets in characters). */
export interface Flaw {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** The name that does not exist, when that is what is wrong. */
  readonly name?: string;
}
export interface Situation {
  readonly r: Resource;
  readonly p: Readonly<Record<string, unknown>>;
  /** The run's start, ms since 1970. */
  readonly now: number;
}
export interface Expression {
  readonly cel: Cel;
  readonly type: string;
  /** The resource's top-level fields that it mentions. */
  readonly reads: readonly string[];
  /** Its answer depends on the clock. */
  readonly timed: boolean;
  readonly evaluate: (situation: Situation) => { readonly value: unknown } | { readonly gap: Gap };
}
export interface Language {
  compile(cel: Cel): Expression | Flaw;
  /** Every field name that occurs in the schema: what a misspelt one is compared with. */
  readonly names: readonly string[];
}

/** Sizes are ours: an expression of policy is a sentence. */
const BOUNDS = { maxAstNodes: 2000, maxDepth: 60, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 };

/** `each`: a list among the resource's fields, of which one item at a time stands in `r.each`. */
export function openLanguage(resource: z.ZodType, params: Readonly<Record<string, Param>>, each?: string): Language {
  const shape = each === undefined ? shapeOf(resource) : withEach(shapeOf(resource), each);
  const paramShape = shapeOfParams(params);
  const moment = { now: 0 };
  const env = environment(shape, paramShape, moment);
  const names = new Set<string>();
  collectNames(shape, names);
  collectNames(paramShape, names);
  return { names: [...names], compile: (cel) => compile(cel, env, shape, paramShape, moment) };
}

/** A sentence over values of any kind: what two sources say. Words that are not there, or kinds that do not fit, are unknown when it is read. */
export interface Free {
  readonly evaluate: (values: Readonly<Record<string, unknown>>, now: number) => { readonly value: unknown } | { readonly gap: Gap };
}
export function compileFree(cel: Cel, names: readonly string[]): Free | Flaw {
  const moment = { now: 0 };
  const env = new Environment({ homogeneousAggregateLiterals: false, limits: BOUNDS });
  for (const name of names) env.registerVariable(name, 'dyn');
  for (const { signature, docs, call } of functions)
    env.registerFunction(signature, (...args: unknown[]) => call(moment.now, ...args), { description: docs });
  const checked = env.check(cel);
  if (!checked.valid || !checked.type) return flawOf(cel, checked.error);
  const ast = env.parse(cel).ast;
  const flaw = refusePattern(ast);
  if (flaw) return flaw;
  const run = env.parse(withRe2(cel, ast));
  return {
    evaluate(values, now) {
      moment.now = now;
      try {
        return { value: run(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, arm(value, { kind: 'dyn' })]))) };
      } catch (error) {
        return { gap: gapOf(error) };
      }
    },
  };
}

/** What an expression gave, as a report may hold it: numbers, texts, truths and lists of them. An Unknown inside makes the whole unknown. */
export function plainly(told: { readonly value: unknown } | { readonly gap: Gap }): { readonly value: unknown } | { readonly gap: Gap } {
  if ('gap' in told) return told;
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return Array.from(value, plain);
    return typeof value === 'bigint' ? Number(value) : value;
  };
  try {
    return { value: plain(told.value) };
  } catch (error) {
    return { gap: gapOf(error) };
  }
}

function environment(shape: Shape, paramShape: Shape, moment: { now: number }): Environment {
  const env = new Environment({ homogeneousAggregateLiterals: false, limits: BOUNDS });
  const declare = (object: Shape & { kind: 'object' }, fields: Record<string, string>) => {
    env.registerType(object.name, { ctor: object.make, fields });
  };
  env.registerVariable('r', typeName(shape, declare));
  env.registerVariable('p', typeName(paramShape, declare));
  for (const { signature, docs, call } of functions)
    env.registerFunction(signature, (...args: unknown[]) => call(moment.now, ...args), { description: docs });
  return env;
}

function shapeOfParams(params: Readonly<Record<string, Param>>): Shape {
  const one = (value: unknown): Shape => {
    if (Array.isArray(value)) return { kind: 'list', of: typeof value[0] === 'number' ? { kind: 'int' } : { kind: 'string' } };
    if (typeof value === 'number') return { kind: Number.isInteger(value) ? 'int' : 'double' };
    return { kind: typeof value === 'boolean' ? 'bool' : 'string' };
  };
  return objectOf('Params', new Map(Object.entries(params).map(([key, param]) => [key, one(param.default)])));
}

function collectNames(shape: Shape, into: Set<string>): void {
  if (shape.kind === 'list' || shape.kind === 'map') collectNames(shape.of, into);
  if (shape.kind !== 'object') return;
  for (const [key, inner] of shape.fields) {
    into.add(key);
    collectNames(inner, into);
  }
}

function compile(cel: Cel, env: Environment, shape: Shape, paramShape: Shape, moment: { now: number }): Expression | Flaw {
  const checked = env.check(cel);
  if (!checked.valid || !checked.type) return flawOf(cel, checked.error);
  const ast = env.parse(cel).ast;
  const flaw = refusePattern(ast);
  if (flaw) return flaw;
  const run = env.parse(withRe2(cel, ast));
  const { reads, timed } = readsOf(ast);
  return {
    cel,
    type: checked.type,
    reads,
    timed,
    evaluate({ r, p, now }) {
      moment.now = now;
      try {
        return { value: run({ r: arm(r, shape), p: arm(p, paramShape) }) };
      } catch (error) {
        return { gap: gapOf(error) };
      }
    },
  };
}

function gapOf(error: unknown): Gap {
  if (error instanceof Unread) return error.gap;
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Unread) return cause.gap;
  const what = error instanceof Error ? (error.message.split('\n')[0] as string) : String(error);
  return {
    operation: '(policy)',
    reason: 'policy_error',
    detail: `${error instanceof EvaluationError ? '' : 'the policy language failed: '}${what}`,
  };
}

function flawOf(cel: Cel, error: unknown): Flaw {
  const thrown = error as { message?: string; range?: { start: number; end: number } } | undefined;
  const message = (thrown?.message ?? 'not an expression').split('\n')[0] as string;
  const { start = 0, end = cel.length } = thrown?.range ?? {};
  const name = /^(?:No such key|Unknown variable): (\w+)/.exec(message)?.[1];
  return { message, start, end, ...(name !== undefined && { name }) };
}

function* nodes(node: unknown): Iterable<ASTNode> {
  if (Array.isArray(node)) for (const one of node) yield* nodes(one);
  else if (typeof node === 'object' && node !== null && 'op' in node) {
    yield node as ASTNode;
    yield* nodes((node as ASTNode).args);
  }
}

/** A constant pattern that RE2 cannot read is a load error, not an unknown at three in the morning. */
function refusePattern(ast: ASTNode): Flaw | undefined {
  for (const node of nodes(ast)) {
    if (node.op !== 'rcall' || node.args[0] !== 'matches') continue;
    const pattern = (node.args[2] as ASTNode[])[0];
    if (pattern?.op !== 'value' || typeof pattern.args !== 'string') continue;
    try {
      re2('', pattern.args);
    } catch (error) {
      return { message: `not an RE2 pattern: ${(error as Error).message}`, start: pattern.start, end: pattern.end };
    }
  }
  return undefined;
}

/** `matches` of the library is a JavaScript RegExp, which hostile text can keep busy for seconds: splice RE2 in by source offsets. */
function withRe2(cel: Cel, ast: ASTNode): Cel {
  const receivers = [...nodes(ast)].flatMap((node) =>
    node.op === 'rcall' && node.args[0] === 'matches' ? [(node.args[1] as ASTNode).end] : [],
  );
  return receivers
    .sort((a, b) => b - a)
    .reduce((text, end) => {
      const at = text.indexOf('matches', end);
      return `${text.slice(0, at)}re2${text.slice(at + 'matches'.length)}`;
    }, cel);
}

const TIMED = new Set(functions.filter((one) => one.timed).map((one) => one.signature.split('(')[0] as string));

function readsOf(ast: ASTNode): { reads: string[]; timed: boolean } {
  const reads = new Set<string>();
  let timed = false;
  for (const node of nodes(ast)) {
    if (node.op === 'call' && TIMED.has(node.args[0] as string)) timed = true;
    if (node.op !== '.') continue;
    const [of, field] = node.args as [ASTNode, string];
    if (of.op === 'id' && of.args === 'r') reads.add(field);
  }
  return { reads: [...reads], timed };
}
