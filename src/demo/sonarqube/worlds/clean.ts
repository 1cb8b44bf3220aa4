/** Every check about SonarQube passes. */
import type { Project, World } from '../world.ts';

const SHA = (digit: string) => digit.repeat(40);
const good: Omit<Project, 'key' | 'repository'> = {
  branch: 'main',
  gate: 'Secure way',
  status: 'OK',
  failing: [],
  analysed: 1,
  revision: SHA('a'),
  rating: 1,
  ratingOnNewCode: 1,
  hotspots: [{ key: 'AH1', age: 40, probability: 'HIGH', reviewed: true }],
  vulnerabilities: [],
  committed: 1.5,
  deployed: SHA('a'),
  comparison: 'identical',
};
export const clean: World = {
  name: 'clean',
  version: '2026.1.0.119033',
  forceAuthentication: true,
  administrator: true,
  pageSize: 2,
  gates: [
    {
      name: 'Secure way',
      conditions: ['new_security_rating', 'new_security_hotspots_reviewed', 'new_coverage'],
      caycStatus: 'non-compliant',
    },
  ],
  projects: [
    { ...good, key: 'shop-web', repository: 'example-company/platform' },
    {
      ...good,
      key: 'shop-api',
      repository: 'example-company/billing',
      hotspots: [
        { key: 'AH2', age: 3, probability: 'HIGH', reviewed: false },
        { key: 'AH3', age: 90, probability: 'LOW', reviewed: false },
      ],
      vulnerabilities: [{ key: 'AV1', age: 4, impact: 'HIGH', message: 'Change this code to not construct SQL queries directly' }],
    },
    { ...good, key: 'payroll', repository: 'example-company/payroll', hotspots: [], deployed: SHA('b'), comparison: 'ahead' },
  ],
  refusals: [],
};
