import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, Texts } from '../form.ts';

export default formed({
  id: 'env-separation',
  title: 'Map of environments',
  about: 'which accounts, projects and networks belong to which environment, and where live data may be',
  documents: 1,
  days: 365,
  facts: {
    environments: z
      .array(
        z.strictObject({
          name: Text.describe('production, staging, test, ...'),
          production: z.boolean().describe('Whether customers work in it'),
          places: Texts.describe('Its accounts, projects and networks'),
        }),
      )
      .min(1, 'it names no environment')
      .describe('Every environment'),
    liveDataInTest: z.enum(['forbidden', 'masked-only', 'allowed']).describe('Whether data of customers may be used outside production'),
  },
});
