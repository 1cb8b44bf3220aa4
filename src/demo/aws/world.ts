/** An AWS estate as data: what is so, not how it is asked. Times are ages, so that a world stays as old as it was written. */

/** Days before now; 0.25 is six hours. */
export type Age = number;
export type Tags = Readonly<Record<string, string>>;

export interface World {
  /** `clean`, `drifted`, … */
  readonly name: string;
  readonly accounts: readonly Account[];
  /** The longest page that any listing gives, whatever the caller asks for. AWS's own are 100 to 10,000, or without limit unless asked. */
  readonly pageSize: number;
  /** False: ListBuckets does not say where buckets lie, as before 2024 and as compatible services. */
  readonly bucketRegions?: false;
  readonly refusals: readonly Refusal[];
  /** By part (`parts/index.ts`), then by account: areas that keep their own state. Absent: nothing of any of them. */
  readonly parts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
/** One operation that is never answered. */
export interface Refusal {
  /** `iam:ListUsers`; a closing `*` stands for any rest. */
  readonly operation: string;
  readonly how: 'denied' | 'scp' | 'throttled' | 'html';
  /** Only there; absent: everywhere. */
  readonly region?: string;
  /** Only in this account; absent: in all. */
  readonly account?: string;
  /** Only for this bucket, user, trail or rule; absent: for all. */
  readonly resource?: string;
}

export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly alias: string;
  /** Access key ids whose requests are this account's. */
  readonly callerKeys: readonly string[];
  /** Who those requests are from: an IAM user's name. */
  readonly caller: string;
  /** The actions that the caller's policies allow, all on every resource. Absent: whatever the world answers. */
  readonly allowed?: readonly string[];
  /** Roles that callers of the world's other accounts may assume. Absent: none. */
  readonly assumable?: readonly { readonly name: string; readonly externalId?: string }[];
  readonly root: Root;
  readonly users: readonly User[];
  /** Null: nobody set one, AWS's default holds. */
  readonly passwordPolicy: PasswordPolicy | null;
  readonly publicAccessBlock: PublicAccessBlock | null;
  readonly buckets: readonly Bucket[];
  /** By region name. A region that is absent is not known to this account at all. */
  readonly regions: Readonly<Record<string, Region>>;
}

export interface Root {
  readonly age: Age;
  readonly password: boolean;
  /** Null: never. */
  readonly passwordLastUsed: Age | null;
  readonly mfa: 'virtual' | 'hardware' | null;
  readonly accessKeys: number;
  readonly signingCertificates: number;
}
export interface User {
  readonly name: string;
  readonly age: Age;
  readonly password?: { readonly changed: Age; readonly lastUsed: Age | null };
  readonly mfa: readonly ('virtual' | 'hardware')[];
  /** At most two: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  readonly keys: readonly AccessKey[];
}
export interface AccessKey {
  readonly id: string;
  readonly active: boolean;
  readonly age: Age;
  readonly lastUsed: { readonly age: Age; readonly region: string; readonly service: string } | null;
}
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly symbols: boolean;
  readonly numbers: boolean;
  readonly upperCase: boolean;
  readonly lowerCase: boolean;
  /** How many old passwords are refused; null: reuse is free. */
  readonly remembered: number | null;
  /** Days; null: passwords do not expire. */
  readonly maximumAge: number | null;
}
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly age: Age;
  readonly encryption: { readonly algorithm: 'AES256' | 'aws:kms'; readonly key?: string };
  readonly publicAccessBlock: PublicAccessBlock | null;
  /** Null: there is none. */
  readonly policy: Policy | null;
  /** What S3's own reading of the policy comes to. */
  readonly policyIsPublic: boolean;
  /** Beside the owner's full control. */
  readonly grants: readonly { readonly group: 'AllUsers' | 'AuthenticatedUsers'; readonly permission: 'READ' | 'WRITE' }[];
  /** Null: there are none. */
  readonly tags: Tags | null;
  /** Null: never switched on. */
  readonly versioning: 'Enabled' | 'Suspended' | null;
  /** Absent: nobody set any. */
  readonly replication?: readonly ReplicationRule[];
  /** Absent: the bucket was made without Object Lock. */
  readonly objectLock?: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number } | 'no default retention';
  /** The bucket that takes the server access logs; absent: none are written. */
  readonly logsTo?: string;
  /** Absent: nobody set any. */
  readonly lifecycle?: readonly LifecycleRule[];
}
export interface ReplicationRule {
  /** A bucket, of any account. */
  readonly to: string;
  readonly enabled: boolean;
  /** Absent: of all objects. */
  readonly prefix?: string;
}
export interface LifecycleRule {
  readonly enabled: boolean;
  /** Absent: all objects. */
  readonly prefix?: string;
  /** Days after which the current version expires. */
  readonly expires?: number;
  /** Days after which a version that was replaced is deleted; of the newest so many are kept for ever. */
  readonly noncurrent?: { readonly days: number; readonly keep?: number };
}
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

