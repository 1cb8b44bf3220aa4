import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, Texts, When } from '../form.ts';
import { silent, tooOld } from '../vouch.ts';

const DAYS = 365;

export default formed(
  {
    id: 'hetzner-2fa',
    title: 'Second factor at Hetzner',
    about: 'every member of the projects signs in to the Hetzner console with a second factor',
    documents: 1,
    days: DAYS,
    facts: {
      projects: Texts.describe('The projects whose members these are, as claimcheck.yaml calls them'),
      population: z.int().min(1).describe('How many members the console shows, over all of these projects'),
      members: z
        .array(
          z.strictObject({
            name: Text.describe('Who, as the console shows them'),
            twoFactor: z.boolean().describe('Whether the console shows a second factor as active'),
          }),
        )
        .min(1, 'it names nobody')
        .describe('Every member of these projects, each once'),
      seenAt: When.describe('When the console was looked at'),
      document: Text.describe('Which of the documents shows the list of members'),
    },
  },
  {
    vouches: [
      {
        about: 'hetzner/project',
        field: 'membersUseTwoFactor',
        says(stated, told) {
          const { name } = told.resource;
          const { projects, population, members, seenAt } = stated;
          if (!projects.includes(name)) return silent(`it does not name the project ${name}`);
          const old = tooOld('the list of members', seenAt, stated, DAYS, told);
          if (old) return old;
          const named = new Set(members.map((one) => one.name)).size;
          // one without is one without, however many are not listed
          if (members.some(({ twoFactor }) => !twoFactor)) return false;
          return named === population ? true : silent(`it names ${named} of ${population} members`);
        },
      },
    ],
  },
);
