import { z } from 'zod';
import { defineCollector, isUnknown, known, unknown } from '../../../src/kit.ts';
import type { Answer, Ask, Instant, Known, Unknown } from '../../../src/model.ts';
import { BROWSABLE, PROJECTS } from '../calls.ts';
import { instantOf, type Mapped, type Sonar } from '../client.ts';

const Project = z.looseObject({ key: z.string().min(1), lastAnalysisDate: z.string().optional(), analysisDate: z.string().optional() });
type Project = z.infer<typeof Project>;
interface Listed {
  /** Lists all there is, rather than what the token may browse. */
  readonly whole: boolean;
  readonly operation: string;
  readonly projects: Answer<readonly Project[]>;
  /** Why it is not the whole list: the row rests on this refusal too. */
  readonly refused?: Unknown;
}
interface Raw extends Listed {
  readonly mapped: Mapped;
}

export default defineCollector({
  id: 'sonarqube/repository',
  title: 'Repositories in scope, and whether SonarQube analyses them',
  scope: 'server',
  calls: [PROJECTS, BROWSABLE],
  freshFor: 'P1D',
  resource: z.object({
    id: z.string().describe('The repository, as claimcheck.yaml names it'),
    name: z.string().describe('The same'),
    project: z.string().describe('Key of its project, as claimcheck.yaml maps it'),
    exists: known(z.boolean()).describe('SonarQube has a project of that key'),
    lastAnalysis: known(z.string().nullable()).describe('`lastAnalysisDate`; null: never analysed'),
  }),
  async *fetch(client: Sonar, ask): AsyncIterable<Raw> {
    const listed = await list(client, ask);
    ask.proof(`claimcheck.yaml names ${client.mapped.length} repositories in scope`);
    for (const mapped of client.mapped) yield { ...listed, mapped };
  },
  normalise({ mapped: { repository, project }, ...listed }: Raw) {
    return { id: repository, name: repository, project, ...seen(project, listed) };
  },
});

/** Who may administer the system is shown every project; everybody else what they may browse. */
async function list(client: Sonar, ask: Ask): Promise<Listed> {
  const read = (call: typeof PROJECTS, query: Readonly<Record<string, string>>) =>
    ask.list(
      call.operation,
      query,
      client.pages(call, query, 'components', Project, ({ key }) => key),
    );
  const all = await read(PROJECTS, {});
  if (!isUnknown(all) || all.$unknown.reason !== 'access_denied') return { whole: true, operation: PROJECTS.operation, projects: all };
  return { whole: false, operation: BROWSABLE.operation, projects: await read(BROWSABLE, { f: 'analysisDate' }), refused: all };
}

function seen(project: string, { whole, operation, projects }: Listed): { exists: Known<boolean>; lastAnalysis: Known<Instant | null> } {
  if (isUnknown(projects)) return { exists: projects, lastAnalysis: projects };
  const found = projects?.find(({ key }) => key === project);
  if (!found && !whole) {
    const hidden = unknown({
      operation,
      reason: 'population_incomplete',
      detail: `${operation} lists what this token may browse, and ${project} is not among it: it may be missing, or hidden`,
      permission: PROJECTS.permission,
    });
    return { exists: hidden, lastAnalysis: hidden };
  }
  // a project that was never analysed is listed without a date, by either call
  const at = found?.lastAnalysisDate ?? found?.analysisDate;
  return { exists: found !== undefined, lastAnalysis: at === undefined ? null : instantOf(at, operation, 'lastAnalysisDate') };
}
