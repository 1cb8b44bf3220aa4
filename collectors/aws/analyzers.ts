/** The analyzers of IAM Access Analyzer in one region, and what they have found. */
import { z } from 'zod';
import type { Answer, Ask, Call, Paging } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';
import { turning } from './paging.ts';

export const ANALYZERS_CALL: Call = call('accessanalyzer', 'ListAnalyzers');
export const FINDINGS_CALL: Call = call('accessanalyzer', 'ListFindingsV2');
/** https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-access-analyzer.html */
export const SERVICE_PRINCIPAL = 'access-analyzer.amazonaws.com';

export const Analyzer = z.looseObject({
  arn: z.string().min(1),
  name: z.string().min(1),
  type: z.string().min(1),
  status: z.string().min(1),
});
export type Analyzer = z.infer<typeof Analyzer>;
export const Finding = z.looseObject({
  id: z.string().min(1),
  resource: z.string().optional(),
  resourceType: z.string().min(1),
  status: z.string().min(1),
  createdAt: z.date(),
});
export type Finding = z.infer<typeof Finding>;

export function analyzersIn(aws: Aws, ask: Ask, region: string | undefined): Promise<Answer<readonly Analyzer[]>> {
  return ask.list(
    ANALYZERS_CALL.operation,
    { region },
    turning({
      list: 'analyzers',
      token: 'nextToken',
      item: Analyzer,
      key: ({ arn }) => arn,
      send: (token) => aws.send('accessanalyzer', 'ListAnalyzers', token, region),
    }),
  );
}
/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html: the types, and the statuses. */
export const isExternal = ({ type, status }: Analyzer): boolean => status === 'ACTIVE' && (type === 'ACCOUNT' || type === 'ORGANIZATION');
export const isUnused = ({ type, status }: Analyzer): boolean => status === 'ACTIVE' && type.endsWith('_UNUSED_ACCESS');

/** Those that nobody has archived and that have not resolved themselves. */
export function openFindings(aws: Aws, analyzerArn: string, region: string | undefined): Paging<Record<string, unknown>, Finding> {
  const input = { analyzerArn, filter: { status: { eq: ['ACTIVE'] } }, maxResults: 100 };
  return turning({
    list: 'findings',
    token: 'nextToken',
    item: Finding,
    key: ({ id }) => id,
    send: (token) => aws.send('accessanalyzer', 'ListFindingsV2', { ...input, ...token }, region),
  });
}
