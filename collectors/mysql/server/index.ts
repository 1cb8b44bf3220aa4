import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settled } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { type Mysql, rowsOf } from '../client.ts';
import { VARIABLES } from '../queries.ts';

const Variable = z.looseObject({ Variable_name: z.string(), Value: z.string() });
interface Raw {
  readonly name: string;
  readonly variables: Answer<readonly z.infer<typeof Variable>[]>;
}

export default defineCollector({
  id: 'mysql/server',
  title: 'Settings of the server',
  scope: 'server',
  calls: [VARIABLES.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the server'),
    name: z.string().describe('The same'),
    tlsRequired: known(z.boolean()).describe('`require_secure_transport` is ON: who connects over the network has to use TLS'),
    versions: known(z.array(z.string())).describe('`tls_version`: what it speaks'),
    outdated: known(z.array(z.string())).describe('Those of them that are older than TLS 1.2'),
  }),
  async *fetch(client: Mysql, ask): AsyncIterable<Raw> {
    ask.proof('the one server');
    yield { name: client.config.name, variables: await rowsOf(client, ask, VARIABLES, Variable) };
  },
  normalise({ name, variables }: Raw) {
    const versions = settled([variableOf(variables, 'tls_version')], (text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    );
    return {
      id: name,
      name,
      tlsRequired: settled([variableOf(variables, 'require_secure_transport')], (value) => /^(?:ON|1)$/i.test(value)),
      versions,
      outdated: settled([versions], (all) => all.filter((one) => !/^TLSv1\.[23]$/.test(one))),
    };
  },
});

function variableOf(variables: Raw['variables'], name: string): Known<string> {
  if (isUnknown(variables)) return variables;
  return variables?.find((one) => one.Variable_name === name)?.Value ?? missing(VARIABLES.call.operation, name);
}
