import { z } from 'zod';
import { defineCollector, isUnknown, known, missing, settle } from '../../../src/kit.ts';
import type { Answer, Known } from '../../../src/model.ts';
import { GATE, GATE_OF } from '../calls.ts';
import type { Sonar } from '../client.ts';

const Assigned = z.looseObject({ qualityGate: z.looseObject({ name: z.string().min(1) }) });
const Gate = z.looseObject({
  name: z.string(),
  conditions: z.array(z.looseObject({ metric: z.string() })).optional(),
  caycStatus: z.string().optional(),
});
interface Raw {
  readonly gate: string;
  readonly projects: readonly string[];
  readonly answer: Answer<z.infer<typeof Gate>>;
}

export default defineCollector({
  id: 'sonarqube/gate',
  title: 'Quality gates that the mapped projects are held to',
  scope: 'server',
  calls: [GATE_OF, GATE],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('Name of the gate'),
    name: z.string().describe('The same'),
    projects: z.array(z.string()).describe('Keys of the mapped projects that it is assigned to'),
    metrics: known(z.array(z.string())).describe('`conditions[].metric`'),
    caycStatus: known(z.string()).describe('`caycStatus`: compliant, over-compliant or non-compliant with Clean as You Code'),
  }),
  async *fetch(client: Sonar, ask): AsyncIterable<Raw> {
    const assigned = await Promise.all(
      client.mapped.map(async ({ project }) => ({
        project,
        answer: await ask(GATE_OF.operation, { project }, Assigned, () => client.get(GATE_OF, { project })),
      })),
    );
    const gates = new Map<string, string[]>();
    for (const { project, answer } of assigned) {
      if (isUnknown(answer)) ask.incomplete(answer.$unknown);
      else if (answer) gates.set(answer.qualityGate.name, [...(gates.get(answer.qualityGate.name) ?? []), project]);
    }
    ask.proof(`the gates of the ${client.mapped.length} mapped projects`);
    for (const [gate, projects] of gates)
      yield { gate, projects, answer: await ask(GATE.operation, { name: gate }, Gate, () => client.get(GATE, { name: gate })) };
  },
  normalise({ gate, projects, answer }: Raw) {
    const of = <T>(value: (found: z.infer<typeof Gate>) => T | undefined, member: string): Known<T> =>
      settle(answer, { some: (found) => value(found) ?? missing(GATE.operation, member), none: missing(GATE.operation, member) });
    return {
      id: gate,
      name: gate,
      projects: [...projects],
      metrics: of(({ conditions }) => conditions?.map(({ metric }) => metric), 'conditions'),
      caycStatus: of(({ caycStatus }) => caycStatus, 'caycStatus'),
    };
  },
});
