import { z } from 'zod';
import { type Answer, defineCollector, type Known, known, missing, settle } from '../../../src/kit.ts';
import { ANALYZERS_CALL, type Analyzer, analyzersIn, isExternal, SERVICE_PRINCIPAL } from '../analyzers.ts';
import type { Aws } from '../client.ts';
import { or } from '../kleene.ts';
import { coveredElsewhere, DELEGATES_CALL, ORGANIZATION_CALL } from '../organizations.ts';

const Resource = z.object({
  id: z.string().describe('Account and region'),
  name: z.string().describe('The region'),
  externalAccess: known(z.boolean()).describe(
    'An analyzer of the type ACCOUNT or ORGANIZATION is `ACTIVE` here; unknown when there is none and the organisation may have one elsewhere',
  ),
  analyzers: known(z.array(z.object({ name: z.string(), type: z.string(), status: z.string() }))).describe('ListAnalyzers'),
});

interface Raw {
  readonly id: string;
  readonly region: string;
  readonly analyzers: Answer<readonly Analyzer[]>;
  readonly elsewhere: { readonly said: Known<false>; readonly heard: readonly unknown[] };
}

export default defineCollector({
  id: 'aws/access-analyzer',
  title: 'Which analyzers of IAM Access Analyzer work in a region',
  scope: 'region',
  calls: [ANALYZERS_CALL, ORGANIZATION_CALL, DELEGATES_CALL],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { id, region } }): AsyncIterable<Raw> {
    const [analyzers, elsewhere] = await Promise.all([analyzersIn(aws, ask, region), coveredElsewhere(aws, ask, SERVICE_PRINCIPAL)]);
    yield { id, region: region as string, analyzers, elsewhere };
  },
  normalise({ id, region, analyzers, elsewhere }) {
    const none = missing(ANALYZERS_CALL.operation, 'analyzers');
    return {
      id,
      name: region,
      externalAccess: settle<readonly Analyzer[], boolean>(analyzers, { some: (all) => or(all.some(isExternal), elsewhere.said), none }),
      analyzers: settle(analyzers, { some: (all) => all.map(({ name, type, status }) => ({ name, type, status })), none }),
    };
  },
});
