/** What watches and tells: trails, alarms, AWS Config, findings, patches, logs. What moto shows of them, check by check. */
import { all, BROKEN, both, each, four, HTML, NONE, type Row, regional } from './moto-rows.ts';

export const WATCH: readonly Row[] = [
  {
    // the trail writes to no log group, so that no metric filter could see anything; the archive has no trail
    check: 'aws.alarms.identity-and-trail-changes',
    moto: each(
      'unknown ?changes of AWS Config (unexpected_content_type) ?changes of CloudTrail (unexpected_content_type) ?changes of IAM policies (unexpected_content_type)',
    ),
    mended: each('fail -changes of AWS Config -changes of CloudTrail -changes of IAM policies'),
  },
  {
    check: 'aws.alarms.network-changes',
    moto: each(
      'unknown ?changes of VPCs (unexpected_content_type) ?changes of network access control lists (unexpected_content_type) ?changes of network gateways (unexpected_content_type) ?changes of route tables (unexpected_content_type) ?changes of security groups (unexpected_content_type)',
    ),
    mended: each(
      'fail -changes of VPCs -changes of network access control lists -changes of network gateways -changes of route tables -changes of security groups',
    ),
  },
  {
    check: 'aws.alarms.root-and-nomfa-signin',
    moto: each(
      'unknown ?console sign-ins of IAM users without MFA (unexpected_content_type) ?use of the root user (unexpected_content_type)',
    ),
    mended: each('fail -console sign-ins of IAM users without MFA -use of the root user'),
  },
  {
    check: 'aws.alarms.unauthorized-and-signin-failures',
    moto: each('unknown ?API calls that are refused (unexpected_content_type) ?console sign-ins that fail (unexpected_content_type)'),
    mended: each('fail -API calls that are refused -console sign-ins that fail'),
  },
  {
    // its bucket logs no access
    check: 'aws.cloudtrail.bucket-protected',
    moto: all(HTML),
    mended: four('fail -everything', NONE, NONE, NONE),
  },
  {
    // moto's CloudTrail answers JSON as text/html: what came could be anybody's page, so nobody knows, though a trail is there and one is not
    check: 'aws.cloudtrail.log-validation',
    moto: each(HTML),
    mended: both('pass +everything', 'fail -*'),
  },
  {
    // once read: LatestDeliveryTime is the moment of asking as long as the trail logs, which AWS would say five minutes later
    check: 'aws.cloudtrail.multi-region',
    moto: each(HTML),
    mended: both('pass +everything', 'fail -*'),
  },
  {
    // moto's recorder stays PENDING for ever, which is not SUCCESS: a failure, and the delivery status (not implemented: HTML 500) cannot
    // change that. No recorder at all is a failure too.
    check: 'aws.config.recorder',
    moto: all(HTML),
    mended: four('fail -default', 'fail -*', 'fail -*', 'fail -*'),
  },
  {
    // whether the region is used is not known without a recorder of everything, and what moto's recorder counts is not implemented (HTML 500)
    check: 'aws.config.regions-in-use',
    moto: regional((region) => `unknown ?${region} (unexpected_content_type)`),
    mended: four(
      'unknown ?eu-central-1 (provider_error)',
      'unknown ?us-east-1 (population_incomplete)',
      'unknown ?eu-central-1 (population_incomplete)',
      'unknown ?us-east-1 (population_incomplete)',
    ),
  },
  {
    // DescribeComplianceByConfigRule is not implemented (HTML 500): the rule is known, what it finds is not
    check: 'aws.config.rules-compliant',
    moto: all(HTML),
    mended: four('unknown ?volumes (provider_error)', NONE, NONE, NONE),
  },
  {
    // no detector
    check: 'aws.guardduty.enabled',
    moto: regional((region) => `unknown ?${region} (unexpected_content_type)`),
    mended: regional((region) => `fail -${region}`),
  },
  {
    // without a detector nobody has looked: no findings are no proof
    check: 'aws.guardduty.findings-handled',
    moto: all(HTML),
    mended: all('unknown ?* (no_results)'),
  },
  {
    // ListCoverage is not implemented (HTML 404); no instance runs that should be in it
    check: 'aws.inspector.coverage',
    moto: all(NONE),
  },
  {
    // moto lists no account at all in BatchGetAccountStatus; there is nothing that Inspector would scan
    check: 'aws.inspector.enabled',
    moto: regional((region) => `unknown ?Lambda functions in ${region} (unexpected_content_type)`),
    mended: all(NONE),
  },
  {
    // AWS names the account that was asked about, as enabled or as failed; moto names none: whether anybody has looked is not known
    check: 'aws.inspector.findings-sla',
    moto: all(HTML),
    mended: all('unknown ?* (missing_member)'),
  },
  {
    check: 'aws.logs.retention',
    moto: all(HTML),
    mended: all(NONE),
  },
  {
    // asked where a bucket says that it holds personal data; moto knows no session of Macie's
    check: 'aws.macie.enabled',
    moto: four(NONE, NONE, 'unknown ?eu-central-1 (provider_error)', NONE),
  },
  {
    // DescribeHub says InvalidAccessException as AWS does (with 401); DescribeSecurityHubV2 is not implemented (HTML 404), and it might be enabled there
    check: 'aws.securityhub.enabled',
    moto: regional((region) => `unknown ?${region} (provider_error)`),
  },
  {
    // AWS refuses GetFindings with InvalidAccessException where the account is not subscribed, which is unknown; moto lists none
    check: 'aws.securityhub.findings-sla',
    moto: all(HTML),
    mended: all('pass +*'),
  },
  {
    // DescribeInstanceInformation is not implemented: HTML 500
    check: 'aws.ssm.instances-managed',
    moto: all(BROKEN),
  },
  {
    // DescribeInstanceInformation is not implemented: HTML 500
    check: 'aws.ssm.patch-compliance',
    moto: all(BROKEN),
  },
];
