/** What the tidy estate's owner would write into claimcheck.yaml: each part says what its checks have to be told. */
import { PRODUCTION, SANDBOX } from './accounts.ts';
import { params as backup } from './parts/backup/index.ts';
import { params as iam } from './parts/iam/clean.ts';
import { APPROVED_ADMINISTRATORS } from './parts/identity-center.ts';
import { params as networkFirewalls } from './parts/network-firewalls.ts';

export const params: Readonly<Record<string, object>> = {
  ...backup,
  ...iam,
  ...networkFirewalls,
  'aws.config.regions-in-use': { allowedRegions: ['eu-central-1', 'us-east-1'] },
  'aws.organizations.env-accounts-separate': { environments: [`production=${PRODUCTION}`, `staging=${SANDBOX}`] },
  'aws.sso.admin-assignments-listed': { approved: APPROVED_ADMINISTRATORS },
};
