/** Whose machines a name leads to, as far as DNS shows it: the names that its addresses have in the providers' own zones. */
import { isIPv4 } from 'node:net';
import { isUnknown, unknown } from '../../../src/kit.ts';
import type { Answer, Known, Reason } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Asks, RecordOf, Records } from '../client.ts';

export interface Hosting {
  readonly addresses: readonly Answer<Records<string>>[];
  readonly names: readonly { readonly address: string; readonly answer: Answer<Records<RecordOf<'PTR'>>> }[];
}
/** What providers call the addresses that they give out, until a customer names them otherwise. */
const ZONES: readonly (readonly [zone: string, provider: string])[] = [
  // https://docs.hetzner.com/cloud/servers/cloud-server-rdns/
  ['your-server.de', 'hetzner'],
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html, .../AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html
  ['amazonaws.com', 'aws'],
  ['cloudfront.net', 'aws'],
  ['awsglobalaccelerator.com', 'aws'],
  // https://cloud.google.com/compute/docs/instances/create-ptr-record
  ['googleusercontent.com', 'google'],
  ['cloudapp.azure.com', 'azure'],
  ['ovh.net', 'ovh'],
  ['linodeusercontent.com', 'linode'],
];

/** The addresses of the name, and what each of them is called. */
export async function hostingOf(of: Asks, domain: string): Promise<Hosting> {
  const addresses = await Promise.all([of.records(domain, 'A'), of.records(domain, 'AAAA')]);
  const found = addresses.flatMap((answer) => (isUnknown(answer) || answer === null ? [] : answer.records));
  const names = await Promise.all(
    [...new Set(found)].map(async (address) => ({ address, answer: await of.records(reversed(address), 'PTR') })),
  );
  return { addresses, names };
}

/** One provider for each address; an address with a name of the customer's own tells nobody whose it is. */
export function hostsOf(domain: string, { addresses, names }: Hosting): Known<Known<string>[]> {
  const hidden = addresses.find(isUnknown);
  if (hidden) return hidden;
  return names.map(({ address, answer }) => {
    if (isUnknown(answer)) return answer;
    const called = answer === null ? [] : answer.records.map((name) => name.toLowerCase().replace(/\.$/, ''));
    const [provider] = ZONES.flatMap(([zone, one]) => (called.some((name) => name.endsWith(`.${zone}`)) ? [one] : []));
    if (provider !== undefined) return provider;
    const told = called.length === 0 ? 'has no name' : `is called ${called.join(', ')}`;
    return gap('missing_member', `${domain}: ${address} ${told}, which does not say whose it is`);
  });
}
const gap = (reason: Reason, detail: string) => unknown({ operation: CALLS.records.operation, reason, detail });

/** RFC 1035 section 3.5 and RFC 3596 section 2.5. */
export function reversed(address: string): string {
  if (isIPv4(address)) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const [before, after] = [groups(head), tail === undefined ? [] : groups(tail)];
  const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
  const nibbles = all.map((group) => group.padStart(4, '0')).join('');
  return `${[...nibbles].reverse().join('.')}.ip6.arpa`;
}
