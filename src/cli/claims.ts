/** `claimcheck claims`: a ledger begun from a page, and held against it. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ledgerOf } from '../claims/init.ts';
import { linkComplaints, unlooked } from '../claims/links.ts';
import { type Complaint, lint } from '../claims/lint.ts';
import { waiverComplaints } from '../claims/waivers.ts';
import { readWords } from '../claims/words.ts';
import { Refusal } from '../errors.ts';
import { checksDir, home } from '../home.ts';
import { idOf, yamlFiles } from '../policy/load.ts';
import { ClaimsFile } from '../policy/schema.ts';
import { formatOf, parseStatement, readSource } from '../statement/read.ts';
import type { PlacedWaiver } from '../waivers.ts';
import { keysIn, parseYaml, readText, strictly } from '../yaml.ts';
import type { Command, Edge } from './edge.ts';
import { frameworkFiles } from './frameworks/named.ts';
import { type Fallen, fallenWords, wordComplaints } from './signed-words.ts';

const known = () => yamlFiles(checksDir).map((path) => idOf(checksDir, path));

/** Proposes entries for a page's sentences. Writes a new file, never over one in which somebody has decided things. */
export const claimsInit: Command<{ readonly statement: string; readonly out?: string }> = async ({ statement: from, out }, edge) => {
  const statement = await parseStatement(await readSource(from, edge.cwd, edge.signal));
  const words = readWords(readText(join(home, 'config/words.yaml'), 'config/words.yaml'), 'config/words.yaml');
  const web = /^https?:/i.test(from);
  const local = from.replace(/^git:[^:]+:/, '');
  const page = web
    ? './page.md'
    : out === undefined
      ? local
      : relative(dirname(resolve(edge.cwd, out)), resolve(edge.cwd, local)).replaceAll('\\', '/');
  const text = ledgerOf(statement, { page, words, known: known(), ...(web && { published: from }) });
  if (out === undefined) {
    await edge.out(text);
    return 0;
  }
  await writeNew(resolve(edge.cwd, out), out, text);
  edge.say(`written: ${out}: ${statement.sentences.length} sentences, each for a person to decide; then \`claimcheck claims lint ${out}\``);
  if (web) edge.say(`a ledger is held against a copy in the repository: save the page and name it under \`page\` of ${out}`);
  return 0;
};

async function writeNew(path: string, shown: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new Refusal(
      'OUTPUT_UNWRITABLE',
      `${shown} ${code === 'EEXIST' ? 'is there already, and what was decided in it is not written over' : 'cannot be written'}`,
      {
        hint: code === 'EEXIST' ? 'name another file with --out' : String(code),
        cause: error,
      },
    );
  }
}

export interface LintCommand {
  readonly files: readonly string[];
  readonly config: string;
  readonly online?: boolean;
  readonly json?: boolean;
}

/** Faults are 1, what cannot be read is 2; notes change nothing. */
export const claimsLint: Command<LintCommand> = async ({ files, config, online, json }, edge) => {
  const { ledgers, waivers, configured } = await chosen(files, config, edge);
  const fallen = await fallenWords(configured, edge);
  const ids = known();
  const controls = controlsKnown(config, edge);
  const read: { file: string; page: string; claims: number; sentences: number; complaints: Complaint[] }[] = [];
  for (const shown of ledgers) read.push(await lintOne(shown, { ids, controls, waivers, fallen, online: online === true }, edge));
  const told = new Set(
    read.flatMap(({ complaints }) => complaints.filter(({ rule }) => rule === 'waiver').map(({ at }) => `${at.file}:${at.line}`)),
  );
  const aboutWaivers = waiverComplaints(waivers, ids, edge.clock.now()).filter(({ at }) => !told.has(`${at.file}:${at.line}`));
  const all = [...read.flatMap(({ complaints }) => complaints), ...aboutWaivers];
  const faults = all.filter(({ level }) => level === 'fault').length;
  if (json) await edge.out(`${JSON.stringify({ ledgers: read, waivers: aboutWaivers, faults, notes: all.length - faults }, null, 2)}\n`);
  else {
    const distinct = [...new Set(all.map(lineOf))];
    const sum = read.reduce((total, { claims, sentences }) => ({ claims: total.claims + claims, sentences: total.sentences + sentences }), {
      claims: 0,
      sentences: 0,
    });
    const counted = `${sum.claims} claims over ${sum.sentences} sentences of ${read.length} ${read.length === 1 ? 'page' : 'pages'}`;
    await edge.out(
      `${[...distinct, `${counted}: ${faults} ${faults === 1 ? 'fault' : 'faults'}, ${all.length - faults} notes`].join('\n')}\n`,
    );
  }
  return faults > 0 ? 1 : 0;
};

