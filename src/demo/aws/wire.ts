/** The services that the simulator speaks, each described by its own SDK client. Loaded late: EC2's description alone is large. */
import { readService, type Service } from './wire-schema.ts';

export { AwsRefusal, encodeRefusal } from './wire-errors.ts';
export { decodeInput } from './wire-input.ts';
export { encodeOutput, type Output } from './wire-output.ts';
export { type Route, route, type Sender, senderOf } from './wire-route.ts';
export type { Service } from './wire-schema.ts';

/** By IAM's prefix; S3 Control is told apart from S3. */
const describe = {
  'access-analyzer': async () => readService('access-analyzer', 'AccessAnalyzerClient', await import('@aws-sdk/client-accessanalyzer')),
  account: async () => readService('account', 'AccountClient', await import('@aws-sdk/client-account')),
  acm: async () => readService('acm', 'ACMClient', await import('@aws-sdk/client-acm')),
  autoscaling: async () => readService('autoscaling', 'AutoScalingClient', await import('@aws-sdk/client-auto-scaling')),
  backup: async () => readService('backup', 'BackupClient', await import('@aws-sdk/client-backup')),
  cloudfront: async () => readService('cloudfront', 'CloudFrontClient', await import('@aws-sdk/client-cloudfront')),
  cloudtrail: async () => readService('cloudtrail', 'CloudTrailClient', await import('@aws-sdk/client-cloudtrail')),
  cloudwatch: async () => readService('cloudwatch', 'CloudWatchClient', await import('@aws-sdk/client-cloudwatch')),
  'cognito-idp': async () =>
    readService('cognito-idp', 'CognitoIdentityProviderClient', await import('@aws-sdk/client-cognito-identity-provider')),
  config: async () => readService('config', 'ConfigServiceClient', await import('@aws-sdk/client-config-service')),
  dynamodb: async () => readService('dynamodb', 'DynamoDBClient', await import('@aws-sdk/client-dynamodb')),
  ec2: async () => readService('ec2', 'EC2Client', await import('@aws-sdk/client-ec2')),
  ecr: async () => readService('ecr', 'ECRClient', await import('@aws-sdk/client-ecr')),
  eks: async () => readService('eks', 'EKSClient', await import('@aws-sdk/client-eks')),
  elasticache: async () => readService('elasticache', 'ElastiCacheClient', await import('@aws-sdk/client-elasticache')),
  elasticfilesystem: async () => readService('elasticfilesystem', 'EFSClient', await import('@aws-sdk/client-efs')),
  elasticloadbalancing: async () =>
    readService('elasticloadbalancing', 'ElasticLoadBalancingV2Client', await import('@aws-sdk/client-elastic-load-balancing-v2')),
  es: async () => readService('es', 'OpenSearchClient', await import('@aws-sdk/client-opensearch')),
  guardduty: async () => readService('guardduty', 'GuardDutyClient', await import('@aws-sdk/client-guardduty')),
  iam: async () => readService('iam', 'IAMClient', await import('@aws-sdk/client-iam')),
  identitystore: async () => readService('identitystore', 'IdentitystoreClient', await import('@aws-sdk/client-identitystore')),
  inspector2: async () => readService('inspector2', 'Inspector2Client', await import('@aws-sdk/client-inspector2')),
  kms: async () => readService('kms', 'KMSClient', await import('@aws-sdk/client-kms')),
  lambda: async () => readService('lambda', 'LambdaClient', await import('@aws-sdk/client-lambda')),
  logs: async () => readService('logs', 'CloudWatchLogsClient', await import('@aws-sdk/client-cloudwatch-logs')),
  macie2: async () => readService('macie2', 'Macie2Client', await import('@aws-sdk/client-macie2')),
  'network-firewall': async () =>
    readService('network-firewall', 'NetworkFirewallClient', await import('@aws-sdk/client-network-firewall')),
  organizations: async () => readService('organizations', 'OrganizationsClient', await import('@aws-sdk/client-organizations')),
  rds: async () => readService('rds', 'RDSClient', await import('@aws-sdk/client-rds')),
  redshift: async () => readService('redshift', 'RedshiftClient', await import('@aws-sdk/client-redshift')),
  s3: async () => readService('s3', 'S3Client', await import('@aws-sdk/client-s3')),
  's3-control': async () => readService('s3-control', 'S3ControlClient', await import('@aws-sdk/client-s3-control')),
  secretsmanager: async () => readService('secretsmanager', 'SecretsManagerClient', await import('@aws-sdk/client-secrets-manager')),
  securityhub: async () => readService('securityhub', 'SecurityHubClient', await import('@aws-sdk/client-securityhub')),
  sns: async () => readService('sns', 'SNSClient', await import('@aws-sdk/client-sns')),
  sqs: async () => readService('sqs', 'SQSClient', await import('@aws-sdk/client-sqs')),
  ssm: async () => readService('ssm', 'SSMClient', await import('@aws-sdk/client-ssm')),
  sso: async () => readService('sso', 'SSOAdminClient', await import('@aws-sdk/client-sso-admin')),
  sts: async () => readService('sts', 'STSClient', await import('@aws-sdk/client-sts')),
  wafv2: async () => readService('wafv2', 'WAFV2Client', await import('@aws-sdk/client-wafv2')),
} satisfies Readonly<Record<string, () => Promise<Service>>>;
export type ServiceName = keyof typeof describe;
export const SERVICES = Object.keys(describe) as readonly ServiceName[];

const described = new Map<ServiceName, Promise<Service>>();
function load(name: ServiceName): Promise<Service> {
  const service = described.get(name) ?? describe[name]();
  described.set(name, service);
  return service;
}
export function loadServices(names: readonly ServiceName[] = SERVICES): Promise<Service[]> {
  return Promise.all(names.map(load));
}

/** The prefix, where a signature's scope has another name. */
const SIGNED_AS: Readonly<Record<string, readonly ServiceName[]>> = { monitoring: ['cloudwatch'], s3: ['s3', 's3-control'] };
/** Those that a request signed for `signing` can be for. Unsigned requests have no scope: a few services can tell them apart all the same. */
export function servicesFor(signing: string | undefined): Promise<Service[]> {
  if (signing === undefined) return loadServices(['sts', 's3', 'iam', 'ec2', 'cloudtrail']);
  const names = SIGNED_AS[signing] ?? SERVICES.filter((name) => name === signing);
  return loadServices(names);
}
