import { z } from 'zod';
import { defineCollector, known, unknown } from '../../../src/kit.ts';
import type { Hetzner } from '../client.ts';

export default defineCollector({
  id: 'hetzner/project',
  title: 'The project itself, and what its API keeps to itself',
  scope: 'project',
  // nothing to ask: that the token answers is found out once per run, before any collector
  calls: [],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the project'),
    name: z.string().describe('The name that claimcheck.yaml gives the project'),
    membersUseTwoFactor: known(z.boolean()).describe(
      "Whether every member signs in with a second factor. Hetzner's API has no members, so only an attestation can say",
    ),
  }),

  async *fetch(client: Hetzner): AsyncIterable<{ project: string }> {
    yield { project: client.project };
  },

  normalise({ project }) {
    return {
      id: project,
      name: project,
      membersUseTwoFactor: unknown({
        operation: 'attestation',
        reason: 'attestation_missing',
        detail: `Hetzner's API shows neither members nor their second factor; nobody has attested it for the project ${project}`,
      }),
    };
  },
});
