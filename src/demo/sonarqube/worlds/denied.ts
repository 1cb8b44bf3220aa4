/** The clean SonarQube, asked with a token that administers nothing: what it may not see must come out as unknown. */
import type { World } from '../world.ts';
import { clean } from './clean.ts';

export const denied: World = {
  ...clean,
  name: 'denied',
  administrator: false,
  refusals: [
    { operation: 'GET /api/hotspots/search', kind: 'denied' },
    { operation: 'GET /api/measures/component', kind: 'html' },
    { operation: 'GET /repos/{owner}/{repo}/deployments', kind: 'denied' },
  ],
};
