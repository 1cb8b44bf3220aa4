/** What could not be read is neither altered nor missing: nothing is known of it. */
import { Refusal } from '../errors.ts';
import { errnoOf } from '../locker/disk.ts';

/** These tell what lies there: nothing, or something else than a file. A manifest that is a link or a folder is none that was sealed. */
const TELLING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EFTYPE']);

/** `EACCES`, `EIO`, … where the locker would not let us look; undefined: we saw what is wrong, or it is not the locker's. */
export function refusedBy(root: string, error: unknown): string | undefined {
  const cause = error instanceof Refusal ? (error.code === 'LOCKER_TAMPERED' ? error.cause : undefined) : ofLocker(root, error);
  const code = errnoOf(cause);
  return code === undefined || !/^E[A-Z0-9]+$/.test(code) || TELLING.has(code) ? undefined : code;
}
/** Of the folder that is exported into, nothing is read. */
function ofLocker(root: string, error: unknown): unknown {
  const { syscall, path } = error as NodeJS.ErrnoException;
  return syscall === 'read' || path?.startsWith(root) ? error : undefined;
}
