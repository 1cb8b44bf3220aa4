/** OSCAL component definition: each source as a component, and which requirements its evidence is relevant to. */
import type { Assessment, Renderer, Report, ScopeEntry } from '../../src/model.ts';
import { checksIn, type FrameworkEntry } from '../facts.ts';
import { json } from '../machine.ts';
import { marked } from '../marked.ts';
import { controlId, frameworkResource, metadata, named, props } from '../oscal.ts';
import { STANDING_MEANS } from '../words.ts';

function requirement(report: Report, entry: string, one: Assessment, checks: readonly string[]) {
  const { framework, id, standing, strength, covers, remainder, because } = one;
  const uncovered = remainder === undefined ? '' : ` No check covers: ${remainder}`;
  return {
    uuid: named(report, 'implemented', entry, framework, id),
    'control-id': controlId(one),
    description: marked(`${standing}: ${because}`),
    props: props({ framework, requirement: id, standing, strength, covers, checks: checks.join(' ') }),
    remarks: marked(`${STANDING_MEANS[standing]}${uncovered} The evidence is relevant to the requirement; that it is met is not said.`),
  };
}

function implementations(report: Report, { source, name }: ScopeEntry, framework: FrameworkEntry) {
  const entry = `${source}/${name}`;
  const own = new Set(report.results.filter(({ about }) => about.startsWith(`${source}/`)).map(({ check }) => check));
  const requirements = report.requirements.flatMap((one) => {
    const checks = [...new Set(checksIn(one.proof))].filter((check) => own.has(check));
    return one.framework === framework.id && checks.length > 0 ? [requirement(report, entry, one, checks)] : [];
  });
  if (requirements.length === 0) return [];
  return [
    {
      uuid: named(report, 'implementation', entry, framework.id),
      source: `#${frameworkResource(report, framework).uuid}`,
      description: marked(`What was seen of ${framework.title}, ${framework.version} in ${entry}`),
      'implemented-requirements': requirements,
    },
  ];
}

function component(report: Report, scope: ScopeEntry) {
  const { source, name, subjects, principal } = scope;
  const controls = report.run.frameworks.flatMap((framework) => implementations(report, scope, framework));
  const who = '$unknown' in principal ? `nobody said who answers (${principal.$unknown.reason})` : `asked as ${principal.id}`;
  return {
    uuid: named(report, 'component', source, name),
    type: 'service',
    title: marked(`${source}/${name}`),
    description: marked(`${subjects.length} subjects, ${who}`),
    props: props({ source, name, subjects: subjects.length, unseen: subjects.filter(({ gap }) => gap !== undefined).length }),
    ...(controls.length > 0 && { 'control-implementations': controls }),
  };
}

const oscalComponent: Renderer = {
  id: 'oscal-component',
  title: 'OSCAL component definition',
  mediaType: 'application/oscal+json',
  file: 'oscal-component-definition.json',
  async render(report) {
    const components = report.scope.map((scope) => component(report, scope));
    const frameworks = report.run.frameworks.map((framework) => frameworkResource(report, framework));
    const definition = {
      uuid: named(report, 'component-definition'),
      metadata: metadata(report, 'Components that were looked at'),
      ...(components.length > 0 && { components }),
      ...(frameworks.length > 0 && { 'back-matter': { resources: frameworks } }),
    };
    const bytes = new TextEncoder().encode(`${json({ 'component-definition': definition })}\n`);
    return { name: oscalComponent.file, mediaType: oscalComponent.mediaType, bytes };
  },
};
export default oscalComponent;
