/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Operations.html */
import type * as Analyzer from '@aws-sdk/client-accessanalyzer';
import { PRODUCTION, SANDBOX } from '../accounts.ts';
import { type Answer, type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { type Holding, type Part, see } from './part.ts';

interface Finding {
  readonly id: string;
  readonly resource: string;
  readonly resourceType: Analyzer.ResourceType;
  readonly type: Analyzer.FindingType;
  readonly status: Analyzer.FindingStatus;
  readonly age: Age;
}
interface One {
  readonly name: string;
  readonly type: Analyzer.Type;
  readonly status: Analyzer.AnalyzerStatus;
  readonly findings: readonly Finding[];
}
type Here = readonly One[];
type State = Holding<null, Here>;

const ID = 'access-analyzer';
const nothing: State = { account: null, regions: {}, elsewhere: [] };
const invalid = (message: string) => () => new AwsRefusal('ValidationException', message, 400);
const arnOf = ({ regionName, account }: Ask, name: string) => `arn:aws:access-analyzer:${regionName}:${account.id}:analyzer/${name}`;

function ListAnalyzers(input: Analyzer.ListAnalyzersRequest, ask: Ask): Analyzer.ListAnalyzersResponse {
  const all = see(ask, ID, nothing).region.filter(({ type }) => type === (input.type ?? type));
  const { items, next } = page(all, ask, { size: input.maxResults, token: input.nextToken }, invalid('Invalid nextToken'));
  return {
    analyzers: items.map(({ name, type, status }) => ({ arn: arnOf(ask, name), name, type, status, createdAt: ago(400, ask), tags: {} })),
    nextToken: next,
  };
}

function ListFindingsV2(input: Analyzer.ListFindingsV2Request, ask: Ask): Analyzer.ListFindingsV2Response {
  const analyzer = see(ask, ID, nothing).region.find(({ name }) => arnOf(ask, name) === input.analyzerArn);
  if (!analyzer) throw new AwsRefusal('ResourceNotFoundException', `Could not find analyzer ${input.analyzerArn}`, 404);
  const { status, ...others } = input.filter ?? {};
  if (Object.keys(others).length > 0 || input.sort) throw invalid('The simulator filters by status alone, and does not sort.')();
  const wanted = analyzer.findings.filter((finding) => status?.eq?.includes(finding.status) ?? true);
  const { items, next } = page(wanted, ask, { size: input.maxResults, token: input.nextToken }, invalid('Invalid nextToken'));
  return {
    findings: items.map(({ id, resource, resourceType, type, status: state, age }) => ({
      id,
      resource,
      resourceType,
      resourceOwnerAccount: ask.account.id,
      status: state,
      findingType: type,
      createdAt: ago(age, ask),
      updatedAt: ago(Math.min(age, 1), ask),
      analyzedAt: ago(0.2, ask),
    })),
    nextToken: next,
  };
}

const finding = (n: number, resource: string, status: Analyzer.FindingStatus, age: Age, more: Partial<Finding> = {}): Finding => ({
  id: `f1000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  resource,
  resourceType: 'AWS::S3::Bucket',
  type: 'ExternalAccess',
  status,
  age,
  ...more,
});
const unused = (n: number, role: string, status: Analyzer.FindingStatus, age: Age): Finding =>
  finding(n, `arn:aws:iam::${PRODUCTION}:role/${role}`, status, age, { resourceType: 'AWS::IAM::Role', type: 'UnusedIAMRole' });

const external = (findings: readonly Finding[]): One => ({ name: 'external-access', type: 'ACCOUNT', status: 'ACTIVE', findings });
const idle = (findings: readonly Finding[]): One => ({ name: 'unused-access', type: 'ACCOUNT_UNUSED_ACCESS', status: 'ACTIVE', findings });

/** Looked at and archived: the picture bucket is meant to be public. Two are new. */
const seen: readonly Finding[] = [
  finding(1, 'arn:aws:s3:::example-prod-images', 'ARCHIVED', 300),
  finding(2, 'arn:aws:s3:::example-prod-terraform', 'RESOLVED', 120),
  finding(3, 'arn:aws:s3:::example-prod-exports', 'ACTIVE', 2),
  finding(4, 'arn:aws:s3:::example-prod-audit-logs', 'ACTIVE', 1),
  finding(5, 'arn:aws:s3:::example-prod-customer-data', 'ACTIVE', 0.5),
];
const reviewed: readonly Finding[] = [
  unused(11, 'old-batch', 'RESOLVED', 200),
  unused(12, 'break-glass', 'ARCHIVED', 300),
  unused(13, 'reporting', 'ACTIVE', 40),
  unused(14, 'nightly-export', 'ACTIVE', 12),
  unused(15, 'edge-warmup', 'ACTIVE', 3),
];
const production = (frankfurt: Here, virginia: Here = [external([])]): State => ({
  account: null,
  regions: { 'eu-central-1': frankfurt, 'us-east-1': virginia },
  elsewhere: [external([])],
});
const clean = production([external(seen), idle(reviewed)]);
const sandbox: State = { account: null, regions: {}, elsewhere: [external([])] };
const FORGOTTEN = finding(6, 'arn:aws:s3:::example-prod-exports', 'ACTIVE', 40);

export const accessAnalyzer: Part<null, Here> = {
  id: ID,
  answers: { 'access-analyzer': { ListAnalyzers, ListFindingsV2 } satisfies Record<string, Answer> },
  nothing,
  clean: { [PRODUCTION]: clean, [SANDBOX]: sandbox },
  drifted: { [PRODUCTION]: production([external([...seen, FORGOTTEN]), idle(reviewed)]), [SANDBOX]: sandbox },
  drift: [
    {
      check: 'aws.accessanalyzer.no-open-findings',
      resource: FORGOTTEN.resource,
      what: 'an external-access finding about a bucket has been open for 40 days',
    },
  ],
  checks: ['aws.accessanalyzer.external-enabled', 'aws.accessanalyzer.no-open-findings', 'aws.accessanalyzer.unused-access'],
  broken: {
    [PRODUCTION]: production([idle([...reviewed, unused(16, 'acquired-company', 'ACTIVE', 91)])], [external([...seen, FORGOTTEN])]),
  },
  refusals: [{ operation: 'access-analyzer:ListFindingsV2', how: 'scp', region: 'us-east-1' }],
};
