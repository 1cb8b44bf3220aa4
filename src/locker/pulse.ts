/** Signs of life of whoever holds a lock, for those who cannot see its process: another container, another host. */
import type { Disk } from './disk.ts';

export const BEAT_MS = 30_000;
/** Thirty beats that did not come. Too long for a disk that was slow, too short to lose a night. */
export const SILENT_MS = 15 * 60_000;

/** The file beside a lock's record that its holder writes to. */
export const pulseOf = (record: string): string => `${record}.alive`;

/** Until it is called, the record's holder is seen to live. A beat that could not be written is one that did not come. */
export function beating(record: string, disk: Disk): () => void {
  const timer = setInterval(() => void disk.touch(pulseOf(record)).catch(() => undefined), BEAT_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** How long the holder of a record has been silent, in ms. All by the file system's own clock: `fresh` was written just now. */
export async function silence(record: string, fresh: string, disk: Disk): Promise<number> {
  const [now, begun, last] = await Promise.all([fresh, record, pulseOf(record)].map((path) => disk.writtenAt(path)));
  // a record that has just gone, or that the file system does not date, tells nothing: as if it had been written now
  if (now == null || begun == null) return 0;
  return Math.max(0, now - Math.max(begun, last ?? 0));
}
