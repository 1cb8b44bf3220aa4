/**
 * What a person who knows AWS's documentation, and nothing of our collectors, reads out of a recorded answer.
 * `?missing_member` and the like stand for what the answer leaves unknown.
 */
import type { Recording } from './recordings.ts';

export type Data = Recording['data'];
/** Fields by name, as far as the answer speaks of them. */
export type Fields = Readonly<Record<string, unknown>>;
export interface Said {
  /** Resources by id. */
  readonly rows: Readonly<Record<string, Fields>>;
  /** Reasons why the set is not whole, each once. */
  readonly gaps: readonly string[];
  /** The resources are those that the world has without the recorded answer, and each is so. Then `rows` is empty. */
  readonly each?: (row: Fields) => Fields;
}
// biome-ignore lint/suspicious/noExplicitAny: recorded JSON, read as it stands
export type Json = any;

export const MISSING = '?missing_member';
export const or = (value: unknown, lacking: unknown = MISSING) => (value === undefined ? lacking : value);
export const instant = (value: Date | undefined, lacking: unknown) => (value === undefined ? lacking : value.toISOString());
export const whole = (rows: Said['rows']): Said => ({ rows, gaps: [] });
/** What stands twice in a listing is one resource. */
export const byId = <T>(list: readonly T[], id: (one: T) => string, read: (one: T) => Fields): Said['rows'] =>
  Object.fromEntries([...list].reverse().map((one) => [id(one), read(one)]));

/** A listing with an item that does not say what it is: which of them are there cannot be told. RDS had no ARNs in its answers of 2015. */
export const nameless = (list: readonly Json[], ...members: readonly string[]): Said | undefined =>
  list.every((one) => members.every((member) => one[member] !== undefined)) ? undefined : { rows: {}, gaps: ['missing_member'] };

export const volumes = ({ Volumes }: Json): Said =>
  whole(
    byId(
      Volumes,
      (one: Json) => one.VolumeId,
      (one) => ({ encrypted: or(one.Encrypted), state: or(one.State) }),
    ),
  );
export const snapshots = ({ Snapshots }: Json): Said =>
  whole(
    byId(
      Snapshots,
      (one: Json) => one.SnapshotId,
      (one) => ({ encrypted: or(one.Encrypted) }),
    ),
  );

/** Each user's line of the report, once; AWS quotes nothing in it. */
export function reportLines({ Content }: Json): Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = String(Content).trimEnd().split('\n');
  const names = header.split(',');
  return [...new Set(lines)].map((line) => Object.fromEntries(line.split(',').map((token, i) => [names[i], token])));
}
const NEITHER = (token: string) => (token === 'not_supported' ? MISSING : '?malformed_response');
const truth = (token = '') => ({ true: true, false: false })[token.toLowerCase()] ?? NEITHER(token);
const date = (token = '') => {
  if (token === 'N/A' || token === 'no_information') return null;
  return token === 'not_supported' ? NEITHER(token) : new Date(token).toISOString();
};
export function users(data: Json): Said {
  const lines = reportLines(data).filter(({ user }) => user !== '<root_account>');
  const twice = new Set(lines.map(({ arn }) => arn)).size < lines.length;
  const key = (line: Json, slot: number) => ({
    slot,
    active: truth(line[`access_key_${slot}_active`]),
    lastRotated: date(line[`access_key_${slot}_last_rotated`]),
    lastUsed: date(line[`access_key_${slot}_last_used_date`]),
  });
  const rows = byId(
    lines,
    (line: Json) => line.arn,
    (line) => ({
      name: line.user,
      userCreated: date(line.user_creation_time),
      passwordEnabled: truth(line.password_enabled),
      passwordLastUsed: date(line.password_last_used),
      passwordLastChanged: date(line.password_last_changed),
      mfaActive: truth(line.mfa_active),
      keys: [key(line, 1), key(line, 2)],
    }),
  );
  return { rows, gaps: twice ? ['population_mismatch'] : [] };
}
export function rootFields(data: Json): Fields {
  const line: Json = reportLines(data).find(({ user }) => user === '<root_account>');
  if (line === undefined) return { lastUsed: '?malformed_response' };
  const uses = [line.password_last_used, line.access_key_1_last_used_date, line.access_key_2_last_used_date].map(date);
  return {
    lastUsed:
      uses
        .filter((at) => at !== null)
        .sort()
        .at(-1) ?? null,
  };
}
export const consoleUsers = (data: Json): number =>
  reportLines(data).filter((line) => line['user'] !== '<root_account>' && line['password_enabled']?.toLowerCase() === 'true').length;

