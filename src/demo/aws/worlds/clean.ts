/** A tidy estate: every check of AWS passes, or has nothing to look at. */

import { PRODUCTION, SANDBOX } from '../accounts.ts';
import { cleanParts } from '../parts/index.ts';
import type { Account, World } from '../world.ts';
import { buckets, WALLED } from './clean-buckets.ts';
import { frankfurt, quiet, virginia } from './clean-regions.ts';
import { users } from './clean-users.ts';
import { allRegions } from './regions.ts';

export { PRODUCTION, SANDBOX };

const production: Account = {
  id: PRODUCTION,
  alias: 'example-production',
  // AWS's own example keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
  callerKeys: ['AKIAIOSFODNN7EXAMPLE'],
  caller: 'claimcheck',
  root: { age: 2100, password: true, passwordLastUsed: 410, mfa: 'hardware', accessKeys: 0, signingCertificates: 0 },
  users,
  passwordPolicy: { minimumLength: 16, symbols: true, numbers: true, upperCase: true, lowerCase: true, remembered: 24, maximumAge: null },
  publicAccessBlock: WALLED,
  buckets: buckets(PRODUCTION),
  regions: allRegions(quiet, { 'eu-central-1': frankfurt, 'us-east-1': virginia }),
};

/** Root without credentials, as AWS Organizations makes new members; nobody and nothing in it. */
const sandbox: Account = {
  ...production,
  id: SANDBOX,
  alias: 'example-sandbox',
  callerKeys: ['AKIAI44QH8DHBEXAMPLE'],
  root: { age: 90, password: false, passwordLastUsed: null, mfa: null, accessKeys: 0, signingCertificates: 0 },
  users: users.filter(({ name }) => name === 'claimcheck'),
  passwordPolicy: null,
  buckets: [],
  regions: allRegions(quiet, { 'eu-central-1': { ...quiet, trails: frankfurt.trails } }),
};

export const clean: World = { name: 'clean', accounts: [production, sandbox], pageSize: 2, refusals: [], parts: cleanParts };
