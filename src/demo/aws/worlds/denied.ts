/** The clean estate behind closed doors: what nobody may see must come out as unknown, never as good or bad. */
import { partsRefusals } from '../parts/index.ts';
import type { Refusal, World } from '../world.ts';
import { clean } from './clean.ts';

export const refusals: readonly Refusal[] = [
  { operation: 'iam:GetCredentialReport', how: 'denied' },
  { operation: 'iam:GetAccountPasswordPolicy', how: 'throttled' },
  { operation: 'ec2:DescribeVolumes', how: 'denied', region: 'us-east-1' },
  { operation: 'ec2:GetEbsEncryptionByDefault', how: 'scp', region: 'us-east-1' },
  { operation: 's3:GetBucketPolicy', how: 'denied', resource: 'example-prod-customer-data' },
  { operation: 's3-control:GetPublicAccessBlock', how: 'denied' },
  { operation: 's3:GetBucketLifecycleConfiguration', how: 'denied', resource: 'example-prod-customer-data' },
  { operation: 'rds:DescribeDBInstances', how: 'html', region: 'eu-central-1' },
  { operation: 'cloudtrail:GetTrailStatus', how: 'denied' },
  { operation: 'config:DescribeConfigurationRecorderStatus', how: 'denied', region: 'eu-central-1' },
  { operation: 'config:DescribeConfigRules', how: 'scp', region: 'eu-central-1' },
  ...partsRefusals,
];

export const denied: World = { ...clean, name: 'denied', refusals };
