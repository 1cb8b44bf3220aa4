import { z } from 'zod';
import { type Answer, type Known, known, missing, parallel, settle, unknown } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { throughConfig } from '../config-path/through.ts';
import { INSTANCES, type Instance, instancePages } from '../instances.ts';

const DEFAULTS = 'ec2:GetInstanceMetadataDefaults';
/** Without a choice of the account the element is empty: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataDefaultsResponse.html */
const Defaults = z.looseObject({ AccountLevel: z.looseObject({ HttpTokens: z.string().min(1).optional() }) });

interface Raw {
  readonly instance: Instance;
  readonly defaults: Answer<z.infer<typeof Defaults>>;
}

const Resource = z.object({
  id: z.string().describe('InstanceId: `i-…`'),
  name: z.string().describe('InstanceId'),
  state: known(z.string()).describe('State.Name: `running`, `stopped`, `terminated`, …'),
  httpTokens: known(z.string()).describe('MetadataOptions.HttpTokens: `required` (version 2 alone) or `optional`'),
  httpEndpoint: known(z.string()).describe('MetadataOptions.HttpEndpoint: `enabled` or `disabled`'),
  tokensOfNewInstances: known(z.string()).describe(
    "The account's default for new instances in this region, AccountLevel.HttpTokens; `no-preference` when nobody chose. It changes no instance that exists",
  ),
});

export default throughConfig({
  id: 'aws/ec2-instance',
  title: 'EC2 instances and their metadata service',
  scope: 'region',
  calls: [call('ec2', 'DescribeInstances'), call('ec2', 'GetInstanceMetadataDefaults')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const instances = ask.pages(INSTANCES, {}, instancePages(aws, region));
    const defaults = ask(DEFAULTS, {}, Defaults, () => aws.send('ec2', 'GetInstanceMetadataDefaults', {}, region));
    yield* parallel(instances, async (instance) => ({ instance, defaults: await defaults }));
  },
  normalise({ instance, defaults }) {
    return {
      id: instance.InstanceId,
      name: instance.InstanceId,
      state: instance.State?.Name ?? missing(INSTANCES, 'Instances[].State.Name'),
      httpTokens: optionOf(instance, 'HttpTokens'),
      httpEndpoint: optionOf(instance, 'HttpEndpoint'),
      tokensOfNewInstances: settle(defaults, {
        some: ({ AccountLevel: { HttpTokens } }) => (HttpTokens === undefined ? 'no-preference' : HttpTokens),
        none: missing(DEFAULTS, 'AccountLevel'),
      }),
    };
  },
});

/** While a change is `pending` the options are those that were asked for, not those in force. */
function optionOf({ MetadataOptions: options }: Instance, member: 'HttpTokens' | 'HttpEndpoint'): Known<string> {
  if (options?.State === 'pending') {
    const detail = `${INSTANCES}: the metadata options are being changed just now`;
    return unknown({ operation: INSTANCES, reason: 'changed_during_collection', detail });
  }
  return options?.[member] ?? missing(INSTANCES, `Instances[].MetadataOptions.${member}`);
}
