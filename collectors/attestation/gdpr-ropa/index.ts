import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, Texts, When } from '../form.ts';

export default formed({
  id: 'gdpr-ropa',
  title: 'Record of processing activities',
  about: 'what personal data are processed, for what, and that the record was gone through',
  documents: 1,
  days: 365,
  facts: {
    reviewedAt: When.describe('When the whole record was last gone through'),
    processings: z
      .array(
        z.strictObject({
          name: Text.describe('What the record calls it'),
          role: z.enum(['controller', 'processor']).describe('As which the company does it'),
          purpose: Text.describe('What for'),
          categories: Texts.describe('Categories of data and of persons'),
          recipients: z.array(Text).describe('Who receives them; [] for nobody'),
          retention: Text.describe('How long they are kept'),
          measures: Texts.describe('How they are protected'),
        }),
      )
      .min(1, 'it names no processing')
      .describe('Every processing in the record'),
  },
});
