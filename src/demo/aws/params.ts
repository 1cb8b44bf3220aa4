/** What the tidy estate's owner would write into claimcheck.yaml: each part says what its checks have to be told. */
import { params as backup } from './parts/backup/index.ts';
import { params as iam } from './parts/iam/clean.ts';
import { params as networkFirewalls } from './parts/network-firewalls.ts';

export const params: Readonly<Record<string, object>> = { ...backup, ...iam, ...networkFirewalls };
