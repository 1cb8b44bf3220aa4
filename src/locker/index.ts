export { type Beginning, type Begun, beginRun } from './begin.ts';
export { canonical, digestOf } from './canonical.ts';
export { type Disk, type DiskFile, nodeDisk } from './disk.ts';
export type { Holder } from './lock.ts';
export { type Machine, thisMachine } from './machine.ts';
export type { Attempt, Item, Manifest, RunFile } from './manifest.ts';
export { type Locker, openLocker, type SealedRun } from './read.ts';
export type { About, Committed, ManifestParts, ResourceRow, RunWriter } from './run-writer.ts';
