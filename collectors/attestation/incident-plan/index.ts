import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'incident-plan',
  title: 'Incident response plan',
  about: 'who does what when something happens',
  documents: 1,
  days: 365,
  facts: {
    planAt: When.describe('When the plan was approved'),
    version: Text.describe('Which version is in force'),
    roles: z
      .array(z.strictObject({ role: Text.describe('Which role'), person: Text.describe('Who has it') }))
      .min(1, 'it names no role')
      .describe('Who does what'),
    phases: z
      .strictObject({
        identify: Text.describe('How an incident is recognised'),
        contain: Text.describe('How it is contained'),
        assess: Text.describe('How its extent is assessed'),
        respond: Text.describe('How it is ended'),
        escalate: Text.describe('Who is told, and when'),
      })
      .describe('What the plan says about each phase'),
  },
});
