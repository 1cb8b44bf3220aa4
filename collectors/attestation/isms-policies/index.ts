import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'isms-policies',
  title: 'Set of security policies',
  about: 'which policies are in force, who answers for each, and when each was approved',
  documents: 1,
  days: 365,
  facts: {
    policies: z
      .array(
        z.strictObject({
          name: Text.describe('What it is called'),
          owner: Text.describe('Who answers for it'),
          version: Text.describe('Which version is in force'),
          approvedAt: When.describe('When that version was approved'),
        }),
      )
      .min(1, 'it names no policy')
      .describe('Every policy of the set'),
  },
});
