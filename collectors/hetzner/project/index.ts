import { z } from 'zod';
import { defineCollector, known, unknown } from '../../../src/kit.ts';
import type { Unknown } from '../../../src/model.ts';
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
    accessReviewed: known(z.boolean()).describe(
      "Whether members, roles and API tokens were reviewed. Hetzner's API lists none of them, so only an attestation can say",
    ),
    allProjectsCovered: known(z.boolean()).describe(
      'Whether each project of the account has a token in claimcheck.yaml. A token cannot list projects, so only an attestation can say',
    ),
  }),

  async *fetch(client: Hetzner): AsyncIterable<{ project: string }> {
    yield { project: client.project };
  },

  normalise({ project }) {
    return {
      id: project,
      name: project,
      membersUseTwoFactor: unattested(
        `Hetzner's API shows neither members nor their second factor; nobody has attested it for the project ${project}`,
      ),
      accessReviewed: unattested(
        `Hetzner's API shows neither members nor roles nor API tokens; nobody has attested a review of them for the project ${project}`,
      ),
      allProjectsCovered: unattested(
        `Hetzner's API shows a token no project but its own; nobody has attested which projects there are besides ${project}`,
      ),
    };
  },
});

function unattested(detail: string): Unknown {
  return unknown({ operation: 'attestation', reason: 'attestation_missing', detail });
}
