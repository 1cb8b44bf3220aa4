import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'supplier-certificates',
  title: "Suppliers' certificates",
  about: 'certificates and reports of suppliers that are on file, and until when each is in force',
  documents: 1,
  days: 365,
  facts: {
    certificates: z
      .array(
        z.strictObject({
          supplier: Text.describe('Whose'),
          standard: Text.describe('ISO/IEC 27001:2022, SOC 2 Type II, ...'),
          scope: Text.describe('What it is about, as it is printed'),
          expiresAt: When.describe('Its last day; of a report, the day until which it is relied on'),
          document: Text.describe('Which of the documents it is'),
        }),
      )
      .min(1, 'it names no certificate')
      .describe('Each certificate or report on file'),
  },
});
