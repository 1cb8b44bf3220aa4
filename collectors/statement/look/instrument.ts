/** Fetches a published page, or reads the reviewed one: whole, as text, with the digest of its bytes. No other is asked for. */
import { localFile, publicPage, seen, Unobservable } from '../../../src/kit.ts';
import type { Instrument } from '../../../src/model.ts';
import { questionIn, type StatementConfig } from '../config.ts';

export function instrumentOf({ pages }: StatementConfig, place: (path: string) => string): Instrument {
  return async ({ url }, signal) => {
    const question = questionIn(url);
    const page = question && pages[question.at];
    if (page === undefined) throw new Unobservable('plugin_crashed', `${url.href} is no question`);
    if (question?.which === 'reviewed') return seen({ page: page.page, ...(await localFile(place(page.page), page.page)) });
    return seen({ url: page.url, ...(await publicPage(page.url, signal)) });
  };
}
