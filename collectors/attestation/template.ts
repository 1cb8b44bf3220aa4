/** A form to fill in: every fact explained, nothing in it yet, so that it does not lint before somebody has written something. */
import { z } from 'zod';
import { NAMESPACE } from './config.ts';
import type { FormSpec } from './form.ts';

interface Shape {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
}

export function template(spec: FormSpec<z.ZodRawShape>, schema: z.ZodType): string {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  const head = [
    `# ${spec.title}: ${spec.about}`,
    `# Stands for ${spec.days} days at most. Fill in every line, then: claimcheck attest check FILE; claimcheck attest sign FILE --key ~/.ssh/id_ed25519`,
    `# It is signed for \`${NAMESPACE}\`; whoever changes a letter afterwards has to sign again.`,
  ];
  return `${[...head, ...members(shape, '')].join('\n')}\n`;
}

function members({ properties = {} }: Shape, indent: string): string[] {
  return Object.entries(properties).flatMap(([name, inner]) => member(name, inner, indent));
}
function member(name: string, shape: Shape, indent: string): string[] {
  const [is, nullable] = plain(shape);
  const lines = comment(shape, is, nullable, indent);
  if (is.const !== undefined) return [...lines, `${indent}${name}: ${String(is.const)}`];
  if (is.properties) return [...lines, `${indent}${name}:`, ...members(is, `${indent}  `)];
  if (is.type === 'array') return [...lines, `${indent}${name}:`, ...item(is.items ?? {}, `${indent}  `)];
  return [...lines, `${indent}${name}:`];
}
function item(shape: Shape, indent: string): string[] {
  const [is] = plain(shape);
  if (!is.properties) return [`${indent}-`];
  return members(is, `${indent}  `).map((line, index, all) => {
    const first = all.findIndex((one) => !one.trimStart().startsWith('#'));
    return index === first ? `${indent}- ${line.slice(indent.length + 2)}` : line;
  });
}
/** The first of several ways to write it; and whether `null` is one. */
function plain(shape: Shape): readonly [Shape, boolean] {
  const ways = shape.anyOf?.filter(({ type }) => type !== 'null');
  const nullable = shape.anyOf !== undefined && ways?.length !== shape.anyOf.length;
  return [ways?.[0] ?? shape, nullable];
}
function comment(shape: Shape, is: Shape, nullable: boolean, indent: string): string[] {
  const choice = is.enum
    ? `one of: ${is.enum.join(', ')}`
    : is.type === 'boolean'
      ? 'true or false'
      : is.type === 'integer'
        ? 'a whole number'
        : '';
  const words = [shape.description ?? is.description ?? '', choice, nullable ? 'null if there is none' : ''].filter((word) => word !== '');
  return words.length === 0 ? [] : [`${indent}# ${words.join('; ')}`];
}
