/** Storage Boxes, their snapshots and subaccounts. https://docs.hetzner.cloud/reference/hetzner */
import type { Before, Entry } from './answers.ts';
import { locationOf, marksOf } from './answers-shared.ts';
import type { Access, StorageBox } from './world.ts';

const PLANS = {
  daily: { day_of_week: null, day_of_month: null },
  weekly: { day_of_week: 7, day_of_month: null },
  monthly: { day_of_week: null, day_of_month: 1 },
} as const;

export function boxOf(box: StorageBox, before: Before): Entry {
  const { id, name, place, plan } = box;
  return {
    id,
    name,
    ...marksOf(box),
    created: before(350),
    status: box.status ?? 'active',
    username: `u${id}`,
    system: 'HEL1-BX01',
    server: `u${id}.your-storagebox.de`,
    location: locationOf(place),
    stats: { size: 1_048_576, size_data: 1_048_576, size_snapshots: 0 },
    snapshot_plan: plan && { max_snapshots: 10, minute: 30, hour: 3, ...PLANS[plan] },
    access_settings: { ...accessOf(box), zfs_enabled: false },
    storage_box_type: {
      id: 1,
      name: 'bx11',
      description: 'BX11',
      size: 1_099_511_627_776,
      snapshot_limit: 10,
      automatic_snapshot_limit: 10,
      subaccounts_limit: 100,
      deprecation: null,
      prices: [],
    },
  };
}

function accessOf({ samba, webdav, external }: Access) {
  return {
    reachable_externally: external === true,
    samba_enabled: samba === true,
    ssh_enabled: true,
    webdav_enabled: webdav === true,
  };
}

export function snapshotOf({ id, age, byHand }: StorageBox['snapshots'][number], box: StorageBox, before: Before): Entry {
  return {
    id,
    name: before(age).replaceAll(':', '-'),
    description: byHand ? 'by hand' : '',
    labels: {},
    created: before(age),
    is_automatic: byHand !== true,
    stats: { size: 0, size_filesystem: 1_048_576 },
    storage_box: box.id,
  };
}

export function subaccountOf(account: StorageBox['subaccounts'][number], box: StorageBox, before: Before): Entry {
  const { id } = account;
  const username = `u${box.id}-sub${id}`;
  return {
    id,
    name: username,
    username,
    server: `${username}.your-storagebox.de`,
    home_directory: `backups/${id}`,
    description: '',
    labels: {},
    created: before(300),
    access_settings: { ...accessOf(account), readonly: account.readonly === true },
    storage_box: box.id,
  };
}
