/**
 * AWS's managed rules that look at what a shipped check looks at:
 * https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html
 */
export const WITNESSES: Readonly<Record<string, readonly string[]>> = {
  ACCESS_KEYS_ROTATED: ['aws.iam.access-key-rotation'],
  CLOUDTRAIL_SECURITY_TRAIL_ENABLED: ['aws.cloudtrail.multi-region'],
  CLOUD_TRAIL_ENABLED: ['aws.cloudtrail.multi-region'],
  CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED: ['aws.cloudtrail.log-validation'],
  DB_INSTANCE_BACKUP_ENABLED: ['aws.rds.backup-retention'],
  EC2_EBS_ENCRYPTION_BY_DEFAULT: ['aws.ebs.default-encryption'],
  ENCRYPTED_VOLUMES: ['aws.ebs.volumes-encrypted'],
  IAM_PASSWORD_POLICY: ['aws.iam.password-policy-length', 'aws.iam.password-policy-complexity', 'aws.iam.password-policy-reuse'],
  IAM_ROOT_ACCESS_KEY_CHECK: ['aws.iam.root-no-access-keys'],
  IAM_USER_UNUSED_CREDENTIALS_CHECK: ['aws.iam.unused-credentials'],
  MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS: ['aws.iam.console-users-mfa'],
  MULTI_REGION_CLOUD_TRAIL_ENABLED: ['aws.cloudtrail.multi-region'],
  RDS_CLUSTER_ENCRYPTED_AT_REST: ['aws.rds.encrypted'],
  RDS_CLUSTER_MULTI_AZ_ENABLED: ['aws.rds.multi-az'],
  RDS_MULTI_AZ_SUPPORT: ['aws.rds.multi-az'],
  RDS_STORAGE_ENCRYPTED: ['aws.rds.encrypted'],
  ROOT_ACCOUNT_MFA_ENABLED: ['aws.iam.root-mfa'],
  S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC: ['aws.s3.account-public-access-block'],
  S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED: ['aws.s3.bucket-public-access-block'],
  S3_BUCKET_PUBLIC_READ_PROHIBITED: ['aws.s3.bucket-not-public'],
  S3_BUCKET_PUBLIC_WRITE_PROHIBITED: ['aws.s3.bucket-not-public'],
  S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED: ['aws.s3.encryption-default'],
  S3_BUCKET_SSL_REQUESTS_ONLY: ['aws.s3.tls-only'],
};
