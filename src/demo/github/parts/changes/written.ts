/** The policy documents of the demo's company: changed and reviewed by pull request; when it drifted, one of them no more. */
import { openHistory, person, type Writer } from './history.ts';

const ada = person('ada-example');
const grace = person('grace-example');
const linus = person('linus-example');
const margaret = person('margaret-example');
const by = (...people: readonly ReturnType<typeof person>[]) => people.map((one) => ({ by: one }));

/** What the company writes into its claimcheck.yaml. */
export const policies = [
  { repository: 'infrastructure', path: 'policies/password.md', title: 'Password policy', approvers: ['ada-example', 'grace-example'] },
  { repository: 'infrastructure', path: 'policies/incident-response.md', title: 'Incident response plan', reviewEvery: 'P6M' },
  { repository: 'infrastructure', path: 'policies/*.md' },
] as const;

const PASSWORD = 'policies/password.md';
const password = (reviewed: number, length: number, updated = reviewed) => ({
  [PASSWORD]: `---
title: Password policy
owner: ada-example
last_reviewed: {day ${reviewed}}
last_updated: {day ${updated}}
facts:
  minimumPasswordLength: ${length}
---
# Password policy

A password has at least ${length} characters.
`,
});
const ACCESS = 'policies/access-control.md';
const access = (reviewed: number) => ({
  [ACCESS]: `---\nowner: grace-example\nlast_reviewed: {day ${reviewed}}\n---\n# Access control\n\nAccess is given for a reason, and taken away with it.\n`,
});
const INCIDENT = 'policies/incident-response.md';
const incident = (step: string) => ({ [INCIDENT]: `# Incident response\n\n1. Whoever notices something says so.\n2. ${step}\n` });
const SUPPLIERS = 'policies/suppliers.md';

/** All of it longer ago than anybody asks about the changes themselves. */
export function infrastructure(drifted: boolean): Writer {
  const history = openHistory('infrastructure', 'main', 900);
  history.push({ age: 880, author: ada, files: incident('The person on call decides.') });
  history.merge({ age: 860, author: linus, reviews: by(ada), files: password(860, 8) });
  history.merge({ age: 800, author: linus, reviews: by(grace), files: access(801) });
  history.merge({ age: 790, author: linus, reviews: by(ada), files: password(790, 10) });
  const asked = { by: grace, state: 'COMMENTED' as const };
  history.merge({
    age: 640,
    how: 'merge',
    author: grace,
    commits: 6,
    coAuthors: ['linus-example'],
    reviews: [...[0.6, 0.5, 0.4, 0.3, 0.2].map((before) => ({ ...asked, before })), ...by(ada)],
    files: password(641, 12),
  });
  history.merge({ age: 500, author: linus, reviews: by(ada), files: password(501, 12) });
  history.merge({ age: 430, author: margaret, reviews: by(grace), files: access(430) });
  history.merge({ age: 320, author: linus, reviews: by(ada), files: password(321, 14) });
  history.merge({
    age: 160,
    author: linus,
    reviews: by(margaret),
    files: { [SUPPLIERS]: `---\nlast_reviewed: {day 161}\n---\n# Suppliers\n` },
  });
  history.merge({ age: 130, author: margaret, reviews: by(linus, ada), files: incident('The person on call calls the lead.') });
  if (!drifted) history.merge({ age: 110, author: grace, reviews: by(margaret), files: access(110) });
  // nothing had to be changed: the date says that somebody went through it
  history.merge({ age: 100, author: grace, reviews: by(ada), files: password(100, 14, 321) });
  return history;
}
/** Without the organization's name. */
export const STALE = `infrastructure:${ACCESS}`;
