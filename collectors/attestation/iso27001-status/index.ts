import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'iso27001-status',
  title: 'Status of ISO/IEC 27001',
  about: 'how far the company is on the way to a certificate, and no further',
  documents: 0,
  days: 365,
  facts: {
    status: z
      .enum(['goal', 'gap-analysis', 'stage-1', 'stage-2', 'certified'])
      .describe('How far it has come; `certified` takes a certificate that is in force'),
    certificate: z
      .strictObject({
        number: Text.describe('As it is printed'),
        body: Text.describe('Who certified'),
        scope: Text.describe('What is certified, as it is printed'),
        expiresAt: When.describe('Its last day'),
      })
      .nullable()
      .describe('The certificate'),
    roadmap: z
      .array(z.strictObject({ step: Text.describe('What comes next'), dueAt: When.describe('By when') }))
      .describe('The steps ahead, with dates; [] when there are none'),
  },
});
