/**
 * What is dangerous in one workflow file. Pure. Whose rules:
 * https://docs.github.com/en/actions/reference/security/secure-use and https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 */
import { type Flaw, isMap, listOf, type Node, textsOf } from './yaml.ts';

export interface Judged {
  readonly problems: readonly Problem[];
}
export interface Problem {
  readonly kind: 'untrusted checkout' | 'script injection' | 'unpinned action' | 'no permissions';
  /** Where: `job build, step 3: actions/checkout@v4`. */
  readonly at: string;
}

export function problemsOf(workflow: Node, owner: string): readonly Problem[] | Flaw {
  if (!isMap(workflow)) return { flaw: 'it is no mapping' };
  const jobs = workflow['jobs'];
  if (!isMap(jobs)) return { flaw: 'it has no `jobs`' };
  const risky = triggersOf(workflow['on']).some((name) => name === 'pull_request_target' || name === 'workflow_run');
  const permissions: Problem[] = workflow['permissions'] === undefined ? [{ kind: 'no permissions', at: 'top level' }] : [];
  return [...permissions, ...Object.entries(jobs).flatMap(([name, job]) => inJob(name, job, risky, owner))];
}

/** `on` is a word, a list of words, or a mapping. */
function triggersOf(on: Node): readonly string[] {
  if (typeof on === 'string') return [on];
  if (Array.isArray(on)) return on.filter((one) => typeof one === 'string');
  return isMap(on) ? Object.keys(on) : [];
}

function inJob(name: string, job: Node, risky: boolean, owner: string): readonly Problem[] {
  if (!isMap(job)) return [];
  const called = typeof job['uses'] === 'string' ? unpinned(job['uses'], `job ${name}`, owner) : [];
  return [...called, ...listOf(job['steps']).flatMap((step, index) => inStep(step, `job ${name}, step ${index + 1}`, risky, owner))];
}

function inStep(step: Node, at: string, risky: boolean, owner: string): readonly Problem[] {
  if (!isMap(step)) return [];
  const { uses, run, with: given } = step as Readonly<Record<string, Node>>;
  const found: Problem[] = [];
  if (typeof uses === 'string') found.push(...unpinned(uses, at, owner));
  if (risky && typeof uses === 'string' && /^actions\/checkout(?:@|$)/i.test(uses) && isMap(given) && CHECKS_OUT_HEAD(given))
    found.push({ kind: 'untrusted checkout', at: `${at}: ${uses}` });
  if (typeof run === 'string') {
    if (
      risky &&
      /\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|checkout|pull)\b[^\n]*(?:\bpull\/|head\.(?:sha|ref)|head_(?:sha|ref|branch))/.test(run)
    )
      found.push({ kind: 'untrusted checkout', at: `${at}: run` });
    found.push(...injections(run, `${at}: run`));
  }
  // scripts that an action is given are scripts as well
  if (typeof uses === 'string' && /^actions\/github-script(?:@|$)/i.test(uses) && isMap(given) && typeof given['script'] === 'string')
    found.push(...injections(given['script'], `${at}: script`));
  return found;
}

/** The head of a pull request is its author's, in whichever way it is named. */
const HEAD = /\bhead[._](?:sha|ref|branch|repository|repo)\b|github\.head_ref|refs\/pull\/|pull_request\.(?:merge_commit_sha|head|number)/;
const CHECKS_OUT_HEAD = (given: Readonly<Record<string, Node>>): boolean =>
  textsOf([given['ref'], given['repository']]).some((text) => HEAD.test(text));

/** Whatever an event brings is written by whoever caused it; so is `head_ref`, which is a part of it under another name. */
function injections(script: string, at: string): readonly Problem[] {
  const expressions = [...script.matchAll(/\$\{\{([\s\S]*?)\}\}/g)].map(([, inner = '']) => inner.trim());
  return expressions
    .filter((inner) => /\bgithub\s*(?:\.\s*event\b|\[\s*['"]event['"]\s*\]|\.\s*head_ref\b)/i.test(inner))
    .map((inner) => ({ kind: 'script injection' as const, at: `${at}: ${inner}` }));
}

/** Third party is whoever is neither the repository itself nor its owner. */
function unpinned(uses: string, at: string, owner: string): readonly Problem[] {
  const bad: Problem[] = [{ kind: 'unpinned action', at: `${at}: ${uses}` }];
  if (uses.startsWith('./')) return [];
  if (uses.startsWith('docker://')) return /@sha256:[0-9a-f]{64}$/.test(uses) ? [] : bad;
  if (uses.toLowerCase().startsWith(`${owner.toLowerCase()}/`)) return [];
  return /@[0-9a-f]{40}$/.test(uses) ? [] : bad;
}
