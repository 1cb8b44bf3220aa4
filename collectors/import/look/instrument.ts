/** Reads a file that is named in the configuration: whole, as text, with its digest. Reads none that is not. */
import { localFile, seen, Unobservable } from '../../../src/kit.ts';
import type { Instrument } from '../../../src/model.ts';
import { type ImportConfig, questionIn } from '../config.ts';

export function instrumentOf({ files }: ImportConfig, place: (path: string) => string): Instrument {
  return async ({ url }) => {
    const question = questionIn(url);
    const shown = question && files[question.at];
    if (shown === undefined) throw new Unobservable('plugin_crashed', `${url.href} is no question`);
    return seen({ path: shown, ...(await localFile(place(shown), shown)) });
  };
}
