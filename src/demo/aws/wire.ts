/** The services that the simulator speaks, each described by its own SDK client. Loaded late: EC2's description alone is large. */
import { readService, type Service } from './wire-schema.ts';

export { AwsRefusal, encodeRefusal } from './wire-errors.ts';
export { decodeInput } from './wire-input.ts';
export { encodeOutput, type Output } from './wire-output.ts';
export { type Route, route, type Sender, senderOf } from './wire-route.ts';
export type { Service } from './wire-schema.ts';

export const SERVICES = ['sts', 'iam', 'ec2', 's3', 's3-control', 'rds', 'cloudtrail', 'config'] as const;
export type ServiceName = (typeof SERVICES)[number];

const load: Readonly<Record<ServiceName, () => Promise<Service>>> = {
  sts: async () => readService('sts', 'STSClient', await import('@aws-sdk/client-sts')),
  iam: async () => readService('iam', 'IAMClient', await import('@aws-sdk/client-iam')),
  ec2: async () => readService('ec2', 'EC2Client', await import('@aws-sdk/client-ec2')),
  s3: async () => readService('s3', 'S3Client', await import('@aws-sdk/client-s3')),
  's3-control': async () => readService('s3-control', 'S3ControlClient', await import('@aws-sdk/client-s3-control')),
  rds: async () => readService('rds', 'RDSClient', await import('@aws-sdk/client-rds')),
  cloudtrail: async () => readService('cloudtrail', 'CloudTrailClient', await import('@aws-sdk/client-cloudtrail')),
  config: async () => readService('config', 'ConfigServiceClient', await import('@aws-sdk/client-config-service')),
};

export function loadServices(names: readonly ServiceName[] = SERVICES): Promise<Service[]> {
  return Promise.all(names.map((name) => load[name]()));
}
