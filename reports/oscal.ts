/** What both OSCAL documents are made of. https://pages.nist.gov/OSCAL-Reference/models/v1.2.1/ */
import type { Assessment, Report } from '../src/model.ts';
import type { FrameworkEntry } from './facts.ts';
import { uuid } from './machine.ts';
import { sentence } from './text.ts';

export const OSCAL_VERSION = '1.2.1';
/** Whose words our `props` are. Never resolved. */
const NS = 'https://claimcheck.dev/ns/oscal';

export interface Prop {
  readonly name: string;
  readonly ns: string;
  readonly value: string;
}
/** A value may be neither empty nor begin or end with a space; what would break that is left out. */
export function props(values: Readonly<Record<string, string | number | boolean | undefined>>): readonly Prop[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const text = value === undefined ? '' : sentence(String(value)).trim();
    return text === '' ? [] : [{ name, ns: NS, value: text }];
  });
}

/** A token begins with a letter and holds letters, digits, `.`, `-` and `_`. What it was stands in a prop beside it. */
export const token = (text: string): string => text.replace(/[^\p{L}\p{N}.\-_]/gu, '_').replace(/^[^\p{L}_]/u, '_$&');
export const controlId = ({ framework, id }: Pick<Assessment, 'framework' | 'id'>): string => token(`${framework}_${id}`);

/** Each document of a run has its own identifiers, and the same ones whenever it is written. */
export const named = ({ run }: Report, ...path: readonly string[]): string => uuid(run.id, ...path);

export function metadata({ run }: Report, title: string) {
  return {
    title,
    'last-modified': run.finishedAt,
    version: String(run.seq),
    'oscal-version': OSCAL_VERSION,
    props: props({
      run: run.id,
      'tool-version': run.tool.version,
      'policy-digest': run.digests.policy,
      'config-digest': run.digests.config,
      status: run.status,
      demo: run.demo,
    }),
  };
}

/** The catalogue itself is its publisher's; what stands here says which one is meant. */
export function frameworkResource(report: Report, framework: FrameworkEntry) {
  return {
    uuid: named(report, 'framework', framework.id),
    title: `${framework.title}, ${framework.version}`,
    description: `${framework.kind === 'claims' ? 'A page of claims' : 'A catalogue of controls'}, as claimcheck reads it. A mapping says that evidence is relevant to a control, never that the control is met.`,
    props: props({ 'framework-id': framework.id, kind: framework.kind, size: framework.size }),
  };
}
