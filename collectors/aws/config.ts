import { z } from 'zod';
import { REGION_NAME, regionMeant } from './regions.ts';
import { all, signingOf } from './services.ts';

const Region = z.string().superRefine((name, ctx) => {
  const meant = regionMeant(name);
  if (!REGION_NAME.test(name))
    ctx.addIssue({ code: 'custom', message: `${JSON.stringify(name)} is not an AWS region, such as eu-central-1` });
  else if (meant !== undefined) ctx.addIssue({ code: 'custom', message: `AWS has no region ${name} (did you mean ${meant}?)` });
});

/** YAML reads digits as a number, and one that begins with 0 as another one. */
const AccountId = z.preprocess(
  (id) => (typeof id === 'number' ? `${id} without quotes` : id),
  z.string().regex(/^\d{12}$/, 'not an AWS account: twelve digits, in quotes'),
);

const Entry = z.strictObject({
  type: z.literal('aws'),
  /** What you call this account, or all of them: it stands in every row about it. */
  name: z.string().min(1),
  /** All accounts of the organisation, as organizations:ListAccounts tells: asked in its management account, or a delegated administrator's. */
  organization: z.literal(true).optional(),
  /** Instead of a whole organisation: these accounts. */
  accounts: z
    .array(z.strictObject({ id: AccountId, name: z.string().min(1).optional() }))
    .min(1)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'an account is named twice')
    .optional(),
  /** Of an organisation, only these. */
  includeAccounts: z.array(AccountId).min(1).optional(),
  /** Which not to look at, and why: printed in every report. */
  excludeAccounts: z.array(z.strictObject({ account: AccountId, because: z.string().min(1) })).optional(),
  /** With `organization` or `accounts`: the role that is assumed in each of them, with its path if it has one. */
  roleName: z
    .string()
    .regex(/^(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, 'not the name of an IAM role; its ARN is made from it for each account')
    .optional(),
  /** Where to look. Absent: every region that DescribeRegions says is enabled. */
  regions: z
    .array(Region)
    .min(1)
    .refine((names) => new Set(names).size === names.length, 'a region is named twice')
    .optional(),
  /** Where not to look, and why: printed in every report. */
  excludeRegions: z.array(z.strictObject({ region: Region, because: z.string().min(1) })).optional(),
  /** Of ~/.aws/config. Absent: the SDK's usual order (environment, single sign-on, web identity, container, instance). */
  profile: z.string().min(1).optional(),
  /** Assumed with the credentials found so far. */
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'not the ARN of an IAM role')
    .optional(),
  externalId: z.string().min(2).optional(),
  /** How settings are read. Absent: each service is asked about what is its own. */
  collect: z
    .strictObject({
      via: z
        .literal('config')
        .describe('What AWS Config has recorded of a resource is read instead of asking its service, where a recorder that runs covers it'),
      aggregator: z
        .string()
        .regex(/^[\w-]{1,256}$/, 'not the name of an AWS Config aggregator')
        .optional()
        .describe(
          'The aggregator, in the account that these credentials are of, that is asked for all accounts and regions. Absent: each region',
        ),
      aggregatorRegion: Region.optional().describe('Where the aggregator is. Absent: the first of `regions`, or AWS_REGION'),
      asOf: z
        .enum(['item', 'recorder'])
        .optional()
        .describe(
          'As of when an item is evidence. `item` (so if absent): when AWS Config captured it, however long nothing has changed since. ' +
            '`recorder`: the last success of a recorder that has run without a break, and continuously, since before that',
        ),
    })
    .refine(({ aggregator, aggregatorRegion }) => aggregator !== undefined || aggregatorRegion === undefined, {
      path: ['aggregatorRegion'],
      message: 'goes with `aggregator`',
    })
    .optional(),
  /** Another address to ask, for tests and for compatible services. */
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
});
export type AwsConfig = z.infer<typeof Entry>;
/** Keys that only make sense together. */
export const AwsConfig: typeof Entry = Entry.superRefine((entry, ctx) => {
  const refuse = (key: keyof AwsConfig, message: string) => ctx.addIssue({ code: 'custom', path: [key], message });
  const many = entry.organization !== undefined || entry.accounts !== undefined;
  if (entry.organization !== undefined && entry.accounts !== undefined)
    refuse('accounts', 'name either `organization` or `accounts`, not both');
  if (many && entry.roleName === undefined)
    refuse(entry.organization ? 'organization' : 'accounts', 'needs `roleName`: the role to assume in each account');
  if (!many && entry.roleName !== undefined)
    refuse('roleName', 'goes with `organization` or `accounts`; for one account, name the role by `roleArn`');
  if (!entry.organization && entry.includeAccounts !== undefined) refuse('includeAccounts', 'goes with `organization`');
  if (!many && entry.excludeAccounts !== undefined) refuse('excludeAccounts', 'goes with `organization` or `accounts`');
});

/** The address that is asked instead of AWS's own: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
export function endpointOf(config: AwsConfig, env: (name: string) => string | undefined): string | undefined {
  return config.endpoint ?? env('AWS_ENDPOINT_URL');
}

/** Service hosts alone: other names under these suffixes belong to customers (load balancers, instances). */
const SUFFIX = String.raw`(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|api\.amazonwebservices\.(?:com\.cn|eu))`;
const PLACE = String.raw`(?:\.dualstack)?(?:\.(?:us-gov|[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}))?`;
const HOSTS = all
  .filter(({ signing, prefix }) => (signing ?? prefix) !== 's3')
  .map((one) => (one.host ?? signingOf(one)).replaceAll('.', String.raw`\.`));
const SERVICES = String.raw`(?:${HOSTS.join('|')}|portal\.sso|oidc)(?:-fips)?`;
const STORAGE = String.raw`(?:[a-z0-9][a-z0-9.-]*\.)?s3(?:-control)?(?:-fips)?`;
const HOST = new RegExp(`^(?:${SERVICES}|${STORAGE})${PLACE}\\.${SUFFIX}$`);

export function mayReach(url: URL, config: AwsConfig, env: (name: string) => string | undefined): boolean {
  const endpoint = endpointOf(config, env);
  if (endpoint !== undefined) return URL.canParse(endpoint) && url.origin === new URL(endpoint).origin;
  return url.protocol === 'https:' && url.port === '' && HOST.test(url.hostname);
}
