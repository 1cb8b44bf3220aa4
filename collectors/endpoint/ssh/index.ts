/** How an SSH server lets people in. */
import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel, settle, settled, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import { asks, type Methods, type Outside, type Ports } from '../client.ts';
import { atOf } from '../config.ts';

const SshServer = z.object({
  id: z.string(),
  name: z.string(),
  open: known(z.boolean()).describe('The port takes connections'),
  methods: known(z.array(z.string())).describe('Ways of signing in that it offers to somebody who offers none; `none`: it lets anybody in'),
  secondFactor: z.boolean().describe('Declared: passwords are asked beside a second factor'),
});
type SshServer = z.infer<typeof SshServer>;
interface Seen {
  readonly server: { readonly host: string; readonly port: number; readonly secondFactor: boolean };
  readonly port: Answer<Ports>;
  readonly methods: Answer<Methods>;
}

export default defineCollector<Outside, Seen, SshServer>({
  id: 'endpoint/ssh',
  title: 'SSH servers',
  scope: 'perimeter',
  calls: [CALLS.port, CALLS.ssh],
  freshFor: 'P1D',
  resource: SshServer,

  async *fetch(client, ask) {
    const servers = [...new Map(client.config.ssh.map((one) => [atOf(one), one])).values()];
    const of = asks(client, ask);
    ask.proof(`the configuration declares ${servers.length} SSH servers`);
    yield* parallel(servers, async (server) => {
      const port = await of.port(server);
      const methods = openIn(port) === true ? await of.methods(server) : null;
      return { server, port, methods };
    });
  },

  normalise({ server, port, methods }) {
    const id = atOf(server);
    const gap = (detail: string) => unknown({ operation: CALLS.ssh.operation, reason: 'not_run', detail: `${id}: ${detail}` });
    const open = openIn(port);
    return {
      id,
      name: id,
      open,
      methods: settled(
        [open],
        (is): Known<string[]> =>
          is ? settle(methods, { some: (one) => one.methods, none: gap('was not asked') }) : gap('the port is closed'),
      ),
      secondFactor: server.secondFactor,
    };
  },
});

/** Silence is no answer: a firewall, or a host that is down. */
function openIn(answer: Answer<Ports>): Known<boolean> {
  const gap = (detail: string) => unknown({ operation: CALLS.port.operation, reason: 'timeout', detail });
  if (isUnknown(answer)) return answer;
  if (answer === null) return gap('the look came back without an observation');
  if (answer.addresses.some(({ state }) => state === 'open')) return true;
  const quiet = answer.addresses.find(({ state }) => state === 'filtered');
  return quiet ? gap(`${quiet.peer} does not answer: closed cannot be told from unreachable`) : false;
}
