/** What the owner of the estate declares beside it: no API shows who is known. */
import { fingerprintOf } from './keys.ts';
import { sshKeys } from './worlds/clean-edge.ts';

export const params = {
  'hetzner.redundancy.multi-location': { redundantRoles: ['web'] },
  'hetzner.sshkeys.known-and-strong': { approved: sshKeys.map(({ publicKey }) => fingerprintOf(publicKey)) },
} as const;
