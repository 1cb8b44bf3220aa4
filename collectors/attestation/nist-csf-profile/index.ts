import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'nist-csf-profile',
  title: 'Profile of the NIST Cybersecurity Framework',
  about: 'where the company stands in each function of the framework, and where it wants to be',
  documents: 1,
  days: 365,
  facts: {
    csfVersion: z.enum(['1.1', '2.0']).describe('Which version of the framework, in quotation marks'),
    profiledAt: When.describe('When the profiles were made or last gone through'),
    functions: z
      .array(
        z.strictObject({
          id: z.enum(['GV', 'ID', 'PR', 'DE', 'RS', 'RC']).describe('Govern, Identify, Protect, Detect, Respond, Recover'),
          current: Text.describe('Where it stands'),
          target: Text.describe('Where it is to be'),
        }),
      )
      .min(1, 'it names no function')
      .describe('Each function'),
  },
});