/** Switches are counts. A summary from before 2025 says nothing about the password, so the report's word counts (true in the clean world). */
export const summaryFields = ({ SummaryMap: map }: Json): Fields => ({
  mfaEnabled: map.AccountMFAEnabled > 0,
  passwordPresent: map.AccountPasswordPresent === undefined ? true : map.AccountPasswordPresent > 0,
  accessKeysPresent: map.AccountAccessKeysPresent > 0,
  signingCertificatesPresent: map.AccountSigningCertificatesPresent > 0,
});
export const passwordFields = ({ PasswordPolicy: policy, Error: refused }: Json): Fields | undefined => {
  if (refused) return refused.Code === 'NoSuchEntity' ? { minimumLength: 8, requiresSymbols: false, remembered: 0 } : undefined;
  return {
    minimumLength: or(policy.MinimumPasswordLength),
    requiresUppercase: or(policy.RequireUppercaseCharacters),
    requiresLowercase: or(policy.RequireLowercaseCharacters),
    requiresNumbers: or(policy.RequireNumbers),
    requiresSymbols: or(policy.RequireSymbols),
    remembered: or(policy.PasswordReusePrevention, 0),
  };
};

const FLAGS = { blockPublicAcls: 'BlockPublicAcls', ignorePublicAcls: 'IgnorePublicAcls' } as const;
const MORE_FLAGS = { blockPublicPolicy: 'BlockPublicPolicy', restrictPublicBuckets: 'RestrictPublicBuckets' } as const;
export function blockFields({ PublicAccessBlockConfiguration: block, Error: refused }: Json): Fields | undefined {
  if (refused && refused.Code !== 'NoSuchPublicAccessBlockConfiguration') return undefined;
  const flags = Object.entries({ ...FLAGS, ...MORE_FLAGS });
  return Object.fromEntries(flags.map(([name, member]) => [name, refused ? false : or(block[member])]));
}
export function encryptionFields({ ServerSideEncryptionConfiguration: config, Error: refused }: Json): Fields | undefined {
  if (refused) return refused.Code === 'ServerSideEncryptionConfigurationNotFoundError' ? { sseAlgorithm: null } : undefined;
  return { sseAlgorithm: or(config.Rules[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm) };
}
/** The plain form of AWS's own page counts, and nothing cleverer: no recording has one. */
export function policyFields({ Policy, Error: refused }: Json, bucket: string): Fields | undefined {
  if (refused) return refused.Code === 'NoSuchBucketPolicy' ? { deniesPlainHttp: false } : undefined;
  const statements: readonly Json[] = [JSON.parse(Policy).Statement].flat();
  // "Principal": "arn:…" is none of the grammar's two forms, so the policy as a whole is unreadable
  if (statements.some(({ Principal: who }) => typeof who === 'string' && who !== '*')) return { deniesPlainHttp: '?malformed_response' };
  const denied = statements
    .filter((one) => one.Effect === 'Deny' && (one.Principal === '*' || one.Principal?.AWS === '*'))
    .filter((one) => ['*', 's3:*'].includes(one.Action) && JSON.stringify(one.Condition) === '{"Bool":{"aws:SecureTransport":"false"}}')
    .flatMap((one) => one.Resource);
  return { deniesPlainHttp: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`].every((arn) => denied.includes(arn)) };
}
export const aclFields = ({ Grants }: Json): Fields => ({
  publicByAcl: Grants.some(({ Grantee }: Json) => /\/global\/(?:AllUsers|AuthenticatedUsers)$/.test(Grantee.URI ?? '')),
});
export function regionOf({ LocationConstraint: place }: Json): string {
  return { '': 'us-east-1', EU: 'eu-west-1' }[String(place ?? '')] ?? String(place);
}

export const tags = (list: readonly Json[] | undefined) => list && Object.fromEntries(list.map(({ Key, Value }) => [Key, Value ?? '']));
const database = (one: Json): Fields => ({
  engine: one.Engine,
  backupRetentionPeriod: or(one.BackupRetentionPeriod),
  latestRestorableTime: instant(one.LatestRestorableTime, MISSING),
  tags: or(tags(one.TagList)),
});
const ofRds = (one: Json) => !['neptune', 'docdb'].includes(one.Engine);

/** No cluster is listed beside them: whoever is a member of one is out of sight, and the set says so. */
export function instances({ DBInstances }: Json): Said {
  const all = DBInstances.filter(ofRds);
  const own = all.filter((one: Json) => !one.DBClusterIdentifier);
  const read = (one: Json) => ({
    ...database(one),
    kind: 'instance',
    replica: Boolean(one.ReadReplicaSourceDBInstanceIdentifier || one.ReadReplicaSourceDBClusterIdentifier),
    encrypted: or(one.StorageEncrypted),
    multiAz: or(one.MultiAZ),
  });
  const gaps = own.length < all.length ? ['changed_during_collection'] : [];
  return nameless(DBInstances, 'DBInstanceArn', 'Engine') ?? { rows: byId(own, (one: Json) => one.DBInstanceArn, read), gaps };
}
/** No instance is listed beside them, so the zones of two members are not known. Without StorageEncryptionType "false" is half an answer. */
export function clusters({ DBClusters }: Json): Said {
  const typed = (type: string | undefined) => (type === undefined ? MISSING : type.startsWith('sse-'));
  const zones = (members: readonly Json[] | undefined) => members && (members.length < 2 ? false : '?changed_during_collection');
  const read = (one: Json) => ({
    ...database(one),
    kind: 'cluster',
    replica: Boolean(one.ReplicationSourceIdentifier),
    encrypted: one.StorageEncrypted === true ? true : typed(one.StorageEncryptionType),
    multiAz: or(one.Engine.startsWith('aurora') ? zones(one.DBClusterMembers) : one.MultiAZ),
  });
  return nameless(DBClusters, 'DBClusterArn', 'Engine') ?? whole(byId(DBClusters.filter(ofRds), (one: Json) => one.DBClusterArn, read));
}

export const trails = ({ trailList }: Json): Said =>
  whole(
    byId(
      trailList,
      (one: Json) => one.TrailARN,
      (one) => ({
        name: one.Name,
        homeRegion: one.HomeRegion,
        multiRegion: or(one.IsMultiRegionTrail),
        organization: or(one.IsOrganizationTrail),
        logFileValidation: or(one.LogFileValidationEnabled),
      }),
    ),
  );
export const trailStatusFields = (status: Json): Fields => ({
  logging: or(status.IsLogging),
  lastDelivery: instant(status.LatestDeliveryTime, null),
  deliveryError: status.LatestDeliveryError || null,
});
export function selectorFields({ EventSelectors = [], AdvancedEventSelectors = [] }: Json): Fields {
  const basic = EventSelectors.filter((one: Json) => one.IncludeManagementEvents).map((one: Json) => ({
    only: one.ReadWriteType.replace('Only', ''),
    without: one.ExcludeManagementEventSources ?? [],
  }));
  const advanced = AdvancedEventSelectors.map(({ FieldSelectors }: Json) =>
    Object.fromEntries(FieldSelectors.map((f: Json) => [f.Field, f])),
  )
    .filter((fields: Json) => fields.eventCategory.Equals[0] === 'Management')
    .map((fields: Json) => ({
      only: { true: 'Read', false: 'Write' }[String(fields.readOnly?.Equals[0])] ?? 'All',
      without: fields.eventSource?.NotEquals ?? [],
    }));
  const all: readonly { only: string; without: string[] }[] = [...basic, ...advanced];
  if (all.length > 1) throw new Error('no recording has two selectors of management events: this reading does not know them');
  return {
    managementReads: all.some(({ only }) => only !== 'Write'),
    managementWrites: all.some(({ only }) => only !== 'Read'),
    leftOutSources: all.flatMap(({ without }) => without).sort(),
  };
}

export const recorders = ({ ConfigurationRecorders }: Json): Said =>
  whole(
    byId(
      ConfigurationRecorders,
      (one: Json) => `123456789012/eu-central-1/${one.name}`,
      (one) => ({
        everything: or(one.recordingGroup?.allSupported),
        globalTypes: or(one.recordingGroup?.includeGlobalResourceTypes),
        // the status beside it is of a recorder called `default`
        recording: one.name === 'default' ? true : MISSING,
      }),
    ),
  );
export function recorderStatusFields({ ConfigurationRecordersStatus: all }: Json): Fields {
  const one = all.find(({ name }: Json) => name === 'default');
  return { recording: or(one?.recording), lastStatus: or(one?.lastStatus?.toUpperCase()) };
}
export const flaggedFields = ({ EvaluationResults }: Json): Fields => ({
  nonCompliant: EvaluationResults.map(({ EvaluationResultIdentifier: { EvaluationResultQualifier: one } }: Json) =>
    [one.ResourceType, one.ResourceId].join(' '),
  ),
});
