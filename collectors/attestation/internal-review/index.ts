import { z } from 'zod';
import { formed } from '../collector.ts';
import { SEVERITIES, Text, Texts, When } from '../form.ts';

export default formed({
  id: 'internal-review',
  title: 'Internal security review',
  about: 'the company has looked at its own security, and closes what it found',
  documents: 1,
  days: 365,
  facts: {
    reviewedAt: When.describe('When'),
    reviewer: Text.describe('Who, and why they could judge it independently'),
    scope: Texts.describe('What was reviewed'),
    findings: z
      .array(
        z.strictObject({
          id: Text.describe('Its number'),
          severity: z.enum(SEVERITIES).describe('How bad it is'),
          owner: Text.describe('Who closes it'),
          state: z.enum(['open', 'closed', 'accepted']).describe('As of the approval'),
          dueAt: When.describe('Until when it has to be closed'),
        }),
      )
      .describe('Every finding; [] where there is none'),
  },
});
