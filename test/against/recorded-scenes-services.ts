/** Recorded answers about backups, certificates, the edge and messages: who hears them, and what should come of it. */
import plan from '../../collectors/aws/backup-plan/index.ts';
import vault from '../../collectors/aws/backup-vault/index.ts';
import certificate from '../../collectors/aws/certificate/index.ts';
import distribution from '../../collectors/aws/cloudfront-distribution/index.ts';
import eventAlarm from '../../collectors/aws/event-alarm/index.ts';
import messaging from '../../collectors/aws/messaging/index.ts';
import endpoint from '../../collectors/aws/public-endpoint/index.ts';
import { byId, type Fields, instant, type Json, MISSING, nameless, or, type Said, whole } from './recorded-readings.ts';
import { bare, each, HERE, listed, production, type Scene } from './recorded-worlds.ts';

const nothing = bare();
const queuesAndTopics = bare('messaging');
const backups = bare('backup');
const edge = bare('cloudfront', 'web-acls');
/** The trails of the clean world, their log group, its filters and alarms. */
const monitored = { ...bare('monitoring'), accounts: [production] };

const certificates = ({ CertificateSummaryList }: Json): Said =>
  whole(
    byId(
      CertificateSummaryList,
      (one: Json) => one.CertificateArn,
      ({ DomainName, InUse, NotAfter }) => ({ name: DomainName, store: 'acm', inUse: or(InUse), notAfter: instant(NotAfter, MISSING) }),
    ),
  );
const serverCertificates = ({ ServerCertificateMetadataList }: Json): Said =>
  whole(
    byId(
      ServerCertificateMetadataList,
      (one: Json) => one.Arn,
      (one) => ({ name: one.ServerCertificateName, store: 'iam', inUse: null, notAfter: instant(one.Expiration, MISSING) }),
    ),
  );

const distributions = (read: (one: Json) => Fields) => (data: Json) =>
  nameless(data.DistributionList.Items ?? [], 'DomainName') ??
  whole(
    byId(
      data.DistributionList.Items ?? [],
      (one: Json) => one.ARN,
      (one) => ({ name: one.Aliases?.Items?.[0] ?? one.DomainName, ...read(one) }),
    ),
  );
const encrypted = distributions(({ Enabled, DefaultCacheBehavior: first, CacheBehaviors: others, Origins, ViewerCertificate: shown }) => {
  const viewers = [first, ...(others?.Items ?? [])].map((one) => one?.ViewerProtocolPolicy);
  const origins = Origins?.Items.map(({ CustomOriginConfig: own }: Json) => own?.OriginProtocolPolicy);
  const version = shown?.MinimumProtocolVersion;
  return {
    enabled: or(Enabled),
    viewersUseHttps: !viewers.includes('allow-all') && (first && others ? true : MISSING),
    originsUseHttps: or(origins && !origins.includes('http-only')),
    defaultCertificate: or(shown?.CloudFrontDefaultCertificate),
    minimumProtocolVersion: or(version),
    tls12: or(version && /^TLSv1\.[23]_/.test(version)),
  };
});
/** None, one of AWS WAF Classic (an id alone) or otherwise not of CloudFront's, or one that the world does not have. */
function aclOf(id: string | undefined): unknown {
  if (id === undefined) return MISSING;
  if (id === '') return null;
  return /^arn:aws:wafv2:us-east-1:\d{12}:global\//.test(id) ? '?provider_error' : '?not_run';
}
const guarded = distributions(({ Enabled, WebACLId }) => ({ kind: 'distribution', public: or(Enabled), webAcl: aclOf(WebACLId) }));
const STOPS = ['Block', 'Captcha', 'Challenge'];
const acts = ({ Action, OverrideAction }: Json, { DefaultAction }: Json) => {
  if (Action?.Allow) return DefaultAction.Block !== undefined;
  return Action ? STOPS.some((word) => Action[word]) : OverrideAction.None !== undefined;
};
const webAcl =
  ({ WebACL: acl }: Json) =>
  ({ name }: Fields): Fields => {
    // the third of the world has none
    if (!['www.example.com', 'api.example.com'].includes(String(name))) return { webAcl: null, actingRules: 0 };
    const { PreProcessFirewallManagerRuleGroups: before = [], PostProcessFirewallManagerRuleGroups: after = [] } = acl;
    return { webAcl: acl.Name, actingRules: [...before, ...acl.Rules, ...after].filter((rule: Json) => acts(rule, acl)).length };
  };

const topics = ({ Topics }: Json): Said =>
  whole(
    byId(
      Topics,
      (one: Json) => one.TopicArn,
      () => ({ kind: 'topic', encrypted: '?provider_error' }),
    ),
  );
const queues = ({ QueueUrls }: Json): Said =>
  whole(
    byId(
      QueueUrls,
      (url: string) => url,
      (url) => ({ kind: 'queue', name: url.split('/').at(-1), encrypted: '?provider_error' }),
    ),
  );
const ofKind =
  (kind: string, read: (attributes: Json) => Fields) =>
  ({ Attributes }: Json) =>
  (row: Fields): Fields =>
    row['kind'] === kind ? read(Attributes) : {};
