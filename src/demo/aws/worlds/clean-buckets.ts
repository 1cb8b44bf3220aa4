import type { Bucket, Policy, PublicAccessBlock } from '../world.ts';

/** What every new bucket has since April 2023: https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html */
export const WALLED: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

/** The statement of https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html */
export function tlsOnly(bucket: string, resources = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]): Policy {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: resources,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}

type Plan = Pick<Bucket, 'name' | 'region' | 'age'> & Partial<Bucket>;

export function buckets(account: string): Bucket[] {
  const key = `arn:aws:kms:eu-central-1:${account}:key/53000000-0000-4000-8000-000000000001`;
  const plans: Plan[] = [
    {
      name: 'example-prod-audit-logs',
      region: 'eu-central-1',
      age: 1500,
      encryption: { algorithm: 'aws:kms', key },
      tags: { backup: 'daily' },
      logsTo: 'example-prod-exports',
    },
    {
      name: 'example-prod-customer-data',
      region: 'eu-central-1',
      age: 1400,
      encryption: { algorithm: 'aws:kms', key },
      tags: { data: 'personal' },
      logsTo: 'example-prod-audit-logs',
      // a year in use, and a month to notice a mistake
      lifecycle: [{ enabled: true, expires: 330, noncurrent: { days: 30 } }],
    },
    { name: 'example-prod-exports', region: 'eu-central-1', age: 300, tags: { environment: 'production' } },
    { name: 'example-prod-images', region: 'us-east-1', age: 800, versioning: 'Suspended' },
    { name: 'example-prod-terraform', region: 'us-east-1', age: 30 },
    {
      name: 'example-prod-vault',
      region: 'eu-west-1',
      age: 600,
      tags: { purpose: 'backup' },
      objectLock: { mode: 'COMPLIANCE', days: 35 },
      replication: [{ to: 'example-prod-vault-copy', enabled: true }],
    },
    { name: 'example-prod-vault-copy', region: 'eu-north-1', age: 600, objectLock: { mode: 'COMPLIANCE', days: 35 } },
  ];
  return plans.map((plan) => ({
    encryption: { algorithm: 'AES256' },
    publicAccessBlock: WALLED,
    policy: tlsOnly(plan.name),
    policyIsPublic: false,
    grants: [],
    tags: null,
    versioning: 'Enabled',
    ...plan,
  }));
}
