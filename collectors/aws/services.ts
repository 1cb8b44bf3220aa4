/**
 * The services of AWS that may be spoken to, and how each is spoken to. A service that is not here cannot be reached at all.
 * Protocols and names are those of the SDK's own models; a test holds this table against them.
 */
import { createRequire } from 'node:module';

export interface SpokenService {
  /**
   * Written out, so that bundlers and the reader see what may be loaded. `import()` would read each of these CommonJS packages twice more,
   * to guess its format and its exports: 0.45 s of CPU for EC2 alone, against 0.2 s (https://nodejs.org/api/packages.html#syntax-detection).
   */
  readonly load: () => unknown;
  /** The name of the client's class in the package. */
  readonly client: string;
  /** IAM's prefix, which stands before the operation in all that we say: `logs:DescribeLogGroups`. S3 Control is told apart from S3. */
  readonly prefix: string;
  /** The name in the scope of a signature, where it is not the prefix. */
  readonly signing?: string;
  readonly protocol: 'query' | 'json' | 'rest-json' | 'rest-xml';
  /** JSON: what stands before the dot of `X-Amz-Target`. */
  readonly target?: string;
  /** First labels of the host, where they are not the signing name. */
  readonly host?: string;
  /** Below docs.aws.amazon.com; the operation's name follows. */
  readonly docs: string;
}

const require = createRequire(import.meta.url);

