/**
 * What the SDK would read out of a strange value. It takes whatever is not `true` for `false`, an empty number for 0, a list with
 * strange children for an empty list, and of two lists of one name the first (readHttpBinding in FromStringShapeDeserializer.js of
 * @smithy/core, readSchema in XmlShapeDeserializer.js of @aws-sdk/core). `<IsPublic/>` must not become "not public".
 */
const TRUTHS = new Set([
  'encrypted',
  'ebsEncryptionByDefault',
  'StorageEncrypted',
  'IsPublic',
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
  'IsTruncated',
  'RequireSymbols',
  'RequireNumbers',
  'RequireUppercaseCharacters',
  'RequireLowercaseCharacters',
  'AtRestEncryptionEnabled',
  'TransitEncryptionEnabled',
  'Encrypted',
  'isPublic',
]);
/** RDS's is a truth; ElastiCache (`enabled`) and Redshift (`Disabled`) have words of the same name. */
const TRUTHS_OF: ReadonlyMap<string, ReadonlySet<string>> = new Map([['MultiAZ', new Set(['DBInstance', 'DBCluster'])]]);
const WHOLE_NUMBERS = new Set([
  'BackupRetentionPeriod',
  'MinimumPasswordLength',
  'PasswordReusePrevention',
  'Days',
  'Years',
  'NoncurrentDays',
  'NewerNoncurrentVersions',
]);
/** Each list, and what alone may stand in it. */
const LISTS: ReadonlyMap<string, string> = new Map([
  ['regionInfo', 'item'],
  ['volumeSet', 'item'],
  ['snapshotSet', 'item'],
  ['DBInstances', 'DBInstance'],
  ['DBClusters', 'DBCluster'],
  ['DBClusterMembers', 'DBClusterMember'],
  ['TagList', 'Tag'],
  ['Buckets', 'Bucket'],
  ['AccessControlList', 'Grant'],
  ['UserDetailList', 'member'],
  ['GroupDetailList', 'member'],
  ['RoleDetailList', 'member'],
  ['Policies', 'member'],
  ['UserPolicyList', 'member'],
  ['GroupPolicyList', 'member'],
  ['RolePolicyList', 'member'],
  ['AttachedManagedPolicies', 'member'],
  ['GroupList', 'member'],
  ['PolicyVersionList', 'member'],
  ['MFADevices', 'member'],
  ['VirtualMFADevices', 'member'],
  ['SAMLProviderList', 'member'],
  ['EnabledFeatures', 'member'],
  ['imagesSet', 'item'],
  ['ReplicationGroups', 'ReplicationGroup'],
  ['Clusters', 'Cluster'],
  ['Topics', 'member'],
  ['TagSet', 'Tag'],
]);

interface Element {
  readonly name: string;
  readonly from: number;
  readonly lists: Set<string>;
}

/** The first such value in a well-formed XML answer, in words. Pure. */
export function strangeValue(xml: string): string | undefined {
  const open: Element[] = [];
  let last = 0;
  const token =
    /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?:\s[^<>]*?)?(\/?)>/g;
  for (let match = token.exec(xml); match; match = token.exec(xml)) {
    const [at, closes, name, empty] = match;
    const parent = open.at(-1);
    if (parent && LISTS.has(parent.name) && xml.slice(last, match.index).trim() !== '')
      return `<${parent.name}> holds text where only a list is due`;
    last = match.index + at.length;
    if (name === undefined) continue;
    if (closes) {
      const closed = open.pop();
      const flaw = closed && strangeText(name, xml.slice(closed.from, match.index), open.at(-1));
      if (flaw) return flaw;
      continue;
    }
    const flaw = (parent && misplaced(name, parent)) ?? (empty ? strangeText(name, '', parent) : undefined);
    if (flaw) return flaw;
    if (!empty) open.push({ name, from: last, lists: new Set() });
  }
  return undefined;
}

function misplaced(name: string, parent: Element): string | undefined {
  const due = LISTS.get(parent.name);
  if (due !== undefined && name !== due) return `<${name}> stands in <${parent.name}>, where only <${due}> is due`;
  if (LISTS.has(name) && parent.lists.has(name)) return `<${name}> occurs twice in one <${parent.name}>`;
  parent.lists.add(name);
  return undefined;
}
function strangeText(name: string, text: string, parent: Element | undefined): string | undefined {
  const isTruth = TRUTHS.has(name) || (parent !== undefined && TRUTHS_OF.get(name)?.has(parent.name) === true);
  const wrong = (isTruth && !/^\s*(?:true|false)\s*$/i.test(text)) || (WHOLE_NUMBERS.has(name) && !/^\s*\d+\s*$/.test(text));
  return wrong ? `<${name}> holds ${JSON.stringify(text.slice(0, 40))}` : undefined;
}
