import { z } from 'zod';
import { defineCollector, isUnknown, type Known, known, missing, parallel } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { askStatus, STATUS, statusIn } from '../inspector-status.ts';
import { turning } from '../paging.ts';

const FINDINGS = 'inspector2:ListFindings';

/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html */
const Finding = z.looseObject({
  findingArn: z.string().min(1),
  title: z.string().min(1).optional(),
  type: z.string().min(1),
  severity: z.string().min(1),
  status: z.string().min(1),
  firstObservedAt: z.date(),
  fixAvailable: z.string().min(1).optional(),
  exploitAvailable: z.string().min(1).optional(),
  resources: z.array(z.looseObject({ id: z.string() })),
});
type Finding = z.infer<typeof Finding>;

const Resource = z.object({
  id: z.string().describe('findingArn'),
  name: z.string().describe('title and the resources it was found on'),
  severity: z.string().describe('severity: `CRITICAL`, `HIGH`'),
  firstObservedAt: z.string().describe('firstObservedAt'),
  fixAvailable: known(z.string().nullable()).describe(
    'fixAvailable: `YES`, `NO`, or `PARTIAL` for some of the packages; null: it is about the reach of a network, which no version mends',
  ),
  exploitAvailable: known(z.string()).describe('exploitAvailable: `YES`, `NO`'),
});

export default defineCollector({
  id: 'aws/inspector-finding',
  title: 'Active findings of Amazon Inspector that are critical or high',
  scope: 'region',
  calls: [call('inspector2', 'BatchGetAccountStatus'), call('inspector2', 'ListFindings')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    const findings = findingsOf(aws, ask, region);
    const status = statusIn(await askStatus(aws, ask, region), aws);
    // no findings of a scanner that is off are no good news
    if (isUnknown(status)) ask.incomplete(status.$unknown);
    else if (status.state.status !== 'ENABLED')
      ask.incomplete({
        operation: STATUS,
        reason: 'no_results',
        detail: `${STATUS}: Inspector is ${status.state.status} in this region, so that nobody looks for vulnerabilities`,
      });
    yield* parallel(findings, async (finding) => ({ finding }));
  },
  normalise({ finding }) {
    return {
      id: finding.findingArn,
      name: [finding.title ?? finding.findingArn, ...finding.resources.map(({ id }) => id)].join(' '),
      severity: finding.severity,
      firstObservedAt: finding.firstObservedAt.toISOString(),
      fixAvailable: fix(finding),
      exploitAvailable: finding.exploitAvailable ?? missing(FINDINGS, 'findings[].exploitAvailable'),
    };
  },
});

function findingsOf(aws: Aws, ask: Ask, region: string | undefined): AsyncIterable<Finding> {
  const equals = (...values: readonly string[]) => values.map((value) => ({ comparison: 'EQUALS', value }));
  // a delegated administrator sees the findings of its members too
  const filterCriteria = { awsAccountId: equals(aws.account), findingStatus: equals('ACTIVE'), severity: equals('CRITICAL', 'HIGH') };
  return ask.pages(
    FINDINGS,
    { filterCriteria },
    turning({
      list: 'findings',
      token: 'nextToken',
      item: Finding,
      key: ({ findingArn }) => findingArn,
      send: (token) => aws.send('inspector2', 'ListFindings', { filterCriteria, maxResults: 100, ...token }, region),
    }),
  );
}
function fix({ type, fixAvailable }: Finding): Known<string | null> {
  if (fixAvailable !== undefined) return fixAvailable;
  return type === 'NETWORK_REACHABILITY' ? null : missing(FINDINGS, 'findings[].fixAvailable');
}
