import { z } from 'zod';
import { formed } from '../collector.ts';
import { Count, Text } from '../form.ts';

export default formed({
  id: 'app-password-policy',
  title: 'Password rules of the product',
  about: 'what passwords the product accepts when customers sign up',
  documents: 0,
  days: 365,
  facts: {
    product: Text.describe('Which product'),
    minLength: Count.describe('The fewest characters that it accepts'),
    upperCase: z.boolean().describe('Whether an upper-case letter is required'),
    lowerCase: z.boolean().describe('Whether a lower-case letter is required'),
    digit: z.boolean().describe('Whether a digit is required'),
    special: z.boolean().describe('Whether a special character is required'),
    reference: Text.describe('Where that stands: file and commit, or the setting'),
  },
});
