import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'gdpr-dpia',
  title: 'Screening for impact assessments',
  about: 'which processing was looked at for its risk to persons, and what came of it',
  documents: 1,
  days: 365,
  facts: {
    processings: z
      .array(
        z.strictObject({
          name: Text.describe('What the record calls it'),
          highRisk: z.boolean().describe('Whether a high risk to persons is likely (article 35)'),
          by: z.enum(['screening', 'dpia']).nullable().describe('How it was assessed'),
          assessedAt: When.nullable().describe('When'),
        }),
      )
      .min(1, 'it names no processing')
      .describe('Every processing that was introduced or changed, and every one at high risk'),
  },
});
