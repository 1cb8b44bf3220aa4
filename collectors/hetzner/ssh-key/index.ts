import { z } from 'zod';
import { defineCollector, isUnknown, known, unknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { member, nameOf } from '../member.ts';
import { type PublicKey, parsePublicKey } from './key.ts';

const { operation } = CALLS.ssh_keys;

export default defineCollector({
  id: 'hetzner/ssh-key',
  title: 'SSH keys that the project puts into new servers',
  scope: 'project',
  calls: [CALLS.ssh_keys],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`id`'),
    name: z.string().describe('`name`'),
    created: known(z.string()).describe('`created`'),
    algorithm: known(z.string()).describe('Algorithm that `public_key` itself names: `ssh-ed25519`, `ssh-rsa`, …'),
    rsaBits: known(z.int().nullable()).describe('Size of the RSA modulus in bits, from `public_key`; null: no RSA key'),
    fingerprint: known(z.string()).describe("`SHA256:…` computed from `public_key`; Hetzner's own `fingerprint` is MD5"),
    undeclared: known(z.boolean()).describe('Never known: stands for what no list of approved keys says'),
  }),

  fetch(client: Hetzner, ask) {
    return ask.pages(operation, {}, client.pages('ssh_keys'));
  },

  normalise(key: Item) {
    const read = keyOf(key);
    return {
      id: String(key.id),
      name: nameOf(key),
      created: member(key, 'created', z.string(), operation),
      algorithm: isUnknown(read) ? read : read.algorithm,
      rsaBits: isUnknown(read) ? read : read.rsaBits,
      fingerprint: isUnknown(read) ? read : read.fingerprint,
      undeclared: unknown({
        operation,
        reason: 'missing_member',
        detail: `nobody has declared which SSH keys are approved, so ${nameOf(key)} is neither on the list nor off it`,
      }),
    };
  },
});

function keyOf(key: Item): Known<PublicKey> {
  const text = member(key, 'public_key', z.string(), operation);
  if (isUnknown(text)) return text;
  return (
    parsePublicKey(text) ??
    unknown({
      operation,
      reason: 'malformed_response',
      detail: `${operation}: \`public_key\` of ${nameOf(key)} is no OpenSSH public key`,
    })
  );
}
