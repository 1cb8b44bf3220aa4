/** What a run would make of the attestations: the same source, collectors and transport, and nothing written anywhere. */
import { openConcealer } from '../../collect/conceal.ts';
import { forgetfulRecorder } from '../../collect/evidence.ts';
import { openPace } from '../../collect/pace.ts';
import { RETRY } from '../../collect/retry.ts';
import { openSession, openTally } from '../../collect/session.ts';
import { collectSet } from '../../collect/set.ts';
import { openWire } from '../../collect/wire.ts';
import type { Config } from '../../config.ts';
import { isUnknown } from '../../kit.ts';
import type { Collector, Gap, Known, StatementForm, Subject } from '../../model.ts';
import { periodOf } from '../../pipeline.ts';
import { collectors } from '../../registry.ts';
import type { Edge } from '../edge.ts';

export const forms: readonly (Collector & { readonly form: StatementForm })[] = collectors.flatMap((one) =>
  one.form ? [{ ...one, form: one.form }] : [],
);
/** Ids of the sources whose answers are statements. */
export const stating: ReadonlySet<string> = new Set(forms.map(({ id }) => id.split('/')[0] as string));

/** How one form stands in one configured folder. */
export interface Standing {
  readonly form: StatementForm;
  readonly entry: string;
  readonly stands?: {
    readonly file: string;
    readonly signedBy: string;
    readonly key: string;
    readonly approvedAt: string;
    readonly until: string;
  };
  readonly gap?: Gap;
  /** Nobody has to state it, and nobody has. */
  readonly undeclared?: true;
}

export async function look(config: Config, { env, clock, signal }: Pick<Edge, 'env' | 'clock' | 'signal'>): Promise<readonly Standing[]> {
  const now = clock.now();
  const wire = openWire();
  const around = {
    env,
    wire,
    clock,
    signal,
    base: config.base,
    recorder: forgetfulRecorder(),
    concealer: openConcealer(),
    pace: openPace({ clock }),
    retry: RETRY,
    limits: { pages: 10_000 },
    tally: openTally(),
  };
  try {
    const entries = config.sources.filter(({ source }) => stating.has(source.id));
    const standings = await Promise.all(
      entries.map(async ({ source, config: entry }) => {
        const session = await openSession(source, entry, around);
        const memory = new Map<string, unknown>();
        return Promise.all(
          session.scope.subjects.flatMap((subject) =>
            forms
              .filter(({ id }) => id.startsWith(`${source.id}/`))
              .map(async (collector): Promise<Standing> => {
                const base = { form: collector.form, entry: session.name };
                if (subject.gap) return { ...base, gap: subject.gap };
                return { ...base, ...(await standingOf(collector, subject)) };
              }),
          ),
        );
        async function standingOf(collector: (typeof forms)[number], subject: Subject): Promise<Partial<Standing>> {
          const { ask, ledger } = session.ask(subject, collector.calls, memory);
          const context = { subject, now, period: periodOf(config, now), signal };
          const client = session.clientFor(subject);
          const set = await collectSet({ collector, client, ask, ledger, context, collectedAt: () => now, skewMs: () => 0 });
          const [gap] = set.gaps;
          if (gap) return { gap };
          const [told] = set.resources;
          return told ? toldBy(told.resource, collector.form) : { undeclared: true };
        }
      }),
    );
    return standings.flat();
  } finally {
    wire.close();
  }
}

const DAY = 86_400_000;
function toldBy(resource: object, form: StatementForm): Partial<Standing> {
  const told = resource as Record<'file' | 'signedBy' | 'key' | 'approvedAt' | 'validUntil', Known<string>>;
  const { file, signedBy, key, approvedAt, validUntil } = told;
  if (isUnknown(file)) return { gap: file.$unknown };
  const latest = new Date(Date.parse(approvedAt as string) + form.days * DAY).toISOString();
  const until = latest < (validUntil as string) ? latest : (validUntil as string);
  return { stands: { file, signedBy: signedBy as string, key: key as string, approvedAt: approvedAt as string, until } };
}
