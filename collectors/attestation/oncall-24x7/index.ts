import { z } from 'zod';
import { formed } from '../collector.ts';
import { Count, Text, When } from '../form.ts';

export default formed({
  id: 'oncall-24x7',
  title: 'On-call rota',
  about: 'somebody was on duty at every hour, and an alert reaches them',
  documents: 1,
  days: 90,
  facts: {
    tool: Text.describe('Where the rota is kept'),
    rotaFrom: When.describe('First day of the exported rota'),
    rotaTo: When.describe('Last day of the exported rota'),
    gapMinutes: Count.describe('Minutes in it in which nobody was on duty'),
    people: z.int().min(1).describe('How many people share it'),
    alertTestedAt: When.describe('When a test alert was last sent'),
    acknowledgedMinutes: Count.nullable().describe('After how many minutes somebody acknowledged it'),
  },
});
