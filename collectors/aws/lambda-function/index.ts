import { z } from 'zod';
import { type Answer, defineCollector, isUnknown, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { FUNCTIONS, functionPages, type LambdaFunction } from '../functions.ts';
import { or } from '../kleene.ts';
import { type Exposure, exposureOf } from './exposure.ts';

const POLICY = 'lambda:GetPolicy';
const URLS = 'lambda:ListFunctionUrlConfigs';

const Policy = z.looseObject({ Policy: z.string().min(1) });
/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionUrlConfig.html */
const Url = z.looseObject({ FunctionUrl: z.string().min(1), AuthType: z.string().min(1).optional() });
const UrlPage = z.looseObject({ FunctionUrlConfigs: z.array(Url), NextMarker: z.string().optional() });

interface Raw {
  readonly found: LambdaFunction;
  readonly policy: Answer<z.infer<typeof Policy>>;
  readonly urls: Answer<readonly z.infer<typeof Url>[]>;
}

const Resource = z.object({
  id: z.string().describe('FunctionArn'),
  name: z.string().describe('FunctionName'),
  publicByPolicy: known(z.boolean()).describe('Its resource policy allows something to everyone without any condition that narrows it'),
  publicOnlyIf: known(z.array(z.string())).describe('Condition keys that alone narrow what its resource policy allows to everyone'),
  publicUrl: known(z.boolean()).describe('A function URL, of it or of one of its aliases, has the AuthType NONE'),
});

export default defineCollector({
  id: 'aws/lambda-function',
  title: 'Lambda functions: who may invoke them',
  scope: 'region',
  calls: [
    call('lambda', 'ListFunctions'),
    // "No policy is associated with the given resource": https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
    call('lambda', 'GetPolicy', { absentOn: ['ResourceNotFoundException'] }),
    call('lambda', 'ListFunctionUrlConfigs'),
  ],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    yield* parallel(ask.pages(FUNCTIONS, {}, functionPages(aws, region)), async (found) => {
      const input = { FunctionName: found.FunctionName };
      const [policy, urls] = await Promise.all([
        ask(POLICY, input, Policy, () => aws.send('lambda', 'GetPolicy', input, region)),
        ask.list(URLS, input, {
          page: UrlPage,
          send: (token) =>
            aws.send('lambda', 'ListFunctionUrlConfigs', { ...input, ...(token !== undefined && { Marker: token }) }, region),
          items: ({ FunctionUrlConfigs }) => FunctionUrlConfigs,
          next: ({ NextMarker: token }) => (token === '' ? undefined : token),
          key: ({ FunctionUrl }) => FunctionUrl,
        }),
      ]);
      return { found, policy, urls };
    });
  },
  normalise({ found, policy, urls }) {
    const none: Exposure = { open: false, onlyIf: [] };
    const exposure = settle(policy, { some: ({ Policy: text }) => exposureOf(POLICY, text), none });
    return {
      id: found.FunctionArn,
      name: found.FunctionName,
      publicByPolicy: isUnknown(exposure) ? exposure : exposure.open,
      publicOnlyIf: isUnknown(exposure) ? exposure : [...exposure.onlyIf],
      publicUrl: settle(urls, {
        some: (all) => all.map(isOpen).reduce(or, false as Known<boolean>),
        none: missing(URLS, 'FunctionUrlConfigs'),
      }),
    };
  },
});

function isOpen({ AuthType }: z.infer<typeof Url>): Known<boolean> {
  return AuthType === undefined ? missing(URLS, 'FunctionUrlConfigs[].AuthType') : AuthType === 'NONE';
}
