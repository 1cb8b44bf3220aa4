/** The links of a page, looked at: one that leads nowhere sends a reader nowhere. */
import { Unobservable } from '../collect/unobservable.ts';
import { get } from '../statement/fetch.ts';
import type { Link, Statement } from '../statement/statement.ts';
import { type Complaint, fault, note } from './lint.ts';

/** Said where nobody looked: silence would read as if all were well. */
export function unlooked(statement: Statement): Complaint[] {
  const { links, name } = statement;
  if (links.length === 0) return [];
  return [note('link', { file: name }, `${links.length} of ${links.length} links of the page were not looked at (--online looks at them)`)];
}

export async function linkComplaints(statement: Statement, published: string | undefined, signal: AbortSignal): Promise<Complaint[]> {
  const answers = new Map<string, Promise<string | undefined>>();
  const complaints: Complaint[] = [];
  for (const link of statement.links) {
    const at = { file: statement.name, line: link.line, column: link.column };
    if (link.href.startsWith('#') || /^(?:mailto|tel):/i.test(link.href)) continue;
    const target = targetOf(link, published);
    if (target === undefined) {
      complaints.push(
        note('link', at, `${link.href} was not looked at: the ledger does not say where the page is published (\`published\`)`),
      );
      continue;
    }
    const asked = answers.get(target.href) ?? deadness(target, signal);
    answers.set(target.href, asked);
    const because = await asked;
    if (because !== undefined) complaints.push(fault('link', at, `the link to ${link.href} is dead: ${because}`, { hint: target.href }));
  }
  return complaints;
}

function targetOf({ href }: Link, published: string | undefined): URL | undefined {
  if (published !== undefined) return URL.canParse(href, published) ? new URL(href, published) : undefined;
  return URL.canParse(href) ? new URL(href) : undefined;
}

/** Why nobody gets there; undefined: somebody does. What asks for a sign-in, or for patience, is there. */
async function deadness(target: URL, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { response } = await get(target, '*/*', signal);
    const there = response.status < 400 || [401, 403, 405, 429].includes(response.status);
    return there ? undefined : `it answered ${response.status}`;
  } catch (error) {
    if (error instanceof Unobservable) return error.reason === 'too_large' ? undefined : `${error.reason}: ${error.message}`;
    throw error;
  }
}
