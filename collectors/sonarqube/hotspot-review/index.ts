import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, parallel, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { HOTSPOTS, MEASURES } from '../calls.ts';
import { instantOf, type Mapped, type Sonar } from '../client.ts';
import { askWitness, type Measures, numberOf, WITNESS } from '../measures.ts';

const Hotspot = z.looseObject({ key: z.string(), vulnerabilityProbability: z.string(), creationDate: z.string() });
interface Raw {
  readonly mapped: Mapped;
  readonly measures: Answer<Measures>;
  readonly waiting: Answer<readonly z.infer<typeof Hotspot>[]>;
}

export default defineCollector({
  id: 'sonarqube/hotspot-review',
  title: 'Security hotspots of each mapped project, and whether somebody looked at them',
  scope: 'server',
  calls: [MEASURES, HOTSPOTS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Key of the project'),
    name: z.string().describe('Its repository'),
    reviewedPercent: known(z.number().nullable()).describe(
      '`security_hotspots_reviewed`; null: it was analysed and has no hotspots, so there is no such measure',
    ),
    highToReview: known(z.array(z.object({ key: z.string(), createdAt: known(z.string()) }))).describe(
      'Hotspots in state TO_REVIEW of HIGH probability, with `creationDate`',
    ),
  }),
  fetch(client: Sonar, ask) {
    ask.proof(`claimcheck.yaml maps ${client.mapped.length} repositories to projects`);
    return parallel(client.mapped, async (mapped): Promise<Raw> => {
      const measures = await askWitness(client, ask, mapped);
      const share = isUnknown(measures) ? undefined : numberOf(measures, 'security_hotspots_reviewed');
      const none = !isUnknown(measures) && share === undefined && numberOf(measures, WITNESS) !== undefined;
      // `project` since 10.7, `projectKey` before: both are understood where both exist
      const query = { projectKey: mapped.project, status: 'TO_REVIEW' };
      const paging = client.pages(HOTSPOTS, query, 'hotspots', Hotspot, ({ key }) => key);
      return { mapped, measures, waiting: none || share === 100 ? [] : await ask.list(HOTSPOTS.operation, query, paging) };
    });
  },
  normalise({ mapped, measures, waiting }: Raw) {
    const high = toReview(waiting, reviewed(measures));
    return {
      id: mapped.project,
      name: mapped.repository,
      reviewedPercent: reviewed(measures),
      highToReview: isUnknown(high)
        ? high
        : high.map(({ key, creationDate }) => ({ key, createdAt: instantOf(creationDate, HOTSPOTS.operation, 'hotspots[].creationDate') })),
    };
  },
});

/** Where not all are reviewed, one waits: a list without any is not the whole list. */
function toReview(waiting: Raw['waiting'], share: Known<number | null>): Known<readonly z.infer<typeof Hotspot>[]> {
  const { operation } = HOTSPOTS;
  if (isUnknown(waiting)) return waiting;
  if (waiting === null) return missing(operation, 'hotspots');
  if (waiting.length === 0 && typeof share === 'number' && share < 100)
    return unknown({ operation, reason: 'population_mismatch', detail: `${operation} lists none to review, and ${share} % are reviewed` });
  return waiting.filter((one) => one.vulnerabilityProbability === 'HIGH');
}

function reviewed(measures: Answer<Measures>): Known<number | null> {
  if (isUnknown(measures)) return measures;
  const share = numberOf(measures, 'security_hotspots_reviewed');
  if (share !== undefined) return share;
  return numberOf(measures, WITNESS) === undefined ? missing(MEASURES.operation, WITNESS) : null;
}
