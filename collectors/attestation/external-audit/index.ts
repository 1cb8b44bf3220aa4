import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed(
  {
    id: 'external-audit',
    title: 'External audit',
    about: 'an auditor from outside has reported, and until when the report is relied on',
    documents: 1,
    days: 365,
    facts: {
      auditor: Text.describe('Who'),
      standard: Text.describe('Against what'),
      scope: Text.describe('What was audited'),
      reportedAt: When.describe('Date of the report'),
      expiresAt: When.describe('The last day on which it is relied on'),
    },
  },
  { optional: true },
);
