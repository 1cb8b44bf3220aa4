/** The newest backup in a repository, as restic or borg lists it. */
import { z } from 'zod';
import type { Instant, Known } from '../../../src/model.ts';
import { gap } from '../client.ts';
import type { Backup } from '../config.ts';
import { BORG, RESTIC } from '../queries.ts';

const Restic = z.array(z.looseObject({ time: z.string(), hostname: z.string() }));
/** https://borgbackup.readthedocs.io/en/stable/internals/frontends.html : times are local to the machine, without a zone. */
const Borg = z.looseObject({ archives: z.array(z.looseObject({ name: z.string(), start: z.string() })) });

/** null: the repository answers, and holds none. */
export function newestIn(text: string, { tool, hostname }: Pick<Backup, 'tool' | 'hostname'>): Known<Instant | null> {
  return tool === 'restic' ? resticNewest(text, hostname) : borgNewest(text);
}

function resticNewest(text: string, hostname: string | undefined): Known<Instant | null> {
  const { operation } = RESTIC;
  const list = Restic.safeParse(parsed(text));
  if (!list.success) return gap(operation, 'malformed_response', 'is not the list that restic writes');
  const names = new Set(list.data.map((one) => one.hostname));
  if (hostname === undefined && names.size > 1)
    return gap(
      operation,
      'no_results',
      `${names.size} machines share the repository: \`hostname\` in claimcheck.yaml would say which counts`,
    );
  return newest(
    operation,
    list.data.filter((one) => hostname === undefined || one.hostname === hostname).map(({ time }) => time),
  );
}
function borgNewest(text: string): Known<Instant | null> {
  const list = Borg.safeParse(parsed(text));
  if (!list.success) return gap(BORG.operation, 'malformed_response', 'is not the list that borg writes');
  // without its zone a time is off by half a day at most: it is taken for the earliest moment that it can be
  return newest(
    BORG.operation,
    list.data.archives.map(({ start }) => (/(?:Z|[+-]\d\d:\d\d)$/.test(start) ? start : `${start}+14:00`)),
  );
}

function newest(operation: string, times: readonly string[]): Known<Instant | null> {
  const instants = times.map((time) => Date.parse(time));
  if (instants.some(Number.isNaN)) return gap(operation, 'malformed_response', 'a time that is none');
  return instants.length === 0 ? null : new Date(Math.max(...instants)).toISOString();
}
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
