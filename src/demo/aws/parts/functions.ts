/** Lambda functions: their runtimes, resource policies and URLs. */
import type * as Lambda from '@aws-sdk/client-lambda';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

export interface LambdaFunction {
  readonly name: string;
  /** Null: a container image. */
  readonly runtime: Lambda.Runtime | null;
  /** Null: there is no policy. */
  readonly policy: readonly Readonly<Record<string, unknown>>[] | null;
  readonly urls: readonly ('AWS_IAM' | 'NONE')[];
}
type Held = Holding<null, readonly LambdaFunction[]>;
const nothing: Held = { account: null, regions: {}, elsewhere: [] };

const badMarker = () => new AwsRefusal('InvalidParameterValueException', 'The marker is not valid', 400);

/** Fifty at most, whatever is asked: https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
function ListFunctions(input: Lambda.ListFunctionsRequest, ask: Ask): Lambda.ListFunctionsResponse {
  const { items, next } = page(here(ask), ask, { size: input.MaxItems, token: input.Marker }, badMarker);
  return { Functions: items.map((one) => describe(one, ask)), NextMarker: next };
}
function describe({ name, runtime }: LambdaFunction, ask: Ask): Lambda.FunctionConfiguration {
  return {
    FunctionName: name,
    FunctionArn: arnOf(name, ask),
    PackageType: runtime === null ? 'Image' : 'Zip',
    Runtime: runtime ?? undefined,
    Role: `arn:aws:iam::${ask.account.id}:role/${name}`,
    Handler: runtime === null ? undefined : 'index.handler',
    CodeSize: 4096,
    Timeout: 30,
    MemorySize: 256,
    LastModified: ago(40, ask).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    Architectures: ['arm64'],
  };
}
const arnOf = (name: string, { account, regionName }: Ask) => `arn:aws:lambda:${regionName}:${account.id}:function:${name}`;

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
function GetPolicy(input: Lambda.GetPolicyRequest, ask: Ask): Lambda.GetPolicyResponse {
  const { name, policy } = find(input.FunctionName, ask);
  if (policy === null) throw new AwsRefusal('ResourceNotFoundException', 'No policy is associated with the given resource.', 404);
  const Statement = policy.map((one, i) => ({
    Sid: `s${i}`,
    Effect: 'Allow',
    Action: 'lambda:InvokeFunction',
    Resource: arnOf(name, ask),
    ...one,
  }));
  return {
    Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement }),
    RevisionId: '00000000-0000-4000-8000-000000000001',
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html */
function ListFunctionUrlConfigs(input: Lambda.ListFunctionUrlConfigsRequest, ask: Ask): Lambda.ListFunctionUrlConfigsResponse {
  const { name, urls } = find(input.FunctionName, ask);
  const { items, next } = page([...urls.entries()], ask, { size: input.MaxItems, token: input.Marker }, badMarker);
  const made = ago(100, ask).toISOString();
  const FunctionUrlConfigs = items.map(([i, AuthType]) => ({
    FunctionUrl: `https://${name}${i}.lambda-url.${ask.regionName}.on.aws/`,
    FunctionArn: i === 0 ? arnOf(name, ask) : `${arnOf(name, ask)}:alias-${i}`,
    AuthType,
    CreationTime: made,
    LastModifiedTime: made,
    InvokeMode: 'BUFFERED' as const,
  }));
  return { FunctionUrlConfigs, NextMarker: next };
}

function find(asked: string | undefined, ask: Ask): LambdaFunction {
  const found = here(ask).find(({ name }) => name === asked || arnOf(name, ask) === asked);
  if (!found) throw new AwsRefusal('ResourceNotFoundException', `Function not found: ${arnOf(asked ?? '', ask)}`, 404);
  return found;
}
const here = (ask: Ask) => see(ask, functions.id, nothing).region;

const ofService = (Service: string, arn: string) => ({ Principal: { Service }, Condition: { ArnLike: { 'AWS:SourceArn': arn } } });
/** As AWS writes it for a URL without authentication: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
const byUrl = {
  Principal: '*',
  Action: 'lambda:InvokeFunctionUrl',
  Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
};
const resize: LambdaFunction = {
  name: 'resize-images',
  // the runtime with the longest way to go; when its day comes, the demo has drifted
  runtime: 'python3.14',
  policy: [ofService('s3.amazonaws.com', 'arn:aws:s3:::example-prod-images')],
  urls: [],
};
const invoices: LambdaFunction = { name: 'render-invoices', runtime: null, policy: null, urls: ['AWS_IAM', 'AWS_IAM', 'AWS_IAM'] };
const nightly: LambdaFunction = {
  name: 'nightly',
  runtime: 'provided.al2023',
  policy: [
    ofService('events.amazonaws.com', `arn:aws:events:eu-central-1:${PRODUCTION}:rule/nightly`),
    { Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } },
  ],
  urls: [],
};
const of = (frankfurt: readonly LambdaFunction[], virginia: readonly LambdaFunction[]): Held => ({
  account: null,
  regions: { 'eu-central-1': frankfurt, 'us-east-1': virginia },
  elsewhere: [],
});
const rewrite: LambdaFunction = { name: 'rewrite-paths', runtime: 'python3.14', policy: null, urls: [] };

export const functions: Part<null, readonly LambdaFunction[]> = {
  id: 'functions',
  answers: { lambda: { ListFunctions, GetPolicy, ListFunctionUrlConfigs } },
  nothing,
  clean: { [PRODUCTION]: of([resize, invoices, nightly], [rewrite]) },
  drifted: { [PRODUCTION]: of([{ ...resize, runtime: 'python3.8' }, invoices, nightly], [rewrite]) },
  drift: [{ check: 'aws.runtime.supported-versions', resource: 'resize-images', what: 'a function was never moved off a runtime of 2019' }],
  checks: ['aws.lambda.not-public'],
  broken: {
    [PRODUCTION]: of(
      [
        { ...resize, policy: [{ Principal: '*' }] },
        { ...invoices, policy: [byUrl], urls: ['AWS_IAM', 'AWS_IAM', 'NONE'] },
        { ...nightly, policy: [{ Principal: { AWS: '*' }, Condition: { ArnLike: { 'aws:SourceArn': '*' } } }] },
      ],
      [rewrite],
    ),
  },
  refusals: [{ operation: 'lambda:GetPolicy', how: 'denied', region: 'us-east-1' }],
};
