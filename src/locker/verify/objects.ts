import { setImmediate } from 'node:timers/promises';
import type { Item, Manifest } from '../manifest.ts';
import type { Ledger } from './codes.ts';
import { checkRecord, isRecord, type RecordCheck } from './records.ts';
import { blame, type Hashed, isProblem, type Shelf } from './shelf.ts';

export interface Counted {
  objects: number;
  files: number;
  records: number;
  bytes: number;
}
export interface ObjectCheck extends RecordCheck {
  readonly shelf: Shelf;
  readonly ledger: Ledger;
  readonly counted: Counted;
  /** Hex digests of the objects that were looked at. */
  readonly seen: Set<string>;
  /** Whether a tombstone says that this run may miss the object. */
  readonly excuse: (hex: string) => boolean;
}

/** Every file and object that a manifest names, each object once however many runs share it. */
export async function checkBytes(folder: string, manifest: Manifest, items: Iterable<Item>, check: ObjectCheck): Promise<void> {
  const { shelf, ledger, counted } = check;
  for (const { name, size, sha256 } of manifest.files) {
    const path = `${folder}/${name}`;
    const found = shelf.hash(path, size);
    const report = /^report\./.test(name);
    if (isProblem(found)) blame(ledger, path, found, 'FILE_MISSING');
    else if (found.hex !== sha256) ledger.add(report ? 'REPORT_DIGEST_MISMATCH' : 'FILE_DIGEST_MISMATCH', path, differs(found, size));
    else count(counted, 'files', found);
  }
  let turn = 0;
  for (const item of items) {
    checkItem(item, folder, manifest, check);
    turn += 1;
    // so that an interruption is heard
    if (turn % 4096 === 0) await setImmediate();
  }
}

function checkItem(item: Item, folder: string, manifest: Manifest, check: ObjectCheck): void {
  const { shelf, ledger, counted, seen, excuse } = check;
  const before = seen.has(item.sha256);
  // a record is held to the window of every run that names it, even when its bytes are known to be right
  if (before && !isRecord(item)) return;
  const found = shelf.hash(item.path, item.size);
  // and not seen: a run that keeps it has to have it
  if (isProblem(found) && found.problem === 'missing' && excuse(item.sha256)) return;
  seen.add(item.sha256);
  if (isProblem(found)) {
    if (!before) blame(ledger, item.path, found, 'OBJECT_MISSING');
  } else if (found.hex !== item.sha256) {
    if (!before) ledger.add('OBJECT_DIGEST_MISMATCH', item.path, `${item.name}: ${differs(found, item.size)}`);
  } else {
    if (!before) count(counted, 'objects', found);
    if (isRecord(item)) {
      if (!before) counted.records += 1;
      checkRecord(found.bytes ?? long(shelf, item), item, folder, manifest, check);
    }
  }
}

/** A question with a very long body makes a long record; what is longer than this is none that we wrote. */
function long(shelf: Shelf, { path }: Item): Uint8Array | undefined {
  const bytes = shelf.whole(path, 32 << 20);
  return isProblem(bytes) ? undefined : bytes;
}

function count(counted: Counted, what: 'objects' | 'files', { size }: Hashed): void {
  counted[what] += 1;
  counted.bytes += size;
}

const differs = (found: Hashed, size: number): string =>
  found.size === size ? 'the bytes are not those that were sealed' : `it has ${found.size} bytes instead of ${size}`;
