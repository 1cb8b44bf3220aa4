/** What may be asked of GitHub's GraphQL interface: whole documents, written out, each a call of its own. */
import type { Call, WireRequest } from '../../../src/model.ts';

/** A literal query. Its text alone admits it: a text that differs by one character is refused before anything is sent. */
export interface Document extends Call {
  readonly text: string;
}

/** `name` is the operation's name in the text; `page` the objects it reads, as in GitHub's reference. */
export function document(name: string, permission: string, page: string, text: string): Document {
  return {
    operation: `POST /graphql ${name}`,
    permission,
    docs: `https://docs.github.com/en/graphql/reference/objects#${page}`,
    readOnly: 'a GraphQL query, admitted by its exact text; a mutation would be another text',
    bulky: true,
    text: text.trim(),
  };
}

/** https://docs.github.com/en/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint, and the same below a server's own path. */
const PATHS = ['/graphql', '/api/graphql'];
export const isGraphql = ({ pathname }: URL): boolean => PATHS.includes(pathname);
export const isGraphqlCall = (operation: string): boolean => operation.startsWith('POST /graphql ');

/** Names the operation of a request whose body holds exactly a known text and its variables; anything else is undefined. */
export function operationIn(documents: readonly Document[]): (request: WireRequest) => string | undefined {
  const known = new Map(documents.map(({ text, operation }) => [text, operation]));
  return ({ method, body }) => {
    if (method !== 'POST' || body === undefined) return undefined;
    const asked = parsed(new TextDecoder().decode(body));
    if (asked === undefined || Object.keys(asked).sort().join() !== 'query,variables') return undefined;
    return typeof asked['query'] === 'string' ? known.get(asked['query']) : undefined;
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // not ours: refused like any other text
  }
}
