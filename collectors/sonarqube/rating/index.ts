import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel, unknown } from '../../../src/kit.ts';
import type { Answer, Known, Unknown } from '../../../src/model.ts';
import { MEASURES, METRIC_LIST } from '../calls.ts';
import type { Mapped, Sonar } from '../client.ts';
import { askMeasures, type Measures, numberOf } from '../measures.ts';
import { askMetrics, modeOf } from '../metrics.ts';

interface Raw {
  readonly mapped: Mapped;
  readonly metrics: Answer<ReadonlySet<string>>;
  readonly measures: Answer<Measures>;
}
/** What counts in each mode: https://docs.sonarsource.com/sonarqube-server/latest/instance-administration/analysis-functions/instance-mode/ */
const KEYS = {
  mqr: { rating: 'software_quality_security_rating', onNewCode: 'new_software_quality_security_rating' },
  standard: { rating: 'security_rating', onNewCode: 'new_security_rating' },
} as const;
const ALL = Object.values(KEYS).flatMap((keys) => Object.values(keys));

export default defineCollector({
  id: 'sonarqube/rating',
  title: 'Security ratings of each mapped project, on its main branch',
  scope: 'server',
  calls: [METRIC_LIST, MEASURES],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Key of the project'),
    name: z.string().describe('Its repository'),
    mode: known(z.string()).describe('mqr where the project is measured by software quality, else standard: which metrics were read'),
    rating: known(z.number()).describe('`security_rating`, or `software_quality_security_rating`: 1.0 is A, 5.0 is E'),
    ratingOnNewCode: known(z.number()).describe('The same on new code'),
  }),
  async *fetch(client: Sonar, ask): AsyncIterable<Raw> {
    const metrics = await askMetrics(client, ask);
    ask.proof(`claimcheck.yaml maps ${client.mapped.length} repositories to projects`);
    yield* parallel(client.mapped, async (mapped) => ({
      mapped,
      metrics,
      // a metric that the server does not know spoils the whole answer
      measures: isUnknown(metrics)
        ? metrics
        : await askMeasures(
            client,
            ask,
            mapped,
            ALL.filter((key) => metrics?.has(key)),
          ),
    }));
  },
  normalise({ mapped, metrics, measures }: Raw) {
    const mode = modeOf(metrics, measures, KEYS.mqr.rating);
    const read = (which: 'rating' | 'onNewCode'): Known<number> => (isUnknown(mode) ? mode : measured(measures, KEYS[mode][which], mapped));
    return { id: mapped.project, name: mapped.repository, mode, rating: read('rating'), ratingOnNewCode: read('onNewCode') };
  },
});

function measured(measures: Answer<Measures>, key: string, { project }: Mapped): Known<number> {
  if (isUnknown(measures)) return measures;
  return numberOf(measures, key) ?? none(key, project);
}
const none = (key: string, project: string): Unknown => {
  const { $unknown } = missing(MEASURES.operation, key);
  return unknown({ ...$unknown, detail: `${$unknown.detail} of ${project}: it has no such measure` });
};
