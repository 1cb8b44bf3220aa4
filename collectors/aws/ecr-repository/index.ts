import { z } from 'zod';
import { type Answer, defineCollector, type Known, known, missing, parallel, settle } from '../../../src/kit.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { turning } from '../paging.ts';
import { isImmutable, SCANNING, Scanning, scanned } from './scanning.ts';

const LIST = 'ecr:DescribeRepositories';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Repository.html */
const Repository = z.looseObject({
  repositoryArn: z.string().min(1),
  repositoryName: z.string().min(1),
  imageTagMutability: z.string().min(1).optional(),
  imageScanningConfiguration: z.looseObject({ scanOnPush: z.boolean().optional() }).optional(),
});
interface Raw {
  readonly repository: z.infer<typeof Repository>;
  readonly scanning: Answer<z.infer<typeof Scanning>>;
}

const Resource = z.object({
  id: z.string().describe('repositoryArn'),
  name: z.string().describe('repositoryName'),
  scanType: known(z.string()).describe('scanType of the registry: `BASIC` or `ENHANCED`'),
  scanned: known(z.boolean()).describe(
    'A rule of the registry that is not MANUAL fits its name; with basic scanning, or its own scanOnPush is set',
  ),
  imageTagMutability: known(z.string()).describe('imageTagMutability'),
  immutable: known(z.boolean()).describe('That is `IMMUTABLE` or `IMMUTABLE_WITH_EXCLUSION`'),
});

export default defineCollector({
  id: 'aws/ecr-repository',
  title: 'Private repositories of container images',
  scope: 'region',
  calls: [call('ecr', 'DescribeRepositories'), call('ecr', 'GetRegistryScanningConfiguration')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const repositories = ask.pages(
      LIST,
      {},
      turning({
        list: 'repositories',
        token: 'nextToken',
        item: Repository,
        key: ({ repositoryArn }) => repositoryArn,
        send: (token) => aws.send('ecr', 'DescribeRepositories', { maxResults: 1000, ...token }, region),
      }),
    );
    // asked once, and only where there is a repository
    yield* parallel(repositories, async (repository) => ({
      repository,
      scanning: await ask(SCANNING, {}, Scanning, () => aws.send('ecr', 'GetRegistryScanningConfiguration', {}, region)),
    }));
  },
  normalise({ repository, scanning }) {
    const { repositoryArn: id, repositoryName: name, imageTagMutability, imageScanningConfiguration: own } = repository;
    const none = missing(SCANNING, 'scanningConfiguration');
    const onPush = own?.scanOnPush ?? missing(LIST, 'repositories[].imageScanningConfiguration.scanOnPush');
    return {
      id,
      name,
      scanType: settle(scanning, {
        some: ({ scanningConfiguration: { scanType } }): Known<string> => scanType ?? missing(SCANNING, 'scanningConfiguration.scanType'),
        none,
      }),
      scanned: settle(scanning, { some: ({ scanningConfiguration }) => scanned(name, onPush, scanningConfiguration), none }),
      imageTagMutability: imageTagMutability ?? missing(LIST, 'repositories[].imageTagMutability'),
      immutable: isImmutable(LIST, imageTagMutability),
    };
  },
});
