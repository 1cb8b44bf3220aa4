import { z } from 'zod';
import { type Answer, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { INSTANCES, instancePages } from '../instances.ts';
import { turning } from '../paging.ts';

const COVERAGE = 'inspector2:ListCoverage';

/** https://docs.aws.amazon.com/inspector/v2/APIReference/API_CoveredResource.html */
const Covered = z.looseObject({
  resourceId: z.string().min(1),
  scanType: z.string().min(1),
  scanStatus: z.looseObject({ statusCode: z.string().min(1), reason: z.string().min(1) }).optional(),
  lastScannedAt: z.date().optional(),
});
type Covered = z.infer<typeof Covered>;

const Resource = z.object({
  id: z.string().describe('InstanceId'),
  name: z.string().describe('InstanceId'),
  outOfScopeBecause: z.string().describe('State.Name, where it does not run; else empty'),
  running: known(z.boolean()).describe('State.Name is `running`'),
  status: known(z.string().nullable()).describe(
    'scanStatus.statusCode of the scan of its packages: `ACTIVE`, `INACTIVE`; null: it is not among the covered resources',
  ),
  reason: known(z.string().nullable()).describe('scanStatus.reason: `SUCCESSFUL`, `UNMANAGED_EC2_INSTANCE`, …; null: it is not covered'),
  lastScannedAt: known(z.string().nullable()).describe('lastScannedAt: when it was last looked at for vulnerabilities; null: never'),
});

export default throughConfig({
  id: 'aws/inspector-coverage',
  title: 'EC2 instances, and whether Amazon Inspector scans them',
  scope: 'region',
  calls: [call('inspector2', 'ListCoverage'), call('ec2', 'DescribeInstances')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    const instances = ask.pages(INSTANCES, {}, instancePages(aws, region));
    const coverage = await coverageOf(aws, ask, region);
    yield* parallel(instances, async (instance) => ({ instance, coverage }));
  },
  normalise({ instance: { InstanceId: id, State }, coverage }) {
    const scan = settle(coverage, { some: (all): Known<Covered | null> => scanOf(id, all), none: missing(COVERAGE, 'coveredResources') });
    const status = settle(scan, {
      some: ({ scanStatus }): Known<string | null> => scanStatus?.statusCode ?? member('scanStatus'),
      none: null,
    });
    return {
      id,
      name: id,
      outOfScopeBecause: State !== undefined && State.Name !== 'running' ? `it is ${State.Name}` : '',
      running: State === undefined ? missing(INSTANCES, 'Instances[].State') : State.Name === 'running',
      status,
      reason: settle(scan, { some: ({ scanStatus }): Known<string | null> => scanStatus?.reason ?? member('scanStatus'), none: null }),
      lastScannedAt: settle(scan, { some: lastScan, none: null }),
    };
  },
});
const member = (name: string) => missing(COVERAGE, `coveredResources[].${name}`);

/** A delegated administrator sees the resources of its members too, unless one account is asked for. */
function coverageOf(aws: Aws, ask: Ask, region: string | undefined): Promise<Answer<readonly Covered[]>> {
  const equals = (value: string) => [{ comparison: 'EQUALS', value }];
  const filterCriteria = { accountId: equals(aws.account), resourceType: equals('AWS_EC2_INSTANCE') };
  return ask.list(
    COVERAGE,
    { filterCriteria },
    turning({
      list: 'coveredResources',
      token: 'nextToken',
      item: Covered,
      key: ({ resourceId, scanType }) => `${resourceId} ${scanType}`,
      send: (token) => aws.send('inspector2', 'ListCoverage', { filterCriteria, maxResults: 200, ...token }, region),
    }),
  );
}

/** Of its packages, where the vulnerabilities are; what can be reached over the network is another scan. */
function scanOf(id: string, all: readonly Covered[]): Covered | null {
  return all.find(({ resourceId, scanType }) => resourceId === id && scanType === 'PACKAGE') ?? null;
}
/** Before the first scan there is no last one; after it Inspector has to say when. */
function lastScan({ scanStatus, lastScannedAt }: Covered): Known<string | null> {
  if (lastScannedAt !== undefined) return lastScannedAt.toISOString();
  return scanStatus?.reason === 'PENDING_INITIAL_SCAN' ? null : member('lastScannedAt');
}