function lineOf({ level, at, message, hint }: Complaint): string {
  return new Refusal('CONFIG_INVALID', level === 'note' ? `note: ${message}` : message, { at, ...(hint !== undefined && { hint }) }).line;
}

interface Around {
  readonly ids: readonly string[];
  readonly controls: ReadonlySet<string>;
  readonly waivers: readonly PlacedWaiver[];
  readonly fallen: Fallen;
  readonly online: boolean;
}

async function lintOne(shown: string, { ids, controls, waivers, fallen, online }: Around, edge: Edge) {
  const path = resolve(edge.cwd, shown);
  const yaml = parseYaml(readText(path, shown), shown);
  const ledger = strictly(yaml, ClaimsFile, keysIn(ClaimsFile), 'POLICY_INVALID');
  const beside = (name: string) => ({ path: join(dirname(path), name), shown: join(dirname(shown), name) });
  const page = beside(ledger.page);
  if (!existsSync(page.path))
    throw new Refusal('CONFIG_UNREADABLE', `cannot read the page ${ledger.page}`, { at: yaml.at(['page']), hint: 'no such file' });
  const text = readText(page.path, page.shown);
  const statement = await parseStatement({ name: page.shown, text, format: formatOf(page.shown) });
  const document = (name: string) => {
    const { path: where, shown: as } = beside(name);
    return existsSync(where) ? readText(where, as) : undefined;
  };
  const complaints = lint({ yaml, ledger, statement, known: ids, controls, waivers, document, now: edge.clock.now() });
  const rests = ledger.requirements.map(({ id, proof }, index) => ({ id, proof, at: yaml.at(['requirements', index, 'proof']) }));
  complaints.push(...wordComplaints(rests, fallen, shown));
  complaints.push(...(online ? await linkComplaints(statement, ledger.published, edge.signal) : unlooked(statement)));
  return { file: shown, page: page.shown, claims: ledger.requirements.length, sentences: statement.sentences.length, complaints };
}

/** The files that were named, or those of the configuration; its waivers in either case. */
async function chosen(
  files: readonly string[],
  config: string,
  edge: Edge,
): Promise<{ ledgers: readonly string[]; waivers: readonly PlacedWaiver[]; configured: string | undefined }> {
  const there = existsSync(resolve(edge.cwd, config));
  if (!there) {
    if (files.length > 0 && config === 'claimcheck.yaml') return { ledgers: files, waivers: [], configured: undefined };
    throw new Refusal('USAGE', `no ledger is named, and there is no ${config} here`, { hint: 'claimcheck claims lint claims/page.yaml' });
  }
  const yaml = parseYaml(readText(resolve(edge.cwd, config), config), config);
  const { claims = [], waivers, sources } = yaml.value as { claims?: unknown; waivers?: unknown; sources?: unknown };
  const base = dirname(config);
  const named = Array.isArray(claims) ? claims.filter((one): one is string => typeof one === 'string') : [];
  if (files.length === 0 && named.length === 0)
    throw new Refusal('USAGE', `${config} names no claims`, { hint: 'claims: [./claims/page.yaml], or name the file' });
  const { readWaivers } = await import('../waivers.ts');
  const path = typeof waivers === 'string' ? join(base, waivers) : undefined;
  return {
    ledgers: files.length > 0 ? files : named.map((one) => join(base, one)),
    waivers: path === undefined ? [] : readWaivers(resolve(edge.cwd, path), path),
    // a configuration of claims and waivers alone has no attestations to look at
    configured: sources === undefined ? undefined : config,
  };
}

/** Of what ships, and of what the configuration names beside it. Read without judging them: ids alone. */
function controlsKnown(config: string, edge: Edge): ReadonlySet<string> {
  return new Set(
    frameworkFiles(config, edge).flatMap(({ id, path, shown }) => {
      const { kind, requirements } = (parseYaml(readText(path, shown), shown).value ?? {}) as { kind?: unknown; requirements?: unknown };
      if (kind !== 'controls' || !Array.isArray(requirements))
        throw new Refusal('POLICY_INVALID', `${shown} is no framework of controls`, {
          hint: '`claimcheck frameworks lint` says what is wrong with it',
        });
      return requirements.map((one: { id?: unknown } | null) => `${id}/${String(one?.id)}`);
    }),
  );
}
