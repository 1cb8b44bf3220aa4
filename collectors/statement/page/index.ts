import { z } from 'zod';
import { consult, defineCollector, isUnknown, known, sentencesOf, settled, unknown } from '../../../src/kit.ts';
import type { Ask, Known } from '../../../src/model.ts';
import { type Page, PUBLISHED, questionTo, REVIEWED, type Which } from '../config.ts';
import type { Pages } from '../source.ts';
import { lacking, quoted, type Said } from './compare.ts';

const Published = z.looseObject({
  url: z.string(),
  at: z.string(),
  type: z.enum(['html', 'markdown']),
  framed: z.boolean(),
  sha256: z.string(),
  text: z.string(),
});
const Reviewed = z.looseObject({ page: z.string(), sha256: z.string(), text: z.string() });

interface Read {
  /** What is made of the page rests on this. */
  readonly answer: object;
  readonly sha256: string;
  readonly said: readonly Said[];
  /** It shows by itself that nothing of it is missing. */
  readonly whole: boolean;
}
interface Raw {
  readonly page: Page;
  readonly published: Known<Read>;
  readonly reviewed: Known<Read>;
}

export default defineCollector({
  id: 'statement/page',
  title: 'Published pages',
  scope: 'pages',
  calls: [PUBLISHED, REVIEWED],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string(),
    name: z.string(),
    page: z.string().describe('The reviewed text that it is held against'),
    sha256: known(z.string()).describe('SHA-256 of the bytes that were published'),
    reviewedSha256: known(z.string()).describe('SHA-256 of the bytes that were reviewed'),
    sentences: known(z.int()).describe('How many sentences stand on the published page'),
    withdrawn: known(z.array(z.string())).describe('Reviewed sentences that are not published, with their headings'),
    unreviewed: known(z.array(z.string())).describe('Published sentences that nobody has reviewed, with their headings'),
  }),
  async *fetch({ config, door }: Pages, ask): AsyncIterable<Raw> {
    for (const page of config.pages) {
      const look = (which: Which) => () => consult(door, questionTo(config, which, page));
      const [published, reviewed] = await Promise.all([
        publishedPage(page, ask, look('published')),
        reviewedPage(page, ask, look('reviewed')),
      ]);
      yield { page, published, reviewed };
    }
    ask.proof(`${config.pages.length} pages named in the configuration`);
  },
  normalise: ({ page, published, reviewed }) => {
    const recognised = settled([published, reviewed], recognise(page));
    const both = <T>(meaning: (here: Read, there: Read) => Known<T>): Known<T> =>
      isUnknown(recognised) ? recognised : settled([recognised, reviewed], meaning);
    return {
      id: page.url,
      name: page.url,
      page: page.page,
      sha256: isUnknown(published) ? published : published.sha256,
      reviewedSha256: isUnknown(reviewed) ? reviewed : reviewed.sha256,
      sentences: isUnknown(published) ? published : published.whole ? published.said.length : cut(page),
      withdrawn: both((here, there) => {
        const gone = lacking(there.said, here.said);
        // what is not in half a page may stand in the other half
        return gone.length > 0 && !here.whole ? cut(page) : [...quoted(gone)];
      }),
      unreviewed: both((here, there) => (here.whole ? [...quoted(lacking(here.said, there.said))] : cut(page))),
    };
  },
});

async function publishedPage(page: Page, ask: Ask, look: () => Promise<unknown>): Promise<Known<Read>> {
  const answer = await ask(PUBLISHED.operation, { url: page.url }, Published, look);
  if (answer === null) return garbled(PUBLISHED.operation, `nobody answered for ${page.url}`);
  if (isUnknown(answer)) return answer;
  if (answer.url !== page.url) return garbled(PUBLISHED.operation, `the answer is about ${answer.url}, not ${page.url}`);
  const said = await sentencesOf(PUBLISHED.operation, {
    name: page.url,
    text: answer.text,
    format: answer.type,
    ...(page.within && { within: page.within }),
  });
  // https://html.spec.whatwg.org/multipage/syntax.html#optional-tags lets </html> out; then the line has to say where the page ends
  const whole = answer.type === 'html' ? /<\/html\s*>\s*(?:<!--[\s\S]*-->\s*)?$/i.test(answer.text) : answer.framed;
  return isUnknown(said) ? said : { answer, sha256: answer.sha256, said, whole };
}

async function reviewedPage({ page }: Page, ask: Ask, look: () => Promise<unknown>): Promise<Known<Read>> {
  const answer = await ask(REVIEWED.operation, { page }, Reviewed, look);
  if (answer === null) return garbled(REVIEWED.operation, `nobody answered for ${page}`);
  if (isUnknown(answer)) return answer;
  if (answer.page !== page) return garbled(REVIEWED.operation, `the answer is about ${answer.page}, not ${page}`);
  const said = await sentencesOf(REVIEWED.operation, {
    name: page,
    text: answer.text,
    format: /\.x?html?$/i.test(page) ? 'html' : 'markdown',
  });
  return isUnknown(said) ? said : { answer, sha256: answer.sha256, said, whole: true };
}

/** A sign-in form, a maintenance notice or a bot's riddle says nothing of the statement, neither that it stands nor that it was withdrawn. */
const recognise =
  ({ url, page }: Page) =>
  (here: Read, there: Read): Known<Read> =>
    lacking(there.said, here.said).length < there.said.length
      ? here
      : garbled(PUBLISHED.operation, `${url} has none of the ${there.said.length} sentences of ${page}: another page may have answered`);

const garbled = (operation: string, detail: string) => unknown({ operation, reason: 'malformed_response', detail });
const cut = ({ url }: Page) =>
  unknown({
    operation: PUBLISHED.operation,
    reason: 'truncated',
    detail: `${url} does not show where it ends: a part of it may be missing`,
  });
