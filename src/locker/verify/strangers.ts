import type { Manifest } from '../manifest.ts';
import type { Ledger } from './codes.ts';
import { blame, isProblem, type Shelf } from './shelf.ts';

const OURS = ['locker.json', 'objects', 'runs', 'log', 'keys', 'prunes', 'staging', 'lock', 'attempts.jsonl'];
const PROBE = /^\.probe-/;

/** Files that nobody refers to prove nothing and spoil nothing; but they are not ours. */
export function noteStrangers(shelf: Shelf, seen: ReadonlySet<string>, ledger: Ledger): void {
  for (const name of namesIn(shelf, '.', ledger)) if (!OURS.includes(name)) ledger.add('FOREIGN_FILE', name, 'no part of a locker');
  for (const name of namesIn(shelf, 'objects', ledger))
    if (name !== 'sha256') ledger.add('FOREIGN_FILE', `objects/${name}`, 'no part of a locker');
  for (const two of namesIn(shelf, 'objects/sha256', ledger)) {
    if (!/^[0-9a-f]{2}$/.test(two)) {
      ledger.add('FOREIGN_FILE', `objects/sha256/${two}`, 'no part of a locker');
      continue;
    }
    for (const name of namesIn(shelf, `objects/sha256/${two}`, ledger))
      if (!seen.has(name)) ledger.add('OBJECT_UNREFERENCED', `objects/sha256/${two}/${name}`, 'no run refers to it');
  }
}

export function noteForeign(shelf: Shelf, folder: string, manifest: Manifest, ledger: Ledger): void {
  const known = new Set(['manifest.json', 'SHA256SUMS', 'run.sigstore.json', 'run.tsr', ...manifest.files.map(({ name }) => name)]);
  for (const name of namesIn(shelf, folder, ledger))
    if (!known.has(name)) ledger.add('FOREIGN_FILE', `${folder}/${name}`, 'the manifest does not name it');
}

function namesIn(shelf: Shelf, folder: string, ledger: Ledger): readonly string[] {
  const names = shelf.names(folder);
  if (!isProblem(names)) return names.filter((name) => !PROBE.test(name));
  blame(ledger, folder, names, 'UNREADABLE');
  return [];
}
