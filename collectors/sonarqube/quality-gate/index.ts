import { z } from 'zod';
import { defineCollector, isUnknown, known, parallel, unknown } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { GATE_STATUS } from '../calls.ts';
import type { Mapped, Sonar } from '../client.ts';

const { operation } = GATE_STATUS;
const Answered = z.looseObject({
  projectStatus: z.looseObject({
    status: z.string().min(1),
    conditions: z.array(z.looseObject({ status: z.string(), metricKey: z.string() })),
    ignoredConditions: z.boolean().optional(),
    caycStatus: z.string().optional(),
  }),
});
type Status = z.infer<typeof Answered>['projectStatus'];

export default defineCollector({
  id: 'sonarqube/quality-gate',
  title: 'The quality gate of each mapped project, on its main branch',
  scope: 'server',
  calls: [GATE_STATUS],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Key of the project'),
    name: z.string().describe('Its repository'),
    status: known(z.string()).describe('`projectStatus.status`: OK, WARN or ERROR. NONE, no gate computed, is unknown'),
    failing: known(z.array(z.string())).describe('`projectStatus.conditions[].metricKey` of those that are not OK'),
    ignoredConditions: known(z.boolean()).describe(
      '`projectStatus.ignoredConditions`: the change was small, so coverage and duplication were not judged',
    ),
  }),
  fetch(client: Sonar, ask) {
    ask.proof(`claimcheck.yaml maps ${client.mapped.length} repositories to projects`);
    return parallel(client.mapped, async (mapped) => ({
      mapped,
      answer: await ask(operation, { projectKey: mapped.project }, Answered, () => client.get(GATE_STATUS, { projectKey: mapped.project })),
    }));
  },
  normalise({ mapped, answer }: { mapped: Mapped; answer: Answer<z.infer<typeof Answered>> }) {
    const of = <T>(value: (status: Status) => Known<T>): Known<T> => {
      if (isUnknown(answer)) return answer;
      if (answer === null || answer.projectStatus.status === 'NONE') return noGate(mapped);
      return value(answer.projectStatus);
    };
    return {
      id: mapped.project,
      name: mapped.repository,
      status: of(({ status }) => status),
      failing: of(({ conditions }) => conditions.flatMap((one) => (one.status === 'OK' ? [] : [one.metricKey]))),
      ignoredConditions: of(
        ({ ignoredConditions }) =>
          ignoredConditions ??
          unknown({ operation, reason: 'missing_member', detail: `${operation} answered without \`projectStatus.ignoredConditions\`` }),
      ),
    };
  },
});

const noGate = ({ project }: Mapped) =>
  unknown({ operation, reason: 'no_results', detail: `${operation}: SonarQube has computed no quality gate for ${project} (NONE)` });
