import { z } from 'zod';
import { defineCollector, isUnknown, missing } from '../../../src/kit.ts';
import { ANALYZERS_CALL, type Analyzer, analyzersIn, FINDINGS_CALL, type Finding, isExternal, openFindings } from '../analyzers.ts';
import type { Aws } from '../client.ts';

const Resource = z.object({
  id: z.string().describe('id of the finding'),
  name: z.string().describe('resource: the ARN of what others can reach'),
  resourceType: z.string().describe('resourceType: `AWS::S3::Bucket`'),
  status: z.string().describe('status: `ACTIVE` until somebody archives it or the access is gone'),
  createdAt: z.string().describe('createdAt: when it was found, RFC 3339'),
  analyzer: z.string().describe('Name of the analyzer'),
});

export default defineCollector({
  id: 'aws/access-analyzer-finding',
  title: 'What can be reached from outside and nobody has settled, as IAM Access Analyzer finds it in a region',
  scope: 'region',
  calls: [ANALYZERS_CALL, FINDINGS_CALL],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<{ analyzer: Analyzer; finding: Finding }> {
    const analyzers = await analyzersIn(aws, ask, region);
    if (analyzers === null || isUnknown(analyzers)) {
      ask.incomplete((analyzers ?? missing(ANALYZERS_CALL.operation, 'analyzers')).$unknown);
      return;
    }
    const external = analyzers.filter(isExternal);
    if (external.length === 0) {
      const detail = 'no external-access analyzer of this account is active here, so that nobody has looked';
      ask.incomplete({ operation: ANALYZERS_CALL.operation, reason: 'no_results', detail });
    }
    for (const analyzer of external) {
      const { arn } = analyzer;
      for await (const finding of ask.pages(FINDINGS_CALL.operation, { arn }, openFindings(aws, arn, region))) yield { analyzer, finding };
    }
  },
  normalise({ analyzer, finding: { id, resource, resourceType, status, createdAt } }) {
    // a finding that names no resource is one all the same
    return { id, name: resource ?? id, resourceType, status, createdAt: createdAt.toISOString(), analyzer: analyzer.name };
  },
});