/** By the name of each service's package: `@aws-sdk/client-<service>`. */
export const SERVICES = {
  accessanalyzer: {
    load: () => require('@aws-sdk/client-accessanalyzer'),
    client: 'AccessAnalyzerClient',
    prefix: 'access-analyzer',
    protocol: 'rest-json',
    docs: 'access-analyzer/latest/APIReference/API_',
  },
  account: {
    load: () => require('@aws-sdk/client-account'),
    client: 'AccountClient',
    prefix: 'account',
    protocol: 'rest-json',
    docs: 'accounts/latest/reference/API_',
  },
  acm: {
    load: () => require('@aws-sdk/client-acm'),
    client: 'ACMClient',
    prefix: 'acm',
    protocol: 'json',
    target: 'CertificateManager',
    docs: 'acm/latest/APIReference/API_',
  },
  'auto-scaling': {
    load: () => require('@aws-sdk/client-auto-scaling'),
    client: 'AutoScalingClient',
    prefix: 'autoscaling',
    protocol: 'query',
    docs: 'autoscaling/ec2/APIReference/API_',
  },
  backup: {
    load: () => require('@aws-sdk/client-backup'),
    client: 'BackupClient',
    prefix: 'backup',
    protocol: 'rest-json',
    docs: 'aws-backup/latest/devguide/API_',
  },
  cloudfront: {
    load: () => require('@aws-sdk/client-cloudfront'),
    client: 'CloudFrontClient',
    prefix: 'cloudfront',
    protocol: 'rest-xml',
    docs: 'cloudfront/latest/APIReference/API_',
  },
  cloudtrail: {
    load: () => require('@aws-sdk/client-cloudtrail'),
    client: 'CloudTrailClient',
    prefix: 'cloudtrail',
    protocol: 'json',
    target: 'CloudTrail_20131101',
    docs: 'awscloudtrail/latest/APIReference/API_',
  },
  cloudwatch: {
    load: () => require('@aws-sdk/client-cloudwatch'),
    client: 'CloudWatchClient',
    prefix: 'cloudwatch',
    signing: 'monitoring',
    protocol: 'json',
    target: 'GraniteServiceVersion20100801',
    docs: 'AmazonCloudWatch/latest/APIReference/API_',
  },
  'cloudwatch-logs': {
    load: () => require('@aws-sdk/client-cloudwatch-logs'),
    client: 'CloudWatchLogsClient',
    prefix: 'logs',
    protocol: 'json',
    target: 'Logs_20140328',
    docs: 'AmazonCloudWatchLogs/latest/APIReference/API_',
  },
  'cognito-identity-provider': {
    load: () => require('@aws-sdk/client-cognito-identity-provider'),
    client: 'CognitoIdentityProviderClient',
    prefix: 'cognito-idp',
    protocol: 'json',
    target: 'AWSCognitoIdentityProviderService',
    docs: 'cognito-user-identity-pools/latest/APIReference/API_',
  },
  'config-service': {
    load: () => require('@aws-sdk/client-config-service'),
    client: 'ConfigServiceClient',
    prefix: 'config',
    protocol: 'json',
    target: 'StarlingDoveService',
    docs: 'config/latest/APIReference/API_',
  },
  dynamodb: {
    load: () => require('@aws-sdk/client-dynamodb'),
    client: 'DynamoDBClient',
    prefix: 'dynamodb',
    protocol: 'json',
    target: 'DynamoDB_20120810',
    docs: 'amazondynamodb/latest/APIReference/API_',
  },
  ec2: {
    load: () => require('@aws-sdk/client-ec2'),
    client: 'EC2Client',
    prefix: 'ec2',
    protocol: 'query',
    docs: 'AWSEC2/latest/APIReference/API_',
  },
  ecr: {
    load: () => require('@aws-sdk/client-ecr'),
    client: 'ECRClient',
    prefix: 'ecr',
    protocol: 'json',
    target: 'AmazonEC2ContainerRegistry_V20150921',
    host: 'api.ecr',
    docs: 'AmazonECR/latest/APIReference/API_',
  },
  efs: {
    load: () => require('@aws-sdk/client-efs'),
    client: 'EFSClient',
    prefix: 'elasticfilesystem',
    protocol: 'rest-json',
    docs: 'efs/latest/ug/API_',
  },
  eks: {
    load: () => require('@aws-sdk/client-eks'),
    client: 'EKSClient',
    prefix: 'eks',
    protocol: 'rest-json',
    docs: 'eks/latest/APIReference/API_',
  },
  'elastic-load-balancing-v2': {
    load: () => require('@aws-sdk/client-elastic-load-balancing-v2'),
    client: 'ElasticLoadBalancingV2Client',
    prefix: 'elasticloadbalancing',
    protocol: 'query',
    docs: 'elasticloadbalancing/latest/APIReference/API_',
  },
  elasticache: {
    load: () => require('@aws-sdk/client-elasticache'),
    client: 'ElastiCacheClient',
    prefix: 'elasticache',
    protocol: 'query',
    docs: 'AmazonElastiCache/latest/APIReference/API_',
  },
  guardduty: {
    load: () => require('@aws-sdk/client-guardduty'),
    client: 'GuardDutyClient',
    prefix: 'guardduty',
    protocol: 'rest-json',
    docs: 'guardduty/latest/APIReference/API_',
  },
  iam: {
    load: () => require('@aws-sdk/client-iam'),
    client: 'IAMClient',
    prefix: 'iam',
    protocol: 'query',
    docs: 'IAM/latest/APIReference/API_',
  },
  identitystore: {
    load: () => require('@aws-sdk/client-identitystore'),
    client: 'IdentitystoreClient',
    prefix: 'identitystore',
    protocol: 'json',
    target: 'AWSIdentityStore',
    docs: 'singlesignon/latest/IdentityStoreAPIReference/API_',
  },
  inspector2: {
    load: () => require('@aws-sdk/client-inspector2'),
    client: 'Inspector2Client',
    prefix: 'inspector2',
    protocol: 'rest-json',
    docs: 'inspector/v2/APIReference/API_',
  },
  kms: {
    load: () => require('@aws-sdk/client-kms'),
    client: 'KMSClient',
    prefix: 'kms',
    protocol: 'json',
    target: 'TrentService',
    docs: 'kms/latest/APIReference/API_',
  },
  lambda: {
    load: () => require('@aws-sdk/client-lambda'),
    client: 'LambdaClient',
    prefix: 'lambda',
    protocol: 'rest-json',
    docs: 'lambda/latest/api/API_',
  },
  macie2: {
    load: () => require('@aws-sdk/client-macie2'),
    client: 'Macie2Client',
    prefix: 'macie2',
    protocol: 'rest-json',
    docs: 'macie/latest/APIReference/',
  },
  'network-firewall': {
    load: () => require('@aws-sdk/client-network-firewall'),
    client: 'NetworkFirewallClient',
    prefix: 'network-firewall',
    protocol: 'json',
    target: 'NetworkFirewall_20201112',
    docs: 'network-firewall/latest/APIReference/API_',
  },
  opensearch: {
    load: () => require('@aws-sdk/client-opensearch'),
    client: 'OpenSearchClient',
    prefix: 'es',
    protocol: 'rest-json',
    docs: 'opensearch-service/latest/APIReference/API_',
  },
  organizations: {
    load: () => require('@aws-sdk/client-organizations'),
    client: 'OrganizationsClient',
    prefix: 'organizations',
    protocol: 'json',
    target: 'AWSOrganizationsV20161128',
    docs: 'organizations/latest/APIReference/API_',
  },
  rds: {
    load: () => require('@aws-sdk/client-rds'),
    client: 'RDSClient',
    prefix: 'rds',
    protocol: 'query',
    docs: 'AmazonRDS/latest/APIReference/API_',
  },
  redshift: {
    load: () => require('@aws-sdk/client-redshift'),
    client: 'RedshiftClient',
    prefix: 'redshift',
    protocol: 'query',
    docs: 'redshift/latest/APIReference/API_',
  },
  s3: {
    load: () => require('@aws-sdk/client-s3'),
    client: 'S3Client',
    prefix: 's3',
    protocol: 'rest-xml',
    docs: 'AmazonS3/latest/API/API_',
  },
  's3-control': {
    load: () => require('@aws-sdk/client-s3-control'),
    client: 'S3ControlClient',
    prefix: 's3-control',
    signing: 's3',
    protocol: 'rest-xml',
    docs: 'AmazonS3/latest/API/API_control_',
  },
  'secrets-manager': {
    load: () => require('@aws-sdk/client-secrets-manager'),
    client: 'SecretsManagerClient',
    prefix: 'secretsmanager',
    protocol: 'json',
    target: 'secretsmanager',
    docs: 'secretsmanager/latest/apireference/API_',
  },
  securityhub: {
    load: () => require('@aws-sdk/client-securityhub'),
    client: 'SecurityHubClient',
    prefix: 'securityhub',
    protocol: 'rest-json',
    docs: 'securityhub/1.0/APIReference/API_',
  },
  sns: {
    load: () => require('@aws-sdk/client-sns'),
    client: 'SNSClient',
    prefix: 'sns',
    protocol: 'query',
    docs: 'sns/latest/api/API_',
  },
  sqs: {
    load: () => require('@aws-sdk/client-sqs'),
    client: 'SQSClient',
    prefix: 'sqs',
    protocol: 'json',
    target: 'AmazonSQS',
    docs: 'AWSSimpleQueueService/latest/APIReference/API_',
  },
  ssm: {
    load: () => require('@aws-sdk/client-ssm'),
    client: 'SSMClient',
    prefix: 'ssm',
    protocol: 'json',
    target: 'AmazonSSM',
    docs: 'systems-manager/latest/APIReference/API_',
  },
  'sso-admin': {
    load: () => require('@aws-sdk/client-sso-admin'),
    client: 'SSOAdminClient',
    prefix: 'sso',
    protocol: 'json',
    target: 'SWBExternalService',
    docs: 'singlesignon/latest/APIReference/API_',
  },
  sts: {
    load: () => require('@aws-sdk/client-sts'),
    client: 'STSClient',
    prefix: 'sts',
    protocol: 'query',
    docs: 'STS/latest/APIReference/API_',
  },
  wafv2: {
    load: () => require('@aws-sdk/client-wafv2'),
    client: 'WAFV2Client',
    prefix: 'wafv2',
    protocol: 'json',
    target: 'AWSWAF_20190729',
    docs: 'waf/latest/APIReference/API_',
  },
} as const satisfies Readonly<Record<string, SpokenService>>;

export type Service = keyof typeof SERVICES;
export const all: readonly SpokenService[] = Object.values(SERVICES);
export const signingOf = ({ signing, prefix }: SpokenService): string => signing ?? prefix;
