import { z } from 'zod';
import { defineCollector, known, missing, unknown } from '../../../src/kit.ts';
import { byId, type Github } from '../client.ts';
import { INSTALLATIONS } from '../organization-calls.ts';

const Installation = z.looseObject({
  id: z.int(),
  app_slug: z.string().min(1),
  permissions: z.record(z.string(), z.string()),
  repository_selection: z.string(),
  suspended_at: z.string().nullish(),
});
type Installation = z.infer<typeof Installation>;

/** What lets an App change who may do what, in a repository or in the organization. */
const ADMINISTRATION = ['administration', 'organization_administration'];

export default defineCollector({
  id: 'github/app-installation',
  title: 'GitHub Apps that are installed on an organization',
  scope: 'organization',
  calls: [INSTALLATIONS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the installation: `id`'),
    name: z.string().describe('`app_slug`'),
    permissions: z.array(z.string()).describe('`permissions`, each as `contents: read`, sorted'),
    administers: z.boolean().describe('May write `administration` or `organization_administration`'),
    repositorySelection: z.string().describe('all or selected: `repository_selection`'),
    suspended: known(z.boolean()).describe('May do nothing until somebody lifts it: `suspended_at`'),
    unreviewed: known(z.boolean()).describe('Never known: stands for what nobody has approved'),
  }),
  async *fetch(github: Github, ask): AsyncIterable<Installation> {
    const params = { org: github.organization };
    yield* ask.pages(INSTALLATIONS.operation, params, github.paging(INSTALLATIONS.operation, params, Installation, byId, 'installations'));
  },
  normalise({ id, app_slug, permissions, repository_selection, suspended_at }: Installation) {
    return {
      id: String(id),
      name: app_slug,
      permissions: Object.entries(permissions)
        .map(([name, level]) => `${name}: ${level}`)
        .sort(),
      administers: ADMINISTRATION.some((name) => permissions[name] !== undefined && permissions[name] !== 'read'),
      repositorySelection: repository_selection,
      suspended: suspended_at === undefined ? missing(INSTALLATIONS.operation, 'suspended_at') : suspended_at !== null,
      unreviewed: unknown({
        operation: 'declaration',
        reason: 'attestation_missing',
        detail: 'nobody has said which Apps are approved: the parameter `approved` of this check',
      }),
    };
  },
});
