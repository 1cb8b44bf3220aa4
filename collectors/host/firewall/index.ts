import { z } from 'zod';
import { defineCollector, known, settled } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { type Heard, type Hosts, hear, isAbsent, machineIn, odd, told } from '../client.ts';
import { both, either } from '../kleene.ts';
import { IP6TABLES_RULES, IPTABLES_RULES, IPV6_OFF, NFT_RULES, type Question, UFW_STATUS } from '../queries.ts';
import { iptablesDenies, ufwDenies } from './iptables.ts';
import { type Denies, nftDenies } from './nft.ts';

interface Raw {
  readonly name: string;
  readonly nft: Heard;
  readonly iptables: Heard;
  readonly ip6tables: Heard;
  readonly ufw: Heard;
  readonly ipv6: Heard;
}

export default defineCollector({
  id: 'host/firewall',
  title: 'Packet filter of the machine',
  scope: 'machine',
  calls: [NFT_RULES, IPTABLES_RULES, IP6TABLES_RULES, UFW_STATUS, IPV6_OFF].map(({ call }) => call),
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The name that claimcheck.yaml gives the machine'),
    name: z.string().describe('The same'),
    denies4: known(z.boolean()).describe('What comes in over IPv4 and no rule lets in is dropped or rejected'),
    denies6: known(z.boolean()).describe('The same over IPv6; true as well where IPv6 is switched off'),
    denies: known(z.boolean()).describe('Both'),
  }),
  async *fetch(client: Hosts, ask, ctx): AsyncIterable<Raw> {
    const looked = machineIn(client, ctx);
    ask.proof('the one machine that was asked');
    const of = (question: Question) => hear(looked, ask, question);
    const [nft, iptables, ip6tables, ufw, ipv6] = await Promise.all([
      of(NFT_RULES),
      of(IPTABLES_RULES),
      of(IP6TABLES_RULES),
      of(UFW_STATUS),
      of(IPV6_OFF),
    ]);
    yield { name: looked.machine.name, nft, iptables, ip6tables, ufw, ipv6 };
  },
  normalise({ name, nft, iptables, ip6tables, ufw, ipv6 }: Raw) {
    const byNft = told(nft, NFT_RULES, ({ stdout }) => nftDenies(stdout));
    const denies4 = either(
      settled<[Denies], boolean>([byNft], ({ v4 }) => v4),
      byTables(iptables, IPTABLES_RULES),
      isAbsent(ufw) ? false : told(ufw, UFW_STATUS, ({ stdout }) => ufwDenies(stdout)),
    );
    const off = told(ipv6, IPV6_OFF, ({ stdout }) => (/^[01]\s*$/.test(stdout) ? stdout.startsWith('1') : odd(IPV6_OFF.call, stdout)));
    const filtered6 = either(
      settled<[Denies], boolean>([byNft], ({ v6 }) => v6),
      byTables(ip6tables, IP6TABLES_RULES),
    );
    const denies6 = either(filtered6, off);
    return { id: name, name, denies4, denies6, denies: both(denies4, denies6) };
  },
});

/** `iptables` that is not installed has no rules that nft would not show; `nft` that is not installed may have had them all. */
const byTables = (heard: Heard, question: Question): Known<boolean> =>
  isAbsent(heard) ? false : told(heard, question, ({ stdout }) => iptablesDenies(stdout, question));
