import { z } from 'zod';
import { defineCollector, known, missing } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { HUB_NOT_SUBSCRIBED } from '../not-enabled.ts';
import { turning } from '../paging.ts';

const GET = call('securityhub', 'GetFindings', { absentOn: [HUB_NOT_SUBSCRIBED] });

/** https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-attributes.html */
const Finding = z.looseObject({
  Id: z.string().min(1),
  ProductArn: z.string().min(1),
  Title: z.string().min(1),
  CreatedAt: z.string().min(1),
  Severity: z.looseObject({ Label: z.string().min(1).optional() }).optional(),
  Workflow: z.looseObject({ Status: z.string().min(1).optional() }).optional(),
  RecordState: z.string().min(1).optional(),
});
type Finding = z.infer<typeof Finding>;

/** Filters on one field are alternatives, those on several hold together: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html */
const oneOf = (...values: string[]) => values.map((Value) => ({ Comparison: 'EQUALS', Value }));
const FILTERS = { RecordState: oneOf('ACTIVE'), WorkflowStatus: oneOf('NEW', 'NOTIFIED'), SeverityLabel: oneOf('CRITICAL', 'HIGH') };

const member = (name: string) => missing(GET.operation, `Findings[].${name}`);

export default defineCollector({
  id: 'aws/security-hub-finding',
  title: "Security Hub's open findings of critical and high severity in a region",
  scope: 'region',
  calls: [GET],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Id of the finding'),
    name: z.string().describe('Title of the finding'),
    severity: known(z.string()).describe('Severity.Label'),
    workflow: known(z.string()).describe('Workflow.Status: `NEW` and `NOTIFIED` are open, `SUPPRESSED` and `RESOLVED` are not'),
    recordState: known(z.string()).describe('RecordState: `ACTIVE`, or `ARCHIVED` by the product that found it'),
    createdAt: z.string().describe('CreatedAt, RFC 3339'),
  }),
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Finding> {
    const pages = turning({
      list: 'Findings',
      token: 'NextToken',
      item: Finding,
      key: ({ ProductArn, Id }) => `${ProductArn} ${Id}`,
      send: (token) => aws.send('securityhub', 'GetFindings', { Filters: FILTERS, MaxResults: 100, ...token }, region),
    });
    yield* ask.pages(GET.operation, {}, pages);
    // the same question twice is asked once: `pages` gives what there is, `list` says whether there is a hub at all
    if ((await ask.list(GET.operation, {}, pages)) !== null) return;
    const detail = 'this account is not subscribed to Security Hub here, so that nobody has looked';
    ask.incomplete({ operation: GET.operation, reason: 'no_results', detail });
  },
  normalise({ Id, Title, Severity, Workflow, RecordState, CreatedAt }) {
    return {
      id: Id,
      name: Title,
      severity: Severity?.Label ?? member('Severity.Label'),
      workflow: Workflow?.Status ?? member('Workflow.Status'),
      recordState: RecordState ?? member('RecordState'),
      createdAt: CreatedAt,
    };
  },
});
