import { z } from 'zod';
import { defineCollector, known, missing, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';

const OPERATION = 'ec2:GetEbsEncryptionByDefault';
const Answered = z.looseObject({ EbsEncryptionByDefault: z.boolean() });

const Resource = z.object({
  id: z.string().describe('Account and region: `123456789012/eu-central-1`'),
  name: z.string().describe('The region'),
  enabled: known(z.boolean()).describe(
    'New volumes and copies of snapshots are encrypted whatever their maker asks for: EbsEncryptionByDefault',
  ),
});

export default defineCollector({
  id: 'aws/ebs-encryption-default',
  title: "Each region's default for encrypting new EBS volumes",
  scope: 'region',
  calls: [call('ec2', 'GetEbsEncryptionByDefault')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }) {
    const send = () => aws.send('ec2', 'GetEbsEncryptionByDefault', {}, region);
    yield { account: aws.account, region: String(region), answer: await ask(OPERATION, {}, Answered, send) };
  },
  normalise({ account, region, answer }) {
    const none = missing(OPERATION, 'EbsEncryptionByDefault'); // no code of this call means "there is none"
    return {
      id: `${account}/${region}`,
      name: region,
      enabled: settle(answer, { some: ({ EbsEncryptionByDefault }) => EbsEncryptionByDefault, none }),
    };
  },
});
