/** Measures of one project. A measure that SonarQube leaves out says nothing by itself. */
import { z } from 'zod';
import type { Answer, Ask } from '../../src/model.ts';
import { MEASURES } from './calls.ts';
import type { Mapped, Sonar } from './client.ts';

/** What is measured on new code stands in `period`, in `periods[0]` on servers before 8.1. */
const Period = z.looseObject({ value: z.string() });
const Measure = z.looseObject({
  metric: z.string().min(1),
  value: z.string().optional(),
  period: Period.optional(),
  periods: z.array(Period).optional(),
});
export type Measures = readonly z.infer<typeof Measure>[];
const Component = z
  .looseObject({ component: z.looseObject({ key: z.string(), measures: z.array(Measure) }) })
  .transform(({ component }) => component.measures);

export function askMeasures(client: Sonar, ask: Ask, { project }: Mapped, keys: readonly string[]): Promise<Answer<Measures>> {
  const query = { component: project, metricKeys: keys.join(',') };
  return ask(MEASURES.operation, query, Component, () => client.get(MEASURES, query));
}

/** Undefined: there is no such measure, or it is no number. */
export function numberOf(measures: Measures | null, key: string): number | undefined {
  const found = measures?.find(({ metric }) => metric === key);
  const text = found?.value ?? found?.period?.value ?? found?.periods?.[0]?.value;
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

/**
 * `ncloc` is measured of everything that was ever analysed, and is shown to whoever may browse the project: without it, neither a measure
 * that is missing nor a list that is empty says anything.
 */
export const WITNESS = 'ncloc';
export const askWitness = (client: Sonar, ask: Ask, mapped: Mapped): Promise<Answer<Measures>> =>
  askMeasures(client, ask, mapped, [WITNESS, 'security_hotspots_reviewed']);
