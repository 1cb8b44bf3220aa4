/**
 * How many requests AWS lets through, where that is written down. Each is for one account and region. What is not here is learned from
 * refusals, as is everything that is here and no longer true.
 */
import type { Limit, Subject, WireRequest } from '../../src/model.ts';

interface Row extends Limit {
  /** Operations of the service that share the bucket; absent: each has its own. */
  readonly together?: string;
}
const at = (burst: number, perSecond: number, docs: string, more: Pick<Row, 'together' | 'hearsay'> = {}): Row => ({
  burst,
  perSecond,
  docs,
  ...more,
});

const ACCOUNT = 'https://docs.aws.amazon.com/accounts/latest/reference/quotas.html';
const CLOUDTRAIL = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html';
const CLOUDWATCH = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html';
const EC2 = 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const LOGS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html';
const SECURITY_HUB = 'https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html';
const STEAMPIPE = 'https://github.com/turbot/steampipe-plugin-aws';
const WAF = 'https://docs.aws.amazon.com/waf/latest/developerguide/limits.html';

/** By operation, or by service for all others of it. A limit given without a burst is taken to have none beyond one second. */
const LIMITS: Readonly<Record<string, Row>> = {
  'account:GetAlternateContact': at(15, 10, ACCOUNT),
  'account:GetContactInformation': at(15, 10, ACCOUNT),
  cloudfront: at(5, 5, STEAMPIPE, { hearsay: true }),
  cloudtrail: at(10, 10, CLOUDTRAIL),
  'cloudwatch:DescribeAlarms': at(9, 9, CLOUDWATCH),
  // non-mutating actions; those without a filter and without MaxResults have half of it, so that every listing says MaxResults
  ec2: at(100, 20, EC2),
  // AWS publishes none
  iam: at(15, 15, STEAMPIPE, { hearsay: true }),
  lambda: at(15, 15, LAMBDA, { together: 'lambda:*' }),
  'lambda:GetPolicy': at(15, 15, LAMBDA),
  'logs:DescribeLogGroups': at(10, 10, LOGS),
  'logs:DescribeMetricFilters': at(5, 5, LOGS),
  securityhub: at(30, 10, SECURITY_HUB),
  'securityhub:GetFindings': at(6, 3, SECURITY_HUB),
  // "to any individual Get action", "to any individual List action"
  wafv2: at(5, 5, WAF),
};

/** `AWS4-HMAC-SHA256 Credential=AKIA…/20261121/eu-central-1/iam/aws4_request, …` */
const SCOPE = /Credential=[^/,]+\/\d{8}\/([a-z0-9-]+)\//;

export function laneOf(
  operation: string,
  { headers }: WireRequest,
  { id, name }: Subject,
): { readonly key: string; readonly limit?: Limit } {
  const account = /^\d{12}/.exec(id)?.[0] ?? name;
  const region = SCOPE.exec(String(headers['authorization']))?.[1] ?? '-';
  const limit = LIMITS[operation] ?? LIMITS[operation.slice(0, operation.indexOf(':'))];
  const key = `${account} ${region} ${limit?.together ?? operation}`;
  return limit ? { key, limit } : { key };
}
