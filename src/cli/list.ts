import { nearest, Refusal } from '../errors.ts';
import { checksDir, home, shippedClaims, shippedFrameworks } from '../home.ts';
import type { Framework } from '../model.ts';
import { loadPolicy } from '../policy/load.ts';
import { collectors, renderers } from '../registry.ts';
import type { Command } from './edge.ts';

const WHAT = ['checks', 'collectors', 'frameworks', 'claims', 'formats'] as const;

/** One line each for people; everything there is for machines. */
export const list: Command<{ readonly what: string; readonly json?: boolean }> = async ({ what, json }, edge) => {
  const of = {
    checks,
    collectors: kinds,
    frameworks: () => requirements(shippedFrameworks(), 'frameworks'),
    claims: () => requirements(shippedClaims(), 'claims'),
    formats,
  };
  if (!(WHAT as readonly string[]).includes(what)) {
    const meant = nearest(what, WHAT);
    throw new Refusal('USAGE', `nothing called \`${what}\` can be listed`, {
      hint: meant ? `did you mean \`${meant}\`?` : `known: ${WHAT.join(', ')}`,
    });
  }
  const rows = of[what as (typeof WHAT)[number]]();
  await edge.out(
    json
      ? `${JSON.stringify(
          rows.map((row) => row.whole),
          null,
          2,
        )}\n`
      : table(rows.map((row) => row.cells)),
  );
  return 0;
};

interface Row {
  readonly cells: readonly string[];
  readonly whole: object;
}

function checks(): Row[] {
  return loadPolicy({ checksDir, collectors, params: {}, select: [], frameworks: [] }).checks.map(({ check }) => ({
    cells: [check.id, check.severity, check.title],
    whole: check,
  }));
}
function kinds(): Row[] {
  return collectors.map(({ id, title, scope, calls, freshFor }) => ({
    cells: [id, scope, `${title} (${calls.length} ${calls.length === 1 ? 'call' : 'calls'})`],
    whole: { id, title, scope, freshFor, calls },
  }));
}
function formats(): Row[] {
  return renderers.map(({ id, title, mediaType, file }) => ({ cells: [id, file, title], whole: { id, title, mediaType, file } }));
}
function requirements(ids: readonly string[], folder: string): Row[] {
  const paths = ids.map((id) => ({ path: `${home}/config/${folder}/${id}.yaml`, shown: `${folder}/${id}.yaml` }));
  const { frameworks } = loadPolicy({ checksDir, collectors, params: {}, select: [], frameworks: paths });
  return frameworks.flatMap((framework: Framework) =>
    framework.requirements.map((requirement) => ({
      cells: [`${framework.id}/${requirement.id}`, requirement.quote ? `“${requirement.quote}”` : requirement.title],
      whole: { framework: framework.id, ...requirement },
    })),
  );
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, index) => Math.max(most[index] ?? 0, cell.length)), []);
  return rows
    .map((row) => `${row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] as number))).join('  ')}\n`)
    .join('');
}
