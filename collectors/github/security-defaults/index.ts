import { z } from 'zod';
import { defineCollector, known, missing, settle, settled } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { ORGANIZATION } from '../calls.ts';
import type { Github } from '../client.ts';
import { type OrganizationAnswer, theOrganization } from '../organization.ts';
import { SECURITY_DEFAULTS } from '../organization-calls.ts';
import { and, or } from '../repository/layer.ts';

/** https://docs.github.com/en/rest/code-security/configurations#get-default-code-security-configurations */
const Default = z.looseObject({
  default_for_new_repos: z.string(),
  configuration: z.looseObject({
    name: z.string().optional(),
    secret_scanning: z.string().optional(),
    secret_scanning_push_protection: z.string().optional(),
    dependabot_alerts: z.string().optional(),
    code_scanning_default_setup: z.string().optional(),
  }),
});
type Default = z.infer<typeof Default>;
const KINDS = ['public', 'private_and_internal'] as const;
const FEATURES = ['secret_scanning', 'secret_scanning_push_protection', 'dependabot_alerts'] as const;
type Feature = (typeof FEATURES)[number] | 'code_scanning_default_setup';

interface Raw {
  readonly organization: OrganizationAnswer;
  readonly found: Answer<readonly Default[]>;
}

/** On in what every new public repository gets, and in what every private or internal one gets. */
export function everywhere(defaults: readonly Default[], feature: Feature): Known<boolean> {
  const on = ({ configuration }: Default): Known<boolean> => {
    const status = configuration[feature];
    return status === undefined ? missing(SECURITY_DEFAULTS.operation, `configuration.${feature}`) : status === 'enabled';
  };
  return and(
    KINDS.map((kind) => or(defaults.filter((one) => one.default_for_new_repos === kind || one.default_for_new_repos === 'all').map(on))),
  );
}

export default defineCollector({
  id: 'github/security-defaults',
  title: 'Which security features new repositories of an organization begin with',
  scope: 'organization',
  calls: [ORGANIZATION, SECURITY_DEFAULTS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('GitHub’s number of the organization: `id`'),
    name: z.string().describe('`login`'),
    configurations: known(z.array(z.string())).describe(
      'Names of the default configurations, and for which repositories: `default_for_new_repos`',
    ),
    secretScanning: known(z.boolean()).describe('`configuration.secret_scanning` is enabled for all new repositories'),
    pushProtection: known(z.boolean()).describe('`configuration.secret_scanning_push_protection` is enabled for all new repositories'),
    dependabotAlerts: known(z.boolean()).describe('`configuration.dependabot_alerts` is enabled for all new repositories'),
    codeScanning: known(z.boolean()).describe('`configuration.code_scanning_default_setup` is enabled for all new repositories'),
  }),
  fetch(github: Github, ask) {
    const params = { org: github.organization };
    const { operation } = SECURITY_DEFAULTS;
    return theOrganization(github, ask, () => ask(operation, params, z.array(Default), () => github.get(operation, params)));
  },
  normalise({ organization, found }: Raw) {
    const list = settle(found, { some: (value) => value, none: missing(SECURITY_DEFAULTS.operation, 'default_for_new_repos') });
    const on = (feature: Feature): Known<boolean> => settled([list], (value: readonly Default[]) => everywhere(value, feature));
    return {
      id: String(organization.id),
      name: organization.login,
      configurations: settled([list], (value: readonly Default[]) =>
        value.map(({ configuration, default_for_new_repos }) => `${configuration.name ?? 'unnamed'} for ${default_for_new_repos}`).sort(),
      ),
      secretScanning: on('secret_scanning'),
      pushProtection: on('secret_scanning_push_protection'),
      dependabotAlerts: on('dependabot_alerts'),
      codeScanning: on('code_scanning_default_setup'),
    };
  },
});
