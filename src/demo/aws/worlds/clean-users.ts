import type { User } from '../world.ts';

/** Two people with consoles, a newcomer who never signed in, two machines, one retired key. */
export const users: readonly User[] = [
  {
    name: 'alice',
    age: 900,
    password: { changed: 60, lastUsed: 1 },
    mfa: ['virtual', 'hardware'],
    keys: [{ id: 'AKIAALICE00000000001', active: true, age: 40, lastUsed: { age: 2, region: 'eu-central-1', service: 'ec2' } }],
  },
  { name: 'bob', age: 700, password: { changed: 200, lastUsed: 12 }, mfa: ['virtual'], keys: [] },
  { name: 'carol', age: 6, password: { changed: 6, lastUsed: null }, mfa: ['virtual'], keys: [] },
  {
    name: 'claimcheck',
    age: 80,
    mfa: [],
    keys: [{ id: 'AKIAIOSFODNN7EXAMPLE', active: true, age: 80, lastUsed: { age: 0, region: 'us-east-1', service: 'iam' } }],
  },
  {
    name: 'deploy',
    age: 500,
    mfa: [],
    keys: [
      { id: 'AKIADEPLOY0000000001', active: false, age: 500, lastUsed: { age: 120, region: 'eu-central-1', service: 's3' } },
      { id: 'AKIADEPLOY0000000002', active: true, age: 30, lastUsed: { age: 0.5, region: 'eu-central-1', service: 's3' } },
    ],
  },
];