export interface Region {
  readonly optIn: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
  readonly ebsDefaultEncryption: boolean;
  readonly volumes: readonly Volume[];
  readonly snapshots: readonly Snapshot[];
  readonly databases: readonly Database[];
  readonly clusters: readonly Cluster[];
  /** Those at home here; trails of other regions that cover this one appear by themselves. */
  readonly trails: readonly Trail[];
  readonly recorder: Recorder | null;
  readonly rules: readonly Rule[];
}
export interface Volume {
  readonly id: string;
  readonly zone: string;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
  readonly age: Age;
  /** An instance id. */
  readonly attachedTo: string | null;
  readonly tags: Tags;
}
export interface Snapshot {
  readonly id: string;
  /** The volume it was taken of. */
  readonly volume: string;
  readonly encrypted: boolean;
  readonly age: Age;
  /** Shared with everyone. */
  readonly public: boolean;
}
export interface Database {
  readonly id: string;
  readonly engine: string;
  readonly version: string;
  readonly zone: string;
  readonly encrypted: boolean;
  readonly multiAz: boolean;
  readonly backupDays: number;
  /** Age of the latest point to which it can be restored; null: no backups. */
  readonly restorable: Age | null;
  /** A cluster's id, for its members. */
  readonly cluster?: string;
  /** Another database's id, for its read replicas. */
  readonly replicaOf?: string;
  readonly age: Age;
  readonly tags: Tags;
}
export interface Cluster {
  readonly id: string;
  readonly engine: string;
  readonly version: string;
  readonly zones: readonly string[];
  readonly encrypted: boolean;
  readonly multiAz: boolean;
  readonly backupDays: number;
  readonly restorable: Age | null;
  readonly age: Age;
  readonly tags: Tags;
}
export interface Trail {
  readonly name: string;
  readonly multiRegion: boolean;
  readonly organization: boolean;
  readonly logFileValidation: boolean;
  readonly bucket: string;
  readonly kmsKey: string | null;
  /** The log group, at home, that events are handed to. Absent: none. */
  readonly logGroup?: string;
  readonly logging: boolean;
  /** Age of the last log file that arrived. */
  readonly delivered: Age | null;
  readonly managementEvents: 'All' | 'ReadOnly' | 'WriteOnly' | null;
}
export interface Recorder {
  readonly name: string;
  readonly recording: boolean;
  readonly allSupported: boolean;
  /** IAM and its like; AWS advises one region only. */
  readonly globalTypes: boolean;
  readonly lastStatus: 'SUCCESS' | 'FAILURE' | 'PENDING';
  /** Age of the last start or stop. */
  readonly changed: Age;
  readonly delivery: { readonly status: 'SUCCESS' | 'FAILURE' | 'NOT_APPLICABLE'; readonly age: Age };
}
export type Compliance = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';
export interface Rule {
  readonly name: string;
  /** The managed rule: https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html */
  readonly identifier: string;
  /** The conformance pack that brought it. */
  readonly pack?: string;
  /** Ids are names here, whatever AWS Config itself calls the resource. */
  readonly evaluations: readonly { readonly type: string; readonly id: string; readonly compliance: Compliance; readonly age: Age }[];
}
