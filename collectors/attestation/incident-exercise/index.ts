import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, Texts, When } from '../form.ts';

export default formed({
  id: 'incident-exercise',
  title: 'Incident exercise',
  about: 'people have gone through an incident that was not one',
  documents: 1,
  days: 365,
  facts: {
    heldAt: When.describe('When'),
    kind: z.enum(['tabletop', 'live']).describe('At a table, or with real systems'),
    scenario: Text.describe('What was assumed'),
    participants: Texts.describe('Who took part, by role'),
    lessons: Texts.describe('What was learnt'),
  },
});
