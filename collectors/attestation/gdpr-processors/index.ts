import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'gdpr-processors',
  title: 'Agreements with processors',
  about: 'with whom that handles personal data for the company there is an agreement under article 28',
  documents: 1,
  days: 365,
  facts: {
    suppliers: z
      .array(
        z.strictObject({
          name: Text.describe('Who'),
          personalData: z.boolean().describe('Whether personal data are handled there'),
          agreedAt: When.nullable().describe('When the agreement was signed'),
        }),
      )
      .min(1, 'it names nobody')
      .describe('Every supplier of the register'),
  },
});
