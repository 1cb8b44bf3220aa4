/** Where a statement is read from: a file, a commit of git, or the web. Whole or not at all, and never more than a page. */
import { execFile } from 'node:child_process';
import { extname, resolve } from 'node:path';
import { Refusal } from '../errors.ts';
import { MOST_BYTES, readText } from '../yaml.ts';
import { fetchPage } from './fetch.ts';
import type { Statement } from './statement.ts';

export type Format = 'markdown' | 'html';
/** A page as text, before it is taken apart. */
export interface Source {
  readonly name: string;
  readonly text: string;
  readonly format: Format;
  /** The element of an HTML page that holds the statement, as `main` or `#content`; absent: all of it. */
  readonly within?: string;
}

/** `docs/security.md`, `git:HEAD~3:docs/security.md` or `https://example.com/security`. Paths count from `cwd`. */
export async function readSource(from: string, cwd: string, signal: AbortSignal): Promise<Source> {
  if (/^https?:/i.test(from)) return fetchPage(from, signal);
  if (from.startsWith('git:')) return readGit(from, cwd, signal);
  return { name: from, text: readText(resolve(cwd, from), from), format: formatOf(from) };
}

/** The parsers are loaded when a page is read: no other command waits for them. */
export async function parseStatement({ name, text, format, within }: Source): Promise<Statement> {
  const [{ statementOf }, parsed] = await Promise.all([
    import('./statement.ts'),
    format === 'html'
      ? import('./html.ts').then(({ parseHtml }) => parseHtml(text, name, within))
      : import('./markdown.ts').then(({ parseMarkdown }) => parseMarkdown(text, name)),
  ]);
  return statementOf(name, parsed);
}

export function formatOf(path: string): Format {
  const extension = extname(path).toLowerCase();
  if (/^\.(?:html?|xhtml)$/.test(extension)) return 'html';
  if (/^\.(?:md|markdown|mdown|txt)$/.test(extension)) return 'markdown';
  throw new Refusal('STATEMENT_UNREADABLE', 'a statement is Markdown or HTML', {
    at: { file: path },
    hint: 'its name ends in .md, .markdown, .txt, .html or .htm',
  });
}

/** `git show REV:PATH`, without a shell; neither may look like an option (https://git-scm.com/docs/git-show). */
async function readGit(from: string, cwd: string, signal: AbortSignal): Promise<Source> {
  const [, revision, path] = /^git:([^:]+):(.+)$/.exec(from) ?? [];
  if (revision === undefined || path === undefined || revision.startsWith('-') || path.startsWith('-'))
    throw new Refusal('USAGE', `\`${from}\` names no file of a commit`, { hint: 'git:HEAD~3:docs/security.md' });
  const format = formatOf(path);
  // `./` makes the path count from the folder, not from the top of the repository
  const wanted = `${revision}:${path.startsWith('/') ? path.slice(1) : `./${path}`}`;
  const text = await new Promise<string>((done, fail) => {
    execFile('git', ['show', wanted], { cwd, signal, maxBuffer: MOST_BYTES, encoding: 'buffer' }, (error, out, said) => {
      if (!error) return done(decoded(out, from));
      const told = said.toString('utf8').trim().split('\n')[0] ?? '';
      const large = (error as NodeJS.ErrnoException).code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
      const because = large ? `it has more than ${MOST_BYTES} bytes` : told || error.message;
      return fail(new Refusal('STATEMENT_UNREADABLE', `cannot read ${from}`, { hint: because, cause: error }));
    });
  });
  return { name: from, text, format };
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Refusal('STATEMENT_UNREADABLE', `${name} is no UTF-8 text`, { cause: error });
  }
}
