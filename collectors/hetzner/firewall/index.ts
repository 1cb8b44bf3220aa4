import { z } from 'zod';
import { defineCollector, isUnknown, known } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { anyOf, Labels, labelsOf, member, nameOf } from '../member.ts';
import { worldOpen } from './ports.ts';

const { operation } = CALLS.firewalls;

const Rule = z.looseObject({ direction: z.string(), protocol: z.string(), port: z.string().nullable(), source_ips: z.array(z.string()) });
const OpenRange = z.object({
  protocol: z.string().describe('`tcp` or `udp`'),
  from: z.int().describe('First port'),
  to: z.int().describe('Last port'),
});

export default defineCollector({
  id: 'hetzner/firewall',
  title: 'Firewalls, whether they protect anything, and what they open to everybody',
  scope: 'project',
  calls: [CALLS.firewalls],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`id`'),
    name: z.string().describe('`name`'),
    labels: known(Labels).describe('`labels`'),
    applied: known(z.boolean()).describe('`applied_to` names at least one server, itself or through a label selector that matches one'),
    worldOpen: known(z.array(OpenRange)).describe(
      'Ports that all inbound rules together open to the whole IPv4 or IPv6 internet; empty for a firewall that drops everything',
    ),
  }),

  fetch(client: Hetzner, ask) {
    return ask.pages(operation, {}, client.pages('firewalls'));
  },

  normalise(firewall: Item) {
    const rules = member(firewall, 'rules', z.array(Rule), operation);
    return {
      id: String(firewall.id),
      name: nameOf(firewall),
      labels: labelsOf(firewall, operation),
      applied: appliedTo(firewall),
      worldOpen: isUnknown(rules) ? rules : worldOpen(rules, operation),
    };
  },
});

function appliedTo(firewall: Item): Known<boolean> {
  const targets = member(firewall, 'applied_to', z.array(z.looseObject({ type: z.string() })), operation);
  if (isUnknown(targets)) return targets;
  return anyOf(
    targets.map((target) => {
      if (target.type === 'server') return true;
      const matched = member(target, 'applied_to_resources', z.array(z.looseObject({})), operation);
      return isUnknown(matched) ? matched : matched.length > 0;
    }),
  );
}
