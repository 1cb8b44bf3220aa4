import { z } from 'zod';
import { formed } from '../collector.ts';
import { Count, Text, Texts, When } from '../form.ts';

export default formed({
  id: 'gdpr-breach-procedure',
  title: 'Procedure for personal data breaches',
  about: 'what is done within 72 hours of a breach, and that it was tried',
  documents: 1,
  days: 365,
  facts: {
    procedureAt: When.describe('When the procedure was approved'),
    hours: Count.describe('Within how many hours of learning of it the authority is notified'),
    authority: z
      .strictObject({
        name: Text.describe('The supervisory authority'),
        contact: Text.describe('Where it takes notifications'),
      })
      .describe('Who is notified'),
    templates: Texts.describe('Which templates are ready'),
    exercisedAt: When.nullable().describe('When the procedure was last tried'),
  },
});
