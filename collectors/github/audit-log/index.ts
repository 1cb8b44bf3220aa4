import { z } from 'zod';
import { defineCollector, isUnknown, known, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Ask } from '../../../src/model.ts';
import { ORGANIZATION } from '../calls.ts';
import { byId, type Github } from '../client.ts';
import { askOrganization, enterpriseCloudOf, type OrganizationAnswer } from '../organization.ts';
import { AUDIT_STREAMS } from '../organization-calls.ts';

const Stream = z.looseObject({ id: z.int(), stream_type: z.string(), enabled: z.boolean() });
type Stream = z.infer<typeof Stream>;
interface Raw {
  readonly organization: OrganizationAnswer;
  readonly streams: Answer<readonly Stream[]>;
}

const { operation } = AUDIT_STREAMS;
async function askStreams(github: Github, ask: Ask): Promise<Answer<readonly Stream[]>> {
  const { enterprise } = github;
  if (!enterprise) {
    const detail = 'the audit log is streamed by the enterprise: name it in claimcheck.yaml as `enterprise: { slug: … }`';
    return unknown({ operation, reason: 'not_run', detail, permission: AUDIT_STREAMS.permission });
  }
  const params = { enterprise: enterprise.slug };
  return ask.list(operation, params, enterprise.paging(operation, params, Stream, byId));
}

export default defineCollector({
  id: 'github/audit-log',
  title: 'Where the audit log of an organization is kept besides GitHub',
  scope: 'organization',
  calls: [ORGANIZATION, AUDIT_STREAMS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the organization: `id`'),
    name: z.string().describe('`login`'),
    enterpriseCloud: known(z.boolean()).describe('On a plan that has the audit log to ask for: `plan.name` is enterprise'),
    outOfScopeBecause: z.string().describe('The plan has no such audit log, or empty'),
    streams: known(z.array(z.object({ kind: z.string().describe('`stream_type`'), enabled: z.boolean().describe('`enabled`') }))).describe(
      'Streams of the enterprise that the configuration names',
    ),
  }),
  async *fetch(github: Github, ask): AsyncIterable<Raw> {
    const organization = await askOrganization(github, ask);
    if (organization === null) return;
    if (isUnknown(organization)) ask.incomplete(organization.$unknown);
    else if (enterpriseCloudOf(organization) === false) yield { organization, streams: null };
    else yield { organization, streams: await askStreams(github, ask) };
  },
  normalise({ organization, streams }: Raw) {
    const enterpriseCloud = enterpriseCloudOf(organization);
    const none = unknown({ operation, reason: 'unsupported_plan', detail: 'the plan has no audit log to ask for' });
    return {
      id: String(organization.id),
      name: organization.login,
      enterpriseCloud,
      outOfScopeBecause: enterpriseCloud === false ? 'GitHub shows the audit log of this plan on its pages alone' : '',
      streams: settle(streams, { some: (list) => list.map(({ stream_type, enabled }) => ({ kind: stream_type, enabled })), none }),
    };
  },
});
