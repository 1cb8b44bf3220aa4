import { parseCanonical } from '../canonical.ts';
import { Digests, LISTED } from '../digests.ts';
import { type Item, itemBytes, itemFault, itemsApart, type Manifest, readManifest } from '../manifest.ts';
import { Tree } from '../merkle.ts';
import { SEGMENT } from '../paths.ts';
import type { Ledger } from './codes.ts';
import { isProblem, type Shelf } from './shelf.ts';

const OBJECT = /^objects\/sha256\/[0-9a-f]{2}\/[0-9a-f]{64}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The manifest behind bytes, or undefined: then the ledger says why. Nothing that it names has been looked at. */
export function manifestOf(bytes: Uint8Array, path: string, ledger: Ledger): Manifest | undefined {
  const value = parseCanonical(bytes);
  if (value === undefined) {
    ledger.add('NOT_CANONICAL', path, 'these are not RFC 8785 bytes: reformatted, with a key twice, or no JSON at all');
    return undefined;
  }
  const before = ledger.all.length + ledger.dropped;
  refuseDangerous(value, path, ledger);
  if (ledger.all.length + ledger.dropped > before) return undefined;
  const manifest = readManifest(value);
  if (typeof manifest !== 'string') return manifest;
  ledger.add('MANIFEST_MALFORMED', path, `this is no manifest that we know: ${manifest}`);
  return undefined;
}

/** What leads out of the locker, or rests on a hash that can be forged, is named for what it is. */
function refuseDangerous(value: unknown, path: string, ledger: Ledger): void {
  const { items, files, ...rest } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  for (const item of listed(items)) {
    if (typeof item['path'] === 'string' && !OBJECT.test(item['path']))
      ledger.add('UNSAFE_PATH', path, `it names ${JSON.stringify(item['path'])}; not opened`);
    refuseWeak(item, path, ledger);
  }
  for (const file of listed(files)) {
    if (typeof file['name'] === 'string' && !SEGMENT.test(file['name']))
      ledger.add('UNSAFE_PATH', path, `it names ${JSON.stringify(file['name'])}; not opened`);
    refuseWeak(file, path, ledger);
  }
  for (const name of ['previous', 'configDigest', 'policyDigest']) {
    const digest = rest[name];
    if (typeof digest === 'string' && !DIGEST.test(digest)) ledger.add('DIGEST_ALGORITHM_REJECTED', path, `${name} is no SHA-256 digest`);
  }
}

function refuseWeak(entry: Record<string, unknown>, path: string, ledger: Ledger): void {
  const other = Object.keys(entry).find((name) => /^(?:sha(?!256$)|md\d|crc|blake)/.test(name));
  if (other !== undefined)
    ledger.add('DIGEST_ALGORITHM_REJECTED', path, `${JSON.stringify(entry['name'])} is named by ${other}; only SHA-256 counts`);
}

const listed = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null) : [];

/** What a run lists, in the order of its tree and in that of its sums. */
export interface Listed {
  items(): Iterable<Item>;
  hexes(): Iterable<string>;
}
/** Out of the manifest, or out of the file of its items, each of which has been looked at. Undefined: there are none to be had. */
export function listedOf(manifest: Manifest, folder: string, shelf: Shelf, ledger: Ledger): Listed | undefined {
  const apart = itemsApart(manifest);
  if (apart === undefined) return { items: () => manifest.items, hexes: () => manifest.items.map(({ sha256 }) => sha256).sort() };
  const path = `${folder}/${apart.name}`;
  const refuse = (fault: string): undefined => {
    ledger.add('MANIFEST_MALFORMED', path, `these are no items that we know: ${fault}`);
    return undefined;
  };
  if (manifest.items.length > 0) return refuse('others stand in the manifest');
  const lines = shelf.lines(path);
  // that it is not there, or is not to be read, is said where the files are checked
  if (isProblem(lines)) return undefined;
  const digests = new Digests();
  for (const line of lines) {
    const item = parseCanonical(line);
    const fault = item === undefined ? 'a line is not in canonical form' : itemFault(item, true);
    if (fault !== undefined) return refuse(fault);
    digests.mark((item as Item).sha256, LISTED);
  }
  return {
    *items() {
      const again = shelf.lines(path);
      if (!isProblem(again)) for (const line of again) yield JSON.parse(Buffer.from(line).toString('utf8')) as Item;
    },
    hexes: () => digests.sorted(LISTED),
  };
}

/** The tree over the items is the one that was signed with them. */
export function checkTree(manifest: Manifest, { items }: Listed, path: string, ledger: Ledger): void {
  if (manifest.format === 'claimcheck-run/v1') return;
  const tree = new Tree();
  for (const item of items()) tree.add(itemBytes(item));
  if (tree.size !== manifest.treeSize || tree.root() !== manifest.merkleRoot)
    ledger.add('MERKLE_ROOT_MISMATCH', path, `the tree over its ${tree.size} items has another root`);
}
