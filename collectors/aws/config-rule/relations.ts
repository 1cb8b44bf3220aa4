/** What a rule's word can contradict. Few rules ask exactly what a check asks: each managed rule's page against the check's sentence. */

/**
 * `less`: the rule asks a part of what the check asks, so that the compliant may fail the check all the same.
 * `more`: it asks more, or one of several ways that the check accepts, so that the non-compliant may pass it.
 * `other`: neither follows from the other. Not named: the same question. By rule, or by rule and check.
 */
const RELATIONS: Readonly<Record<string, 'less' | 'more' | 'other'>> = {
  ACCOUNT_PART_OF_ORGANIZATIONS: 'less',
  AURORA_MEETS_RESTORE_TIME_TARGET: 'other',
  AUTOSCALING_MULTIPLE_AZ: 'less',
  BACKUP_RECOVERY_POINT_ENCRYPTED: 'other',
  BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED: 'other',
  CLOUDTRAIL_S3_BUCKET_ACCESS_LOGGING: 'less',
  CLOUDTRAIL_S3_BUCKET_PUBLIC_ACCESS_PROHIBITED: 'less',
  CLOUDTRAIL_S3_DATAEVENTS_ENABLED: 'more',
  CLOUDTRAIL_SECURITY_TRAIL_ENABLED: 'more',
  CLOUD_TRAIL_ENABLED: 'less',
  CLOUD_TRAIL_ENCRYPTION_ENABLED: 'less',
  COGNITO_USER_POOL_MFA_ENABLED: 'less',
  COGNITO_USER_POOL_PASSWORD_POLICY_CHECK: 'less',
  DB_INSTANCE_BACKUP_ENABLED: 'less',
  DYNAMODB_PITR_ENABLED: 'more',
  EBS_RESOURCES_PROTECTED_BY_BACKUP_PLAN: 'other',
  EBS_SNAPSHOT_BLOCK_PUBLIC_ACCESS: 'other',
  EBS_SNAPSHOT_PUBLIC_RESTORABLE_CHECK: 'less',
  EC2_INSTANCE_MANAGED_BY_SSM: 'less',
  EC2_MANAGEDINSTANCE_PATCH_COMPLIANCE_STATUS_CHECK: 'less',
  EC2_MEETS_RESTORE_TIME_TARGET: 'other',
  EFS_AUTOMATIC_BACKUPS_ENABLED: 'more',
  ELBV2_MULTIPLE_AZ: 'less',
  GUARDDUTY_ENABLED_CENTRALIZED: 'less',
  IAM_PASSWORD_POLICY: 'more',
  INCOMING_SSH_DISABLED: 'less',
  INSPECTOR_EC2_SCAN_ENABLED: 'less',
  INSPECTOR_ECR_SCAN_ENABLED: 'less',
  INSPECTOR_LAMBDA_STANDARD_SCAN_ENABLED: 'less',
  MACIE_AUTO_SENSITIVE_DATA_DISCOVERY_CHECK: 'less',
  MACIE_STATUS_CHECK: 'less',
  MULTI_REGION_CLOUD_TRAIL_ENABLED: 'less',
  OPENSEARCH_HTTPS_REQUIRED: 'less',
  RDS_RESOURCES_PROTECTED_BY_BACKUP_PLAN: 'other',
  RDS_SNAPSHOTS_PUBLIC_PROHIBITED: 'less',
  RDS_SNAPSHOT_ENCRYPTED: 'less',
  REDSHIFT_CLUSTER_KMS_ENABLED: 'more',
  RESTRICTED_INCOMING_TRAFFIC: 'other',
  S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED: 'more',
  S3_BUCKET_LOGGING_ENABLED: 'more',
  S3_BUCKET_PUBLIC_READ_PROHIBITED: 'less',
  S3_BUCKET_PUBLIC_WRITE_PROHIBITED: 'less',
  S3_LIFECYCLE_POLICY_CHECK: 'less',
  SECRETSMANAGER_ROTATION_ENABLED_CHECK: 'other',
  SECURITYHUB_ENABLED: 'less',
  SNS_ENCRYPTED_KMS: 'more',
  'VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS aws.ec2.sg-no-world-data-ports': 'more',
  VPC_SG_PORT_RESTRICTION_CHECK: 'other',
};
export const RELATED: readonly string[] = Object.keys(RELATIONS);

/** The verdict of ours that `said` contradicts, of this check; undefined: none. */
export function contradicted(said: 'COMPLIANT' | 'NON_COMPLIANT', rule: string, check: string): 'pass' | 'fail' | undefined {
  const relation = RELATIONS[`${rule} ${check}`] ?? RELATIONS[rule];
  if (said === 'NON_COMPLIANT') return relation === undefined || relation === 'less' ? 'pass' : undefined;
  return relation === undefined || relation === 'more' ? 'fail' : undefined;
}
