/** What one AWS operation is called, what it takes to be allowed to ask, and where AWS describes it. */
import type { Call } from '../../src/model.ts';
import { SERVICES, type Service } from './services.ts';

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
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamaccessanalyzer.html
  'access-analyzer:ListFindingsV2': 'access-analyzer:ListFindings',
};

export function operationName(service: Service, command: string): string {
  return `${SERVICES[service].prefix}:${command}`;
}

/** `call('iam', 'GetAccountPasswordPolicy', { absentOn: ['NoSuchEntity'] })` */
export function call(service: Service, command: string, more: Pick<Call, 'absentOn' | 'readOnly' | 'withheld'> = {}): Call {
  const operation = operationName(service, command);
  return {
    operation,
    permission: ACTIONS[operation] ?? operation,
    docs: `https://docs.aws.amazon.com/${SERVICES[service].docs}${command}.html`,
    ...more,
  };
}
