import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { SETTINGS, STATUS } from '../calls.ts';
import type { Sonar } from '../client.ts';
import { isSupported } from './releases.ts';

const Status = z.looseObject({ version: z.string().min(1), status: z.string().min(1) });
const Settings = z.looseObject({ settings: z.array(z.looseObject({ key: z.string(), value: z.string().optional() })) });
const KEY = 'sonar.forceAuthentication';
interface Raw {
  readonly name: string;
  readonly status: Answer<z.infer<typeof Status>>;
  readonly settings: Answer<z.infer<typeof Settings>>;
}

export default defineCollector({
  id: 'sonarqube/server',
  title: 'The SonarQube server itself',
  scope: 'server',
  calls: [STATUS, SETTINGS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives it'),
    name: z.string().describe('The same'),
    status: known(z.string()).describe('`status`: UP is the only good one'),
    version: known(z.string()).describe('`version`'),
    supported: known(z.boolean()).describe('Whether SonarSource maintains that version today, by a dated table of releases'),
    forcesLogin: known(z.boolean()).describe('`sonar.forceAuthentication` is not false'),
  }),
  async *fetch(client: Sonar, ask): AsyncIterable<Raw> {
    if (client.cloud) return ask.proof('SonarQube Cloud: the server is SonarSource’s');
    const [status, settings] = await Promise.all([
      ask(STATUS.operation, {}, Status, () => client.get(STATUS, {})),
      ask(SETTINGS.operation, { keys: KEY }, Settings, () => client.get(SETTINGS, { keys: KEY })),
    ]);
    ask.proof('the one server that was asked');
    yield { name: client.name, status, settings };
  },
  normalise({ name, status, settings }: Raw, { now }) {
    const version = settle(status, { some: (found): Known<string> => found.version, none: missing(STATUS.operation, 'version') });
    return {
      id: name,
      name,
      status: settle(status, { some: (found): Known<string> => found.status, none: missing(STATUS.operation, 'status') }),
      version,
      supported: isUnknown(version) ? version : isSupported(version, now, STATUS.operation),
      forcesLogin: settle(settings, { some: forced, none: missing(SETTINGS.operation, KEY) }),
    };
  },
});

/** Settings that the token may not see are left out, and so are none: the default is listed with its value. */
function forced({ settings }: z.infer<typeof Settings>): Known<boolean> {
  const value = settings.find(({ key }) => key === KEY)?.value;
  return value === undefined ? missing(SETTINGS.operation, KEY, 'Administer System') : value !== 'false';
}
