import { z } from 'zod';
import { formed } from '../collector.ts';
import { Count, Text, Texts, When } from '../form.ts';

export default formed({
  id: 'dr-plan',
  title: 'Disaster recovery plan',
  about: 'how each service is restored, by whom, and how soon',
  documents: 1,
  days: 365,
  facts: {
    planAt: When.describe('When the plan was approved'),
    version: Text.describe('Which version is in force'),
    roles: z
      .array(z.strictObject({ role: Text.describe('Which role'), person: Text.describe('Who has it') }))
      .min(1, 'it names no role')
      .describe('Who does what'),
    services: z
      .array(
        z.strictObject({
          name: Text.describe('Which service'),
          rtoMinutes: Count.describe('In how many minutes it has to be back'),
          rpoMinutes: Count.describe('How many minutes of data may be lost'),
          restore: Texts.describe('The steps of its restoration'),
        }),
      )
      .min(1, 'it names no service')
      .describe('Every service that customers depend on'),
  },
});
