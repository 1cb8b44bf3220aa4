/** Private repositories of container images, and how their registry scans. */
import type * as Ecr from '@aws-sdk/client-ecr';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Registry {
  readonly scanType: Ecr.ScanType;
  /** Filter to frequency. */
  readonly rules: Readonly<Record<string, Ecr.ScanFrequency>>;
  readonly repositories: readonly { readonly name: string; readonly scanOnPush: boolean; readonly tags: Ecr.ImageTagMutability }[];
}
type Held = Holding<null, Registry>;
/** As every registry begins: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-basic.html */
const EMPTY: Registry = { scanType: 'BASIC', rules: {}, repositories: [] };
const nothing: Held = { account: null, regions: {}, elsewhere: EMPTY };

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html */
function DescribeRepositories(input: Ecr.DescribeRepositoriesRequest, ask: Ask): Ecr.DescribeRepositoriesResponse {
  const bad = () => new AwsRefusal('InvalidParameterException', 'Invalid parameter at nextToken');
  if (input.repositoryNames) throw new AwsRefusal('InvalidParameterException', 'The simulator lists all repositories');
  const { items, next } = page(here(ask).repositories, ask, { size: input.maxResults, token: input.nextToken }, bad);
  const { account, regionName } = ask;
  const repositories = items.map(({ name, scanOnPush, tags }) => ({
    repositoryArn: `arn:aws:ecr:${regionName}:${account.id}:repository/${name}`,
    registryId: account.id,
    repositoryName: name,
    repositoryUri: `${account.id}.dkr.ecr.${regionName}.amazonaws.com/${name}`,
    createdAt: ago(400, ask),
    imageTagMutability: tags,
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: { encryptionType: 'AES256' as const },
  }));
  return { repositories, nextToken: next };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetRegistryScanningConfiguration.html */
function GetRegistryScanningConfiguration(_: object, ask: Ask): Ecr.GetRegistryScanningConfigurationResponse {
  const { scanType, rules } = here(ask);
  const all = Object.entries(rules).map(([filter, scanFrequency]) => ({
    scanFrequency,
    repositoryFilters: [{ filter, filterType: 'WILDCARD' as const }],
  }));
  return { registryId: ask.account.id, scanningConfiguration: { scanType, rules: all } };
}
const here = (ask: Ask) => see(ask, ecr.id, nothing).region;

const web = { name: 'web', scanOnPush: false, tags: 'IMMUTABLE' as const };
const frankfurt: Registry = {
  scanType: 'ENHANCED',
  rules: { '*': 'SCAN_ON_PUSH', web: 'CONTINUOUS_SCAN' },
  repositories: [web, { ...web, name: 'jobs/nightly' }, { ...web, name: 'tools/lint', tags: 'IMMUTABLE_WITH_EXCLUSION' }],
};
const virginia: Registry = {
  scanType: 'BASIC',
  rules: { 'mirror-*': 'SCAN_ON_PUSH' },
  repositories: [
    { ...web, name: 'mirror-web' },
    { ...web, name: 'edge', scanOnPush: true },
  ],
};
const of = (regions: Held['regions']): Held => ({ account: null, regions, elsewhere: EMPTY });
const clean = of({ 'eu-central-1': frankfurt, 'us-east-1': virginia });

export const ecr: Part<null, Registry> = {
  id: 'ecr',
  answers: { ecr: { DescribeRepositories, GetRegistryScanningConfiguration } },
  nothing,
  clean: { [PRODUCTION]: clean },
  drifted: { [PRODUCTION]: clean },
  drift: [],
  checks: ['aws.ecr.scan-and-immutable'],
  broken: {
    [PRODUCTION]: of({
      'eu-central-1': {
        ...frankfurt,
        rules: { web: 'CONTINUOUS_SCAN' },
        // under enhanced scanning its own flag means nothing
        repositories: [
          { ...web, tags: 'MUTABLE' },
          { ...web, name: 'jobs/nightly', scanOnPush: true },
          { ...web, name: 'website' },
        ],
      },
      'us-east-1': { ...virginia, rules: { '*': 'MANUAL' } },
    }),
  },
  refusals: [],
};
