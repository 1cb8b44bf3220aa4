import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel, settle } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { BOX_CALLS, CALLS } from '../calls.ts';
import type { Hetzner, Item } from '../client.ts';
import { Labels, labelsOf, member, nameOf, unlabelled } from '../member.ts';
import { newestSnapshot, planInterval } from './plan.ts';

const BOXES = CALLS.storage_boxes.operation;
const SUBACCOUNTS = BOX_CALLS.subaccounts.operation;

interface Raw {
  readonly box: Item;
  readonly snapshots: Answer<readonly Item[]>;
  readonly subaccounts: Answer<readonly Item[]>;
}

const ACCESS = {
  samba: known(z.boolean()).describe('`access_settings.samba_enabled`'),
  webdav: known(z.boolean()).describe('`access_settings.webdav_enabled`'),
  reachableExternally: known(z.boolean()).describe("`access_settings.reachable_externally`: from outside of Hetzner's network"),
};
const Subaccount = z.object({
  name: z.string().describe('`username` of the subaccount, or its number'),
  ...ACCESS,
  readonly: known(z.boolean()).describe('`access_settings.readonly`'),
});

export default defineCollector({
  id: 'hetzner/storage-box',
  title: 'Storage Boxes, who may reach them and how, and their snapshots',
  scope: 'project',
  calls: [CALLS.storage_boxes, BOX_CALLS.snapshots, BOX_CALLS.subaccounts],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('`id`'),
    name: z.string().describe('`name`'),
    labels: known(Labels).describe('`labels`'),
    undeclared: known(z.boolean()).describe('Never known: stands for what a Storage Box without the label asked for does not say'),
    ...ACCESS,
    ssh: known(z.boolean()).describe('`access_settings.ssh_enabled`'),
    deleteProtected: known(z.boolean()).describe('`protection.delete`'),
    subaccounts: known(z.array(Subaccount)).describe('Its subaccounts, each with access settings of its own'),
    planInterval: known(z.int().nullable()).describe('Hours between two automatic snapshots by `snapshot_plan`; null: no plan'),
    newestSnapshot: known(z.string().nullable()).describe('`created` of the newest snapshot, by hand or by plan; null: none'),
  }),

  fetch(client: Hetzner, ask) {
    const list = (name: keyof typeof BOX_CALLS, box: Item) => ask.list(BOX_CALLS[name].operation, { id: box.id }, client.ofBox(name, box));
    return parallel(ask.pages(BOXES, {}, client.pages('storage_boxes')), async (box): Promise<Raw> => {
      const [snapshots, subaccounts] = await Promise.all([list('snapshots', box), list('subaccounts', box)]);
      return { box, snapshots, subaccounts };
    });
  },

  normalise({ box, snapshots, subaccounts }: Raw) {
    const protection = member(box, 'protection', z.looseObject({ delete: z.boolean() }), BOXES);
    return {
      id: String(box.id),
      name: nameOf(box),
      labels: labelsOf(box, BOXES),
      undeclared: unlabelled(box, BOXES),
      ...accessOf(box, BOXES),
      ssh: setting(box, 'ssh_enabled', BOXES),
      deleteProtected: isUnknown(protection) ? protection : protection.delete,
      subaccounts: settle<readonly Item[], z.infer<typeof Subaccount>[]>(subaccounts, {
        some: (all) => all.map(subaccountOf),
        none: missing(SUBACCOUNTS, 'subaccounts'),
      }),
      planInterval: planInterval(box),
      newestSnapshot: newestSnapshot(snapshots),
    };
  },
});

function subaccountOf(account: Item): z.infer<typeof Subaccount> {
  const username = account['username'];
  return {
    name: typeof username === 'string' && username !== '' ? username : `#${account.id}`,
    ...accessOf(account, SUBACCOUNTS),
    readonly: setting(account, 'readonly', SUBACCOUNTS),
  };
}
function accessOf(of: Item, operation: string) {
  return {
    samba: setting(of, 'samba_enabled', operation),
    webdav: setting(of, 'webdav_enabled', operation),
    reachableExternally: setting(of, 'reachable_externally', operation),
  };
}
function setting(of: Item, name: string, operation: string): Known<boolean> {
  const access = member(of, 'access_settings', z.record(z.string(), z.unknown()), operation);
  return isUnknown(access) ? access : member(access, name, z.boolean(), operation);
}
