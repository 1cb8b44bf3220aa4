import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'two-factor-idp',
  title: 'Second factor at identity providers',
  about: 'each place where people sign in for other systems asks all of them for a second factor',
  documents: 1,
  days: 365,
  facts: {
    providers: z
      .array(
        z.strictObject({
          name: Text.describe('Microsoft Entra, Google Workspace, AWS IAM Identity Center, ...'),
          enforcedForAll: z.boolean().describe('Whether the policy asks everybody, administrators included'),
          exceptions: z.array(Text).describe('Accounts that it leaves out; [] for none'),
          exportedAt: When.describe('When its policy was exported or photographed'),
          document: Text.describe('Which of the documents is that export'),
        }),
      )
      .min(1, 'it names no provider')
      .describe('Every identity provider, and every system that people sign in to past it'),
  },
});
