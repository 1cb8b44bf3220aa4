import { z } from 'zod';
import { type Answer, defineCollector, known, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { HUB_NOT_SUBSCRIBED } from '../not-enabled.ts';
import { turning } from '../paging.ts';

const NOT_SUBSCRIBED = { absentOn: [HUB_NOT_SUBSCRIBED] };
const HUB = call('securityhub', 'DescribeHub', NOT_SUBSCRIBED);
const STANDARDS = call('securityhub', 'GetEnabledStandards', NOT_SUBSCRIBED);
// the only resource that it can fail to find: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeSecurityHubV2.html
const V2 = call('securityhub', 'DescribeSecurityHubV2', { absentOn: ['ResourceNotFoundException'] });

const Hub = z.looseObject({ HubArn: z.string().min(1) });
const HubV2 = z.looseObject({ HubV2Arn: z.string().min(1) });
const Standard = z.looseObject({
  StandardsSubscriptionArn: z.string().min(1),
  StandardsArn: z.string().min(1),
  StandardsStatus: z.string().min(1),
});
type Standard = z.infer<typeof Standard>;

interface Raw {
  readonly id: string;
  readonly region: string;
  readonly hub: Answer<z.infer<typeof Hub>>;
  readonly standards: Answer<readonly Standard[]>;
  readonly v2: Answer<z.infer<typeof HubV2>>;
}

export default defineCollector({
  id: 'aws/security-hub',
  title: 'Security Hub in a region, and the standards that it checks against',
  scope: 'region',
  calls: [HUB, STANDARDS, V2],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Account and region'),
    name: z.string().describe('The region'),
    hub: known(z.boolean()).describe('DescribeHub names a hub (Security Hub CSPM); `not subscribed to AWS Security Hub` means no'),
    readyStandards: known(z.array(z.string())).describe('StandardsArn of the standards whose StandardsStatus is `READY`'),
    hubV2: known(z.boolean()).describe('DescribeSecurityHubV2 names a hub; ResourceNotFoundException means no'),
  }),
  async *fetch(aws: Aws, ask, { subject: { id, region } }): AsyncIterable<Raw> {
    const key = ({ StandardsSubscriptionArn: arn }: Standard) => arn;
    const send = (token: object) => aws.send('securityhub', 'GetEnabledStandards', token, region);
    const pages = turning({ list: 'StandardsSubscriptions', token: 'NextToken', item: Standard, key, send });
    const [hub, standards, v2] = await Promise.all([
      ask(HUB.operation, {}, Hub, () => aws.send('securityhub', 'DescribeHub', {}, region)),
      ask.list(STANDARDS.operation, {}, pages),
      ask(V2.operation, {}, HubV2, () => aws.send('securityhub', 'DescribeSecurityHubV2', {}, region)),
    ]);
    yield { id, region: region as string, hub, standards, v2 };
  },
  normalise({ id, region, hub, standards, v2 }) {
    const ready = (all: readonly Standard[]) => all.filter((one) => one.StandardsStatus === 'READY').map((one) => one.StandardsArn);
    return {
      id,
      name: region,
      hub: settle(hub, { some: () => true, none: false }),
      readyStandards: settle(standards, { some: ready, none: [] }),
      hubV2: settle(v2, { some: () => true, none: false }),
    };
  },
});
