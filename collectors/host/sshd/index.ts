import { z } from 'zod';
import { defineCollector, isUnknown, known, settled } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { gap, type Heard, type Hosts, hear, linesOf, machineIn, told } from '../client.ts';
import { SSHD } from '../queries.ts';

interface Raw {
  readonly name: string;
  readonly heard: Heard;
}
type Settings = ReadonlyMap<string, string>;

/** `sshd -T`: one `keyword value` on each line, keywords in small letters. https://man.openbsd.org/sshd.8 */
export function settingsIn(text: string): Settings {
  return new Map(
    linesOf(text).flatMap((line) => {
      const found = /^([a-z0-9]+) (.+)$/.exec(line);
      return found ? [[found[1] as string, found[2] as string] as const] : [];
    }),
  );
}
const off = (value: Known<string>) => settled<[string], boolean>([value], (word) => word === 'no');

export default defineCollector({
  id: 'host/sshd',
  title: 'Configuration of the SSH server',
  scope: 'machine',
  calls: [SSHD.call],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the machine'),
    name: z.string().describe('The same'),
    passwordsOff: known(z.boolean()).describe('`PasswordAuthentication no`'),
    keyboardInteractiveOff: known(z.boolean()).describe(
      '`KbdInteractiveAuthentication no`; `ChallengeResponseAuthentication` before OpenSSH 8.7',
    ),
    emptyPasswordsOff: known(z.boolean()).describe('`PermitEmptyPasswords no`'),
    permitRootLogin: known(z.string()).describe(
      '`PermitRootLogin`: no, prohibit-password (or without-password), forced-commands-only or yes',
    ),
    maxAuthTries: known(z.int()).describe('`MaxAuthTries`'),
  }),
  async *fetch(client: Hosts, ask, ctx): AsyncIterable<Raw> {
    const looked = machineIn(client, ctx);
    ask.proof('the one machine that was asked');
    yield { name: looked.machine.name, heard: await hear(looked, ask, SSHD) };
  },
  normalise({ name, heard }: Raw) {
    const settings = told(heard, SSHD, ({ stdout }): Known<Settings> => settingsIn(stdout));
    const value = (...keywords: readonly string[]) =>
      settled<[Settings], string>([settings], (all) => {
        const keyword = keywords.find((one) => all.has(one));
        return keyword === undefined ? gap(SSHD.call.operation, 'missing_member', `no ${keywords[0]}`) : (all.get(keyword) as string);
      });
    const tries = value('maxauthtries');
    return {
      id: name,
      name,
      passwordsOff: off(value('passwordauthentication')),
      keyboardInteractiveOff: off(value('kbdinteractiveauthentication', 'challengeresponseauthentication')),
      emptyPasswordsOff: off(value('permitemptypasswords')),
      permitRootLogin: value('permitrootlogin'),
      maxAuthTries: isUnknown(tries)
        ? tries
        : /^\d{1,9}$/.test(tries)
          ? Number(tries)
          : gap(SSHD.call.operation, 'malformed_response', 'maxauthtries is no number'),
    };
  },
});
