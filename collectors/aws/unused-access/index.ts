import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, unknown } from '../../../src/kit.ts';
import type { Ask, Gap } from '../../../src/model.ts';
import {
  ANALYZERS_CALL,
  type Analyzer,
  analyzersIn,
  FINDINGS_CALL,
  type Finding,
  isUnused,
  openFindings,
  SERVICE_PRINCIPAL,
} from '../analyzers.ts';
import type { Aws } from '../client.ts';
import { or } from '../kleene.ts';
import { coveredElsewhere, DELEGATES_CALL, ORGANIZATION_CALL } from '../organizations.ts';

/** What one region has of it. */
interface Place {
  readonly analyzers: Known<readonly Analyzer[]>;
  /** Of its active analyzers of unused access. */
  readonly findings: readonly Known<readonly Finding[]>[];
}
interface Raw {
  readonly account: string;
  readonly places: readonly Place[];
  readonly beyond: Gap | undefined;
  readonly elsewhere: { readonly said: Known<false>; readonly heard: readonly unknown[] };
}

export default defineCollector({
  id: 'aws/unused-access',
  title: 'Whether IAM Access Analyzer looks for access that nobody uses, and what it has found',
  scope: 'account',
  calls: [ANALYZERS_CALL, FINDINGS_CALL, ORGANIZATION_CALL, DELEGATES_CALL],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The account: twelve digits'),
    name: z.string().describe('The account: twelve digits'),
    analyzed: known(z.boolean()).describe(
      'An analyzer of a type that ends in _UNUSED_ACCESS is `ACTIVE` in any region; unknown when there is none and there may be one where nobody looked',
    ),
    openFindings: known(z.int()).describe('How many of its findings are `ACTIVE`'),
    oldestOpenFinding: known(z.string().nullable()).describe('createdAt of the oldest of them, RFC 3339; null: there is none'),
  }),
  async *fetch(aws: Aws, ask): AsyncIterable<Raw> {
    const [elsewhere, places] = await Promise.all([
      coveredElsewhere(aws, ask, SERVICE_PRINCIPAL),
      Promise.all(aws.regions.map((region) => placeOf(aws, ask, region))),
    ]);
    yield { account: aws.account, places, beyond: aws.beyond, elsewhere };
  },
  normalise(raw) {
    const findings = allFindings(raw.places);
    const dates = isUnknown(findings) ? findings : findings.map(({ createdAt }) => createdAt.toISOString()).sort();
    return {
      id: raw.account,
      name: raw.account,
      analyzed: analyzed(raw),
      openFindings: isUnknown(dates) ? dates : dates.length,
      oldestOpenFinding: isUnknown(dates) ? dates : (dates[0] ?? null),
    };
  },
});

async function placeOf(aws: Aws, ask: Ask, region: string): Promise<Place> {
  const analyzers = told(await analyzersIn(aws, ask, region), ANALYZERS_CALL.operation, 'analyzers');
  if (isUnknown(analyzers)) return { analyzers, findings: [] };
  const findings = analyzers.filter(isUnused).map(async ({ arn }) => {
    const all = await ask.list(FINDINGS_CALL.operation, { arn }, openFindings(aws, arn, region));
    return told(all, FINDINGS_CALL.operation, 'findings');
  });
  return { analyzers, findings: await Promise.all(findings) };
}
function told<T>(answer: Answer<T>, operation: string, member: string): Known<T> {
  return answer === null ? missing(operation, member) : answer;
}

/** IAM is the same in every region, so that one analyzer in any of them is enough. */
export function analyzed({ places, beyond, elsewhere }: Raw): Known<boolean> {
  const seen = places.map(({ analyzers }): Known<boolean> => (isUnknown(analyzers) ? analyzers : analyzers.some(isUnused)));
  return [...seen, beyond ? unknown(beyond) : false, elsewhere.said].reduce(or, false);
}
/** Each analyzer counts by itself: one that could not be read may hold the oldest finding. */
export function allFindings(places: readonly Place[]): Known<readonly Finding[]> {
  const all: Finding[] = [];
  for (const { analyzers, findings } of places) {
    if (isUnknown(analyzers)) return analyzers;
    for (const one of findings) {
      if (isUnknown(one)) return one;
      all.push(...one);
    }
  }
  return all;
}
