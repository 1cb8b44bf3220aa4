/** What one AWS operation is called, what it takes to be allowed to ask, and where AWS describes it. */
import type { Call } from '../../src/model.ts';
import type { Service } from './client.ts';

/** IAM's prefix of each service where it is not the client's name. */
const PREFIX: Readonly<Partial<Record<Service, string>>> = { 'config-service': 'config' };

const DOCS: Readonly<Record<Service, string>> = {
  iam: 'IAM/latest/APIReference/API_',
  sts: 'STS/latest/APIReference/API_',
  ec2: 'AWSEC2/latest/APIReference/API_',
  s3: 'AmazonS3/latest/API/API_',
  's3-control': 'AmazonS3/latest/API/API_control_',
  rds: 'AmazonRDS/latest/APIReference/API_',
  cloudtrail: 'awscloudtrail/latest/APIReference/API_',
  'config-service': 'config/latest/APIReference/API_',
};

/**
 * The IAM action, where it is not the operation's name:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  's3-control:GetPublicAccessBlock': 's3:GetAccountPublicAccessBlock',
};

export function operationName(service: Service, command: string): string {
  return `${PREFIX[service] ?? service}:${command}`;
}

/** `call('iam', 'GetAccountPasswordPolicy', { absentOn: ['NoSuchEntity'] })` */
export function call(service: Service, command: string, more: Pick<Call, 'absentOn' | 'readOnly' | 'withheld'> = {}): Call {
  const operation = operationName(service, command);
  return {
    operation,
    permission: ACTIONS[operation] ?? operation,
    docs: `https://docs.aws.amazon.com/${DOCS[service]}${command}.html`,
    ...more,
  };
}
