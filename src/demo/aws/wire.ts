/** The services that the simulator speaks, each described by its own SDK client. Loaded late: EC2's description alone is large. */
import { createRequire } from 'node:module';
import { readService, type Service } from './wire-schema.ts';

export { AwsRefusal, encodeRefusal } from './wire-errors.ts';
export { decodeInput } from './wire-input.ts';
export { encodeOutput, type Output } from './wire-output.ts';
export { type Route, route, type Sender, senderOf } from './wire-route.ts';
export type { Service } from './wire-schema.ts';

// not `import()`, which reads each of these CommonJS packages twice more: collectors/aws/services.ts says how much that costs
const require = createRequire(import.meta.url);

/** By IAM's prefix; S3 Control is told apart from S3. */
const describe = {
  'access-analyzer': () => readService('access-analyzer', 'AccessAnalyzerClient', require('@aws-sdk/client-accessanalyzer')),
  account: () => readService('account', 'AccountClient', require('@aws-sdk/client-account')),
  acm: () => readService('acm', 'ACMClient', require('@aws-sdk/client-acm')),
  autoscaling: () => readService('autoscaling', 'AutoScalingClient', require('@aws-sdk/client-auto-scaling')),
  backup: () => readService('backup', 'BackupClient', require('@aws-sdk/client-backup')),
  cloudfront: () => readService('cloudfront', 'CloudFrontClient', require('@aws-sdk/client-cloudfront')),
  cloudtrail: () => readService('cloudtrail', 'CloudTrailClient', require('@aws-sdk/client-cloudtrail')),
  cloudwatch: () => readService('cloudwatch', 'CloudWatchClient', require('@aws-sdk/client-cloudwatch')),
  'cognito-idp': () => readService('cognito-idp', 'CognitoIdentityProviderClient', require('@aws-sdk/client-cognito-identity-provider')),
  config: () => readService('config', 'ConfigServiceClient', require('@aws-sdk/client-config-service')),
  dynamodb: () => readService('dynamodb', 'DynamoDBClient', require('@aws-sdk/client-dynamodb')),
  ec2: () => readService('ec2', 'EC2Client', require('@aws-sdk/client-ec2')),
  ecr: () => readService('ecr', 'ECRClient', require('@aws-sdk/client-ecr')),
  eks: () => readService('eks', 'EKSClient', require('@aws-sdk/client-eks')),
  elasticache: () => readService('elasticache', 'ElastiCacheClient', require('@aws-sdk/client-elasticache')),
  elasticfilesystem: () => readService('elasticfilesystem', 'EFSClient', require('@aws-sdk/client-efs')),
  elasticloadbalancing: () =>
    readService('elasticloadbalancing', 'ElasticLoadBalancingV2Client', require('@aws-sdk/client-elastic-load-balancing-v2')),
  es: () => readService('es', 'OpenSearchClient', require('@aws-sdk/client-opensearch')),
  guardduty: () => readService('guardduty', 'GuardDutyClient', require('@aws-sdk/client-guardduty')),
  iam: () => readService('iam', 'IAMClient', require('@aws-sdk/client-iam')),
  identitystore: () => readService('identitystore', 'IdentitystoreClient', require('@aws-sdk/client-identitystore')),
  inspector2: () => readService('inspector2', 'Inspector2Client', require('@aws-sdk/client-inspector2')),
  kms: () => readService('kms', 'KMSClient', require('@aws-sdk/client-kms')),
  lambda: () => readService('lambda', 'LambdaClient', require('@aws-sdk/client-lambda')),
  logs: () => readService('logs', 'CloudWatchLogsClient', require('@aws-sdk/client-cloudwatch-logs')),
  macie2: () => readService('macie2', 'Macie2Client', require('@aws-sdk/client-macie2')),
  'network-firewall': () => readService('network-firewall', 'NetworkFirewallClient', require('@aws-sdk/client-network-firewall')),
  organizations: () => readService('organizations', 'OrganizationsClient', require('@aws-sdk/client-organizations')),
  rds: () => readService('rds', 'RDSClient', require('@aws-sdk/client-rds')),
  redshift: () => readService('redshift', 'RedshiftClient', require('@aws-sdk/client-redshift')),
  s3: () => readService('s3', 'S3Client', require('@aws-sdk/client-s3')),
  's3-control': () => readService('s3-control', 'S3ControlClient', require('@aws-sdk/client-s3-control')),
  secretsmanager: () => readService('secretsmanager', 'SecretsManagerClient', require('@aws-sdk/client-secrets-manager')),
  securityhub: () => readService('securityhub', 'SecurityHubClient', require('@aws-sdk/client-securityhub')),
  sns: () => readService('sns', 'SNSClient', require('@aws-sdk/client-sns')),
  sqs: () => readService('sqs', 'SQSClient', require('@aws-sdk/client-sqs')),
  ssm: () => readService('ssm', 'SSMClient', require('@aws-sdk/client-ssm')),
  sso: () => readService('sso', 'SSOAdminClient', require('@aws-sdk/client-sso-admin')),
  sts: () => readService('sts', 'STSClient', require('@aws-sdk/client-sts')),
  wafv2: () => readService('wafv2', 'WAFV2Client', require('@aws-sdk/client-wafv2')),
} satisfies Readonly<Record<string, () => Service>>;
export type ServiceName = keyof typeof describe;
export const SERVICES = Object.keys(describe) as readonly ServiceName[];

const described = new Map<ServiceName, Service>();
function load(name: ServiceName): Service {
  const service = described.get(name) ?? describe[name]();
  described.set(name, service);
  return service;
}
export function loadServices(names: readonly ServiceName[] = SERVICES): Service[] {
  return names.map(load);
}

/** The prefix, where a signature's scope has another name. */
const SIGNED_AS: Readonly<Record<string, readonly ServiceName[]>> = { monitoring: ['cloudwatch'], s3: ['s3', 's3-control'] };
/** Those that a request signed for `signing` can be for. Unsigned requests have no scope: a few services can tell them apart all the same. */
export function servicesFor(signing: string | undefined): Service[] {
  if (signing === undefined) return loadServices(['sts', 's3', 'iam', 'ec2', 'cloudtrail']);
  const names = SIGNED_AS[signing] ?? SERVICES.filter((name) => name === signing);
  return loadServices(names);
}
