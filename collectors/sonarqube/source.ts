/** SonarQube Server and SonarQube Cloud: one entry is one server, or one organization of the cloud. */
import { z } from 'zod';
import { defineSource, isUnknown, Uncredentialed } from '../../src/kit.ts';
import type { Subject } from '../../src/model.ts';
import { operationOf, VALIDATE } from './calls.ts';
import { openSonar, type Sonar } from './client.ts';
import { isCloud, mayReach, SonarConfig } from './config.ts';
import { classify } from './failure.ts';

const Validity = z.looseObject({ valid: z.boolean() });

export default defineSource<SonarConfig, Sonar>({
  id: 'sonarqube',
  title: 'SonarQube',
  config: SonarConfig,
  scopes: ['server'],
  calls: [VALIDATE],
  nameOf: ({ name }) => name,
  mayReach,
  accepts: /^application\/json\s*(?:;|$)/i,
  operationOf,
  classify,

  async connect({ name, baseUrl, organization, token, repositories, github }, { door, secret, conceal }) {
    const value = secret(token.env);
    if (value === undefined || value === '') throw new Uncredentialed(`the environment variable ${token.env} holds no SonarQube token`);
    // servers of every age take a token as the user's name, the cloud takes it as a bearer only
    const basic = Buffer.from(`${value}:`).toString('base64');
    conceal(basic);
    const asked = github && { ...github, token: secret(github.token.env) };
    if (asked && (asked.token === undefined || asked.token === ''))
      throw new Uncredentialed(`the environment variable ${github.token.env} holds no GitHub token`);
    return openSonar({
      door,
      name,
      baseUrl,
      cloud: isCloud(baseUrl),
      organization,
      authorization: isCloud(baseUrl) ? `Bearer ${value}` : `Basic ${basic}`,
      mapped: Object.entries(repositories).map(([repository, project]) => ({ repository, project })),
      ...(asked && { github: { ...asked, token: asked.token as string } }),
    });
  },

  declared: ({ name }): readonly Subject[] => [
    { source: 'sonarqube', name, key: `sonarqube/${name}`, id: `sonarqube/${name}`, label: name, scope: 'server' },
  ],

  /** A token that is not known is answered too: `valid` says whose answers these are. */
  async scope(client, { baseUrl, organization, token, notAnalysed }, ask, declared) {
    const { operation } = VALIDATE;
    const excluded = Object.entries(notAnalysed).map(([id, because]) => ({ id, because }));
    const answer = await ask(operation, {}, Validity, () => client.get(VALIDATE, {}));
    const gap = isUnknown(answer)
      ? answer.$unknown
      : answer?.valid
        ? undefined
        : { operation, reason: 'credentials_invalid' as const, detail: `${operation}: the token in ${token.env} is not valid` };
    if (gap) return { principal: { $unknown: gap }, subjects: declared.map((subject) => ({ ...subject, gap })), excluded };
    const where = organization === undefined ? baseUrl : `${baseUrl}, organization ${organization}`;
    const id = `the token in ${token.env}`;
    return { principal: { id, detail: `a valid token at ${where}; whose it is, the Web API does not tell` }, subjects: declared, excluded };
  },
});
