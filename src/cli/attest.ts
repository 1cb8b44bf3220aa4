/** Statements that people sign: a form to fill in, its faults, its signature, and what stands. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { Refusal, Refusals } from '../errors.ts';
import { formNamed, lint } from './attest/lint.ts';
import { forms, look, type Standing, stating } from './attest/look.ts';
import { sealed } from './attest/seal.ts';
import { signed } from './attest/sign.ts';
import type { Command, Edge } from './edge.ts';
import { readUserConfig } from './setup.ts';

export const attestNew: Command<{ readonly form: string; readonly out?: string }> = async ({ form, out }, edge) => {
  const text = formNamed(form).template();
  if (out === undefined) await edge.out(text);
  else await put(out, text, edge, 'wx');
  return 0;
};

export interface SignOptions {
  readonly file: string;
  readonly key?: string;
  readonly runKey?: string;
  readonly passphraseEnv?: string;
  readonly config: string;
}
export const attestSign: Command<SignOptions> = async (options, edge) => {
  const { file, key, runKey, passphraseEnv } = options;
  if ((key === undefined) === (runKey === undefined)) throw new Refusal('USAGE', 'give either --key or --run-key');
  const path = resolve(edge.cwd, file);
  const form = lint(path, file, edge.clock.now());
  const bytes = await readFile(path);
  const seal = runKey === undefined ? undefined : await sealed(bytes, file, form, runKey, passphraseEnv, edge);
  await put(`${file}.sig`, seal?.signature ?? (await signed(bytes, resolve(edge.cwd, key as string), form.namespace, edge)), edge);
  const standing = await standingOf(path, options.config, edge);
  if (standing?.gap) edge.say(`note: it does not stand yet: ${standing.gap.detail}`);
  if (standing?.gap && seal) edge.say(`the key in the format of allowed signers: ${seal.line}`);
  return 0;
};

interface Where {
  readonly config: string;
  readonly json?: boolean;
}
export const attestList: Command<Where> = async ({ config, json }, edge) => {
  const now = Date.parse(edge.clock.now());
  const rows = (await look(attested(config, edge), edge)).map((one) => rowOf(one, now));
  await edge.out(json ? `${JSON.stringify(rows, null, 2)}\n` : rows.map(lineOf).join(''));
  return 0;
};

/** 0: every file fits its form, and all that should stand does. 2: a file does not fit. 1: one does not stand. */
export const attestCheck: Command<Where & { readonly file?: string }> = async ({ file, config, json }, edge) => {
  const now = edge.clock.now();
  const chosen = file === undefined ? filesOf(attested(config, edge), edge) : [{ path: resolve(edge.cwd, file), shown: file }];
  const found = chosen.map((one) => ({ file: one.shown, path: one.path, faults: faultsIn(one.path, one.shown, now) }));
  const broken = found.flatMap(({ faults }) => faults);
  const standings =
    file === undefined ? await look(attested(config, edge), edge) : [await standingOf(resolve(edge.cwd, file), config, edge)];
  const fallen = standings.flatMap((one) => (one?.gap ? [{ form: one.form.id, because: one.gap.detail, reason: one.gap.reason }] : []));
  if (json)
    await edge.out(
      `${JSON.stringify({ files: found.map(({ file: name, faults }) => ({ file: name, faults: faults.map(faultOf) })), fallen }, null, 2)}\n`,
    );
  else {
    for (const fault of broken) edge.say(fault.line);
    // what has a fault of its own is told once
    if (broken.length === 0) for (const one of fallen) edge.say(`${one.form}: ${one.because}`);
    if (broken.length + fallen.length === 0)
      edge.say(`${chosen.length === 1 ? 'the file fits its form' : `${chosen.length} files fit their forms`}`);
  }
  return broken.length > 0 ? 2 : fallen.length > 0 ? 1 : 0;
};
const faultOf = ({ message, at, hint }: Refusal) => ({ message, line: at?.line, column: at?.column, hint });

function faultsIn(path: string, shown: string, now: string): readonly Refusal[] {
  try {
    lint(path, shown, now);
    return [];
  } catch (error) {
    if (error instanceof Refusals) return error.all;
    if (error instanceof Refusal) return [error];
    throw error;
  }
}

/** A configuration with attestations in it. */
function attested(path: string, edge: Edge): Config {
  const config = readUserConfig(path, edge, { sealed: true });
  if (config.sources.some(({ source }) => stating.has(source.id))) return config;
  throw new Refusal('SELECTION_EMPTY', `${path} names no attestations`, {
    hint: 'sources: - { type: attestation, name: statements, folder: ./attestations, signers: ./attestations/allowed_signers }',
  });
}
const foldersOf = (config: Config): readonly string[] =>
  config.sources
    .filter(({ source }) => stating.has(source.id))
    .map((one) => resolve(config.base, (one.config as { folder: string }).folder));

function filesOf(config: Config, edge: Edge): readonly { readonly path: string; readonly shown: string }[] {
  return foldersOf(config).flatMap((folder) => {
    if (!existsSync(folder)) throw new Refusal('CONFIG_UNREADABLE', `there is no folder ${relative(edge.cwd, folder) || folder}`);
    const names = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => !entry.isDirectory() && /\.(?:ya?ml|json)$/.test(entry.name),
    );
    return names
      .map(({ name }) => join(folder, name))
      .sort()
      .map((path) => ({ path, shown: relative(edge.cwd, path) }));
  });
}

/** How the form of one file stands, if the configuration's folders are where it lies. */
async function standingOf(path: string, config: string, edge: Edge): Promise<Standing | undefined> {
  if (!existsSync(resolve(edge.cwd, config))) return undefined;
  const read = readUserConfig(config, edge, { sealed: true });
  if (!foldersOf(read).some((folder) => resolve(folder, basename(path)) === path)) return undefined;
  return (await look(read, edge)).find(
    ({ form, gap, stands }) => stands?.file === basename(path) || (gap && basename(path).startsWith(form.id)),
  );
}

const DAY = 86_400_000;
function rowOf({ form, entry, stands, gap, undeclared }: Standing, now: number) {
  const common = { form: form.id, title: form.title, folder: entry };
  if (stands) return { ...common, state: 'stands', ...stands, daysLeft: Math.floor((Date.parse(stands.until) - now) / DAY) } as const;
  if (undeclared) return { ...common, state: 'not declared' } as const;
  return { ...common, state: gap?.reason === 'attestation_expired' ? 'expired' : 'missing', because: gap?.detail } as const;
}
function lineOf(row: ReturnType<typeof rowOf>): string {
  const head = `${row.form.padEnd(Math.max(...forms.map(({ form }) => form.id.length)) + 2)}${row.state.padEnd(13)}`;
  if (row.state === 'stands') return `${head}until ${row.until.slice(0, 10)} (${row.daysLeft} days)  ${row.signedBy}  ${row.file}\n`;
  return `${head}${'because' in row ? row.because : ''}`.trimEnd().concat('\n');
}

async function put(file: string, text: string, edge: Edge, flag: 'w' | 'wx' = 'w'): Promise<void> {
  const path = resolve(edge.cwd, file);
  try {
    await writeFile(path, text, { flag });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const hint = code === 'EEXIST' ? 'it is there already; name another' : String(code);
    throw new Refusal('OUTPUT_UNWRITABLE', `${file} cannot be written`, { hint, cause: error });
  }
  edge.say(`written: ${file}`);
}
