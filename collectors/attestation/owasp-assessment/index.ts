import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, Texts, When } from '../form.ts';

export default formed({
  id: 'owasp-assessment',
  title: 'Assessment against the OWASP Top 10',
  about: 'each of the ten risks was held against what the product does about it',
  documents: 1,
  days: 365,
  facts: {
    assessedAt: When.describe('When'),
    assessor: Text.describe('Who'),
    edition: z.enum(['2021', '2025']).describe('Which edition of the ten, in quotation marks'),
    applications: Texts.describe('What was assessed'),
    risks: z
      .array(
        z.strictObject({
          id: z.enum(['A01', 'A02', 'A03', 'A04', 'A05', 'A06', 'A07', 'A08', 'A09', 'A10']).describe('Its number in that edition'),
          controls: z.array(Text).describe('What is done against it'),
          tests: z.array(Text).describe('What shows that it works'),
        }),
      )
      .min(1, 'it names no risk')
      .describe('Each of the ten'),
  },
});
