import { z } from 'zod';
import { defineCollector, isUnknown, known, missing } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { member, nameOf } from '../member.ts';

const { operation } = CALLS.certificates;
const ISSUANCE = ['completed', 'failed', 'pending'] as const;
const RENEWAL = ['failed', 'pending', 'scheduled', 'unavailable'] as const;

export default defineCollector({
  id: 'hetzner/certificate',
  title: 'Certificates that load balancers serve, and their renewal',
  scope: 'project',
  calls: [CALLS.certificates],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`id`'),
    name: z.string().describe('`name`'),
    hostNames: known(z.array(z.string())).describe('`domain_names`: what it may be shown for'),
    used: known(z.boolean()).describe('`used_by` names at least one thing'),
    managed: known(z.boolean()).describe('`type` is `managed`: Hetzner gets and renews it; else somebody uploaded it'),
    notValidAfter: known(z.string().nullable()).describe('`not_valid_after`; null: a managed certificate that was never issued'),
    issuance: known(z.string().nullable()).describe('`status.issuance`: completed, failed or pending; null: uploaded'),
    renewal: known(z.string().nullable()).describe('`status.renewal`: scheduled, pending, failed or unavailable; null: uploaded'),
  }),

  fetch(client: Hetzner, ask) {
    return ask.pages(operation, {}, client.pages('certificates'));
  },

  normalise(certificate: Item) {
    const usedBy = member(certificate, 'used_by', z.array(z.looseObject({})), operation);
    const type = member(certificate, 'type', z.enum(['managed', 'uploaded']), operation);
    const managed = isUnknown(type) ? type : type === 'managed';
    const notValidAfter = member(certificate, 'not_valid_after', z.iso.datetime({ offset: true }).nullable(), operation);
    return {
      id: String(certificate.id),
      name: nameOf(certificate),
      hostNames: member(certificate, 'domain_names', z.array(z.string()), operation),
      used: isUnknown(usedBy) ? usedBy : usedBy.length > 0,
      managed,
      // what somebody uploaded has an end; null would be Hetzner not telling it
      notValidAfter: notValidAfter === null && managed !== true ? missing(operation, 'not_valid_after') : notValidAfter,
      issuance: stateOf(certificate, managed, 'issuance', ISSUANCE),
      renewal: stateOf(certificate, managed, 'renewal', RENEWAL),
    };
  },
});

function stateOf(certificate: Item, managed: Known<boolean>, name: string, states: readonly string[]): Known<string | null> {
  if (isUnknown(managed)) return managed;
  if (!managed) return null;
  const status = member(certificate, 'status', z.record(z.string(), z.unknown()), operation);
  return isUnknown(status) ? status : member(status, name, z.enum(states), operation);
}
