/** What claimcheck.yaml may say about one SonarQube, and which addresses follow from it. */
import { z } from 'zod';

/** SonarQube Cloud, in its two regions: https://docs.sonarsource.com/sonarqube-cloud/getting-started/getting-started-in-us-region */
const CLOUDS: readonly string[] = ['https://sonarcloud.io', 'https://sonarqube.us'];
const GITHUB = 'https://api.github.com';

const Address = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#]|\/\/[^/]*@/.test(text), 'an address without user, query or fragment')
  .transform((text) => text.replace(/\/+$/, ''));
const Variable = z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable') });
const Repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'a repository is written `owner/name`');

const Entry = z.strictObject({
  type: z.literal('sonarqube'),
  name: z.string().min(1).describe('What you call this SonarQube'),
  baseUrl: Address.describe('Address of the server, with its context path if it has one, or https://sonarcloud.io'),
  organization: z.string().min(1).optional().describe('SonarQube Cloud only: the key of the organization'),
  token: Variable.describe('The environment variable that holds a token with Browse on the projects'),
  repositories: z
    .record(Repository, z.string().min(1))
    .refine((map) => Object.keys(map).length > 0, 'name at least one repository')
    .describe('Every repository in scope, with the key of its SonarQube project'),
  notAnalysed: z
    .record(Repository, z.string().trim().min(20, 'say why, in at least 20 characters'))
    .default({})
    .describe('Repositories that are left out, each with the reason; every report prints them'),
  github: z
    .strictObject({
      token: Variable.describe('The environment variable that holds a token that reads contents and deployments'),
      baseUrl: Address.default(GITHUB),
      environment: z.string().min(1).default('production').describe('The environment whose newest deployment must have been analysed'),
    })
    .optional()
    .describe('Where the repositories are: newest and deployed commits are read there. Absent: they are unknown'),
});
export type SonarConfig = z.infer<typeof Entry>;
export const SonarConfig: typeof Entry = Entry.superRefine(({ baseUrl, organization, repositories, notAnalysed }, ctx) => {
  if (isCloud(baseUrl) && organization === undefined)
    ctx.addIssue({ code: 'custom', path: ['baseUrl'], message: 'SonarQube Cloud needs `organization`' });
  for (const name of Object.keys(notAnalysed))
    if (Object.hasOwn(repositories, name))
      ctx.addIssue({ code: 'custom', path: ['notAnalysed', name], message: 'this repository is named under `repositories` too' });
});

export const isCloud = (baseUrl: string): boolean => CLOUDS.includes(baseUrl);

/** Each of the two addresses, below its own path; no token goes anywhere else. */
export function mayReach(url: URL, { baseUrl, github }: SonarConfig): boolean {
  const below = (base: string, path: string) => {
    const { origin, pathname } = new URL(base);
    return url.origin === origin && url.pathname.startsWith(`${pathname.replace(/\/$/, '')}${path}`);
  };
  if (url.username !== '' || url.password !== '') return false;
  return below(baseUrl, '/api/') || (github !== undefined && below(github.baseUrl, '/repos/'));
}
