/** The clean SonarQube after a hurried release. */
import type { World } from '../world.ts';
import { clean } from './clean.ts';

export interface Drift {
  readonly check: string;
  readonly resource: string;
  readonly what: string;
}
export const drift: readonly Drift[] = [
  { check: 'sonar.project.quality-gate', resource: 'payroll', what: 'was released although its quality gate failed' },
  { check: 'sonar.project.security-rating', resource: 'payroll', what: 'has an open vulnerability of high impact, so its rating is D' },
];
export const drifted: World = {
  ...clean,
  name: 'drifted',
  // asked with a token that may browse, and no more
  administrator: false,
  opensSettings: true,
  projects: clean.projects.map((one) =>
    one.key === 'payroll' ? { ...one, status: 'ERROR', failing: ['new_security_rating'], rating: 4, ratingOnNewCode: 4 } : one,
  ),
};
