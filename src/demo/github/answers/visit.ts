/** One question, placed: who asks what of which world. */
import type { App } from '../app.ts';
import type { Member, Repository, World } from '../world.ts';

export interface Visit {
  readonly world: World;
  /** Where this server stands: `http://127.0.0.1:54321`. */
  readonly origin: string;
  readonly now: Date;
  readonly caller: Member;
  readonly app: App;
  readonly headers: Readonly<Record<string, string>>;
  /** Placeholders of the operation, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** What GitHub says instead of an answer. */
export class GithubRefusal extends Error {
  override readonly name = 'GithubRefusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}
export const notFound = (): GithubRefusal => new GithubRefusal(404, 'Not Found');

/** Owners administer everything; the other members of these worlds administer nothing. */
export const isOwner = ({ caller }: Visit): boolean => caller.role === 'admin';

export function repositoryOf({ world, path }: Visit): Repository {
  const found = world.repositories.find(({ name }) => name.toLowerCase() === path['repo']?.toLowerCase());
  if (!found || path['owner']?.toLowerCase() !== world.organization.login.toLowerCase()) throw notFound();
  return found;
}
export function onOrganization({ world, path }: Visit): void {
  if (path['org']?.toLowerCase() !== world.organization.login.toLowerCase()) throw notFound();
}

/** `2024-01-31T08:00:00Z`, as GitHub writes it. */
export function ago({ now }: Visit, days: number): string {
  return `${new Date(now.getTime() - days * 864e5).toISOString().slice(0, 19)}Z`;
}
/** Opaque to everybody but GitHub. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(`${kind}:${id}`).toString('base64url')}`;
}