const topic = ofKind('topic', ({ KmsMasterKeyId: key }) => ({ encrypted: key !== undefined, kmsKey: key ?? null }));
/** Before 2021 an answer did not tell whether SQS itself encrypts: without a key it is not known. */
const queue = ofKind('queue', ({ KmsMasterKeyId: key, SqsManagedSseEnabled: own }) => ({
  encrypted: key ? true : own === undefined ? MISSING : own === 'true',
  kmsKey: key ?? (own === undefined ? MISSING : null),
}));

/** What each recorded pattern counts in full, and of what it is not known whether it counts all; nothing in the world hears its metric. */
const PATTERNS: Readonly<Record<string, { readonly all: readonly string[] | 'everything'; readonly perhaps?: string }>> = {
  '{ ($.eventName = ConsoleLogin) && ($.additionalEventData.MFAUsed != Yes) }': { all: ['signin-without-mfa'], perhaps: 'signin-failure' },
  '{ $.errorMessage = "Failed authentication" }': { all: ['signin-failure'], perhaps: 'unauthorized-call' },
  '{($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication")}': { all: ['signin-failure'] },
  ' ': { all: 'everything' },
};
const filters =
  ({ metricFilters }: Json) =>
  ({ kind }: Fields): Fields => {
    const read = metricFilters.map(({ filterName, filterPattern }: Json) => ({ filterName, ...PATTERNS[filterPattern] }));
    const whole = read.filter(({ all }: Json) => all === 'everything' || all.includes(kind));
    const perhaps = read.some((one: Json) => one.perhaps === kind) && '?malformed_response';
    const names = [...new Set(whole.map(({ filterName }: Json) => filterName))].sort();
    return { carried: true, filtered: whole.length > 0 || perhaps, alarmed: false, notified: false, filters: names };
  };
/** Alarms on other metrics than those of the world's filters. */
const deaf = { carried: true, filtered: true, alarmed: false, notified: false };
const confirmed = ({ Subscriptions: all }: Json): Fields => ({
  notified: all.some(({ SubscriptionArn: arn }: Json) => arn.startsWith('arn:aws:sns:')),
});

/** Vault Lock came in 2021: older answers say nothing of it. */
const vaults = ({ BackupVaultList }: Json): Said =>
  whole(
    byId(
      BackupVaultList,
      (one: Json) => one.BackupVaultArn,
      (one) => ({
        name: one.BackupVaultName,
        recoveryPoints: or(one.NumberOfRecoveryPoints),
        locked: or(one.Locked),
        mode: or(one.Locked),
      }),
    ),
  );
const plans = ({ BackupPlansList }: Json): Said =>
  whole(
    byId(
      BackupPlansList,
      (one: Json) => one.BackupPlanArn,
      (one) => ({ name: one.BackupPlanName, destinations: '?provider_error', lastCopy: '?provider_error' }),
    ),
  );
const planned = ({ BackupPlan: { Rules } }: Json): Fields => {
  const all = Rules.flatMap(({ CopyActions = [] }: Json) => CopyActions.map((copy: Json) => copy.DestinationBackupVaultArn));
  return { destinations: all, copiesToAnotherRegion: all.some((arn: string) => arn.split(':')[3] !== HERE) };
};

export const SERVICES: Readonly<Record<string, readonly Scene[]>> = {
  'acm:ListCertificates': [{ collector: certificate, world: () => nothing, says: listed(certificates) }],
  'iam:ListServerCertificates': [{ collector: certificate, world: () => nothing, says: listed(serverCertificates) }],
  'cloudfront:ListDistributions': [
    { collector: distribution, world: () => nothing, says: listed(encrypted) },
    { collector: endpoint, world: () => nothing, says: listed(guarded), unasked: /AWS WAF Classic/ },
  ],
  'wafv2:GetWebACL': [{ collector: endpoint, world: () => edge, says: each(webAcl) }],
  'sns:ListTopics': [{ collector: messaging, world: () => nothing, says: listed(topics) }],
  'sns:GetTopicAttributes': [{ collector: messaging, world: () => queuesAndTopics, says: each(topic) }],
  'sns:ListSubscriptionsByTopic': [{ collector: eventAlarm, world: () => monitored, says: each(confirmed) }],
  'sqs:ListQueues': [{ collector: messaging, world: () => nothing, says: listed(queues) }],
  'sqs:GetQueueAttributes': [{ collector: messaging, world: () => queuesAndTopics, says: each(queue) }],
  'cloudwatch:DescribeAlarms': [{ collector: eventAlarm, world: () => monitored, says: each(() => deaf) }],
  'logs:DescribeMetricFilters': [{ collector: eventAlarm, world: () => monitored, says: each(filters) }],
  'backup:ListBackupVaults': [{ collector: vault, world: () => nothing, says: listed(vaults) }],
  'backup:ListBackupPlans': [{ collector: plan, world: () => nothing, says: listed(plans) }],
  'backup:GetBackupPlan': [{ collector: plan, world: () => backups, says: each(planned) }],
};
