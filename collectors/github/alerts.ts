/** Alerts of one of GitHub's watchers over a repository. Where it is off, nothing could have alerted, and an empty list would say otherwise. */
import type { z } from 'zod';
import { settle, unknown } from '../../src/kit.ts';
import type { Answer, Ask, Known } from '../../src/model.ts';
import type { Github } from './client.ts';
import { placeOf } from './files.ts';
import type { Listing } from './repositories.ts';

export interface Watcher<A> {
  list(github: Github, ask: Ask, repo: Listing, query: Readonly<Record<string, string | boolean>>): Promise<Answer<readonly A[]>>;
  read<T>(alerts: Answer<readonly A[]>, some: (alerts: readonly A[]) => Known<T>): Known<T>;
}
/** `silent`: in words, when GitHub says that there is no such list. */
export function watcher<A extends { readonly number: number }>(operation: string, alert: z.ZodType<A>, silent: string): Watcher<A> {
  const none = unknown({
    operation,
    reason: 'no_results',
    detail: `${operation}: ${silent}, so that there is nothing that could have alerted`,
  });
  return {
    list(github, ask, repo, query) {
      const params = { ...placeOf(repo), ...query };
      const paging = github.paging(operation, params, alert, ({ number }) => String(number));
      return ask.list(operation, params, paging);
    },
    read: (alerts, some) => settle(alerts, { some, none }),
  };
}
