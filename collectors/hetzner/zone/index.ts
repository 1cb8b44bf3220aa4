import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel, settle, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { CALLS, ZONE_CALLS } from '../calls.ts';
import type { Hetzner, Item, RecordSet } from '../client.ts';
import { member, nameOf } from '../member.ts';
import { hostNamesIn } from './names.ts';

const { operation } = CALLS.zones;
const RECORDS = ZONE_CALLS.rrsets.operation;
const DELEGATION = ['valid', 'partially-valid', 'invalid', 'lame', 'unregistered', 'unknown'] as const;

interface Raw {
  readonly zone: Item;
  /** Absent: a copy, whose records Hetzner does not list. */
  readonly records?: Answer<readonly RecordSet[]>;
}

export default defineCollector({
  id: 'hetzner/zone',
  title: 'DNS zones, their delegation, protection and transfer',
  scope: 'project',
  calls: [CALLS.zones, ZONE_CALLS.rrsets],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`id`'),
    name: z.string().describe('`name`'),
    secondary: known(z.boolean()).describe('`mode` is `secondary`: Hetzner copies the zone from other nameservers'),
    published: known(z.boolean()).describe('`status` is `ok`, not `error`; unknown while it is `updating`'),
    delegation: known(z.string()).describe('`authoritative_nameservers.delegation_status`; unknown while Hetzner does not know it yet'),
    deleteProtected: known(z.boolean()).describe('`protection.delete`'),
    hostNames: known(z.array(z.string())).describe(
      'Names in the zone that lead to a public address (A, AAAA) or to another name (CNAME), without those with an underscore',
    ),
    transferAlgorithms: known(z.array(known(z.string()))).describe(
      '`primary_nameservers[].tsig_algorithm` of a secondary zone, one per nameserver; `none` where it is null',
    ),
  }),

  fetch(client: Hetzner, ask) {
    return parallel(ask.pages(operation, {}, client.pages('zones')), async (zone): Promise<Raw> => {
      if (modeOf(zone) !== 'primary') return { zone };
      return { zone, records: await ask.list(RECORDS, { id: zone.id }, client.ofZone(zone)) };
    });
  },

  normalise({ zone, records }: Raw) {
    const mode = modeOf(zone);
    const protection = member(zone, 'protection', z.looseObject({ delete: z.boolean() }), operation);
    return {
      id: String(zone.id),
      name: nameOf(zone),
      secondary: isUnknown(mode) ? mode : mode === 'secondary',
      published: publishedOf(zone),
      delegation: delegationOf(zone),
      deleteProtected: isUnknown(protection) ? protection : protection.delete,
      hostNames: namesOf(zone, records),
      transferAlgorithms: algorithmsOf(zone, mode === 'secondary'),
    };
  },
});

const modeOf = (zone: Item) => member(zone, 'mode', z.enum(['primary', 'secondary']), operation);

function namesOf(zone: Item, records: Raw['records']): Known<string[]> {
  const mode = modeOf(zone);
  if (isUnknown(mode)) return mode;
  const untold = `${nameOf(zone)} is a copy: Hetzner lists the records of primary zones only`;
  if (records === undefined) return unknown({ operation: RECORDS, reason: 'no_results', detail: untold });
  return settle<readonly RecordSet[], string[]>(records, {
    some: (all) => hostNamesIn(nameOf(zone), all, RECORDS),
    none: missing(RECORDS, 'rrsets'),
  });
}

const notYet = (detail: string) => unknown({ operation, reason: 'missing_member', detail: `${operation}: ${detail}` });

function publishedOf(zone: Item): Known<boolean> {
  const status = member(zone, 'status', z.enum(['ok', 'updating', 'error']), operation);
  if (isUnknown(status)) return status;
  return status === 'updating' ? notYet(`${nameOf(zone)} is being published right now`) : status === 'ok';
}

function delegationOf(zone: Item): Known<string> {
  const servers = member(zone, 'authoritative_nameservers', z.record(z.string(), z.unknown()), operation);
  if (isUnknown(servers)) return servers;
  const status = member(servers, 'delegation_status', z.enum(DELEGATION), operation);
  return status === 'unknown' ? notYet(`the delegation of ${nameOf(zone)} is not known yet`) : status;
}

/** The key itself stands beside it, and is not read. */
function algorithmsOf(zone: Item, secondary: boolean): Known<Known<string>[]> {
  const servers = member(zone, 'primary_nameservers', z.array(z.record(z.string(), z.unknown())), operation);
  if (isUnknown(servers)) return servers;
  if (secondary && servers.length === 0) return notYet(`${nameOf(zone)} is a copy and names nobody of whom`);
  return servers.map((server) => {
    const algorithm = member(server, 'tsig_algorithm', z.string().nullable(), operation);
    return algorithm === null ? 'none' : algorithm;
  });
}
