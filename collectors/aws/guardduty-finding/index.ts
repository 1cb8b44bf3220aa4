import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, known, missing } from '../../../src/kit.ts';
import type { Ask } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { DETECTOR_CALLS, detectorsIn, isOn } from '../guardduty-detectors.ts';
import { gather, turning } from '../paging.ts';

const LIST = call('guardduty', 'ListFindings');
const GET = call('guardduty', 'GetFindings');

/** `Service` holds what happened to the finding afterwards. */
const Finding = z.looseObject({
  Arn: z.string().min(1),
  Id: z.string().min(1),
  Type: z.string().min(1),
  Severity: z.number(),
  CreatedAt: z.string().min(1),
  Service: z.looseObject({ Archived: z.boolean().optional() }).optional(),
});
type Finding = z.infer<typeof Finding>;
/** By Id. A map, so that whoever looks for evidence in what a collector holds need not walk every finding for each of them. */
const Findings = z
  .looseObject({ Findings: z.array(Finding) })
  .transform(({ Findings }) => ({ byId: new Map(Findings.map((finding) => [finding.Id, finding])) }));
type Findings = z.infer<typeof Findings>;
interface Raw {
  readonly finding: Finding;
  /** The answer that it stands in. */
  readonly answer: Findings;
}

/** Severity 7 and more is high or critical: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
const CRITERIA = { Criterion: { severity: { GreaterThanOrEqual: 7 }, 'service.archived': { Equals: ['false'] } } };
/** "FindingIds: Array Members: Maximum number of 50 items": https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetFindings.html */
const AT_ONCE = 50;

export default defineCollector({
  id: 'aws/guardduty-finding',
  title: 'What GuardDuty has found of high severity in a region, and nobody has archived',
  scope: 'region',
  calls: [...DETECTOR_CALLS, LIST, GET],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Arn of the finding'),
    name: z.string().describe('Type and Id of the finding'),
    severity: z.number().describe('Severity: 7 and more is high, 9 and more critical'),
    createdAt: z.string().describe('CreatedAt, RFC 3339: when GuardDuty first found it'),
    archived: known(z.boolean()).describe('Service.Archived'),
  }),
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const { ids, detectors } = await detectorsIn(aws, ask, region);
    if (isUnknown(ids)) return ask.incomplete(ids.$unknown);
    if (detectors.length === 0) nobodyLooked(ask, 'guardduty:ListDetectors', 'GuardDuty is not enabled here, so that nobody has looked');
    for (const detector of detectors) {
      const on = isOn(detector);
      if (isUnknown(on)) ask.incomplete(on.$unknown);
      else if (!on) nobodyLooked(ask, 'guardduty:GetDetector', 'GuardDuty is suspended here, so that nobody looks');
      yield* findingsOf(aws, ask, detector.id, region);
    }
  },
  normalise({ finding: { Arn, Id, Type, Severity, CreatedAt, Service } }) {
    const archived = Service?.Archived ?? missing(GET.operation, 'Findings[].Service.Archived');
    return { id: Arn, name: `${Type} ${Id}`, severity: Severity, createdAt: CreatedAt, archived };
  },
});

function nobodyLooked(ask: Ask, operation: string, detail: string): void {
  ask.incomplete({ operation, reason: 'no_results', detail });
}

async function* findingsOf(aws: Aws, ask: Ask, DetectorId: string, region: string | undefined): AsyncIterable<Raw> {
  const input = { DetectorId, FindingCriteria: CRITERIA };
  const send = (token: object) => aws.send('guardduty', 'ListFindings', { ...input, MaxResults: 50, ...token }, region);
  const pages = turning({ list: 'FindingIds', token: 'NextToken', item: z.string().min(1), key: (id) => id, send });
  const ids = await gather(ask.pages(LIST.operation, input, pages));
  const batches = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, i) => ids.slice(i * AT_ONCE, (i + 1) * AT_ONCE));
  const answers = await Promise.all(
    batches.map(async (FindingIds) => {
      const one = { DetectorId, FindingIds };
      return { FindingIds, answer: await ask(GET.operation, one, Findings, () => aws.send('guardduty', 'GetFindings', one, region)) };
    }),
  );
  for (const { FindingIds, answer } of answers) yield* described(ask, FindingIds, answer);
}
/** Each that was listed must be told about. */
function* described(ask: Ask, ids: readonly string[], answer: Answer<Findings>): Iterable<Raw> {
  if (answer === null || isUnknown(answer)) return ask.incomplete((answer ?? missing(GET.operation, 'Findings')).$unknown);
  const gone = ids.filter((id) => !answer.byId.has(id));
  if (gone.length > 0) {
    const detail = `${GET.operation}: ${gone.length} of the findings just listed are not described: ${gone.slice(0, 3).join(', ')}`;
    ask.incomplete({ operation: GET.operation, reason: 'changed_during_collection', detail });
  }
  for (const finding of answer.byId.values()) yield { finding, answer };
}
