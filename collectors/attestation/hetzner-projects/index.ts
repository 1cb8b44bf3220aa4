import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';
import { silent, tooOld } from '../vouch.ts';

const DAYS = 365;

export default formed(
  {
    id: 'hetzner-projects',
    title: 'Projects at Hetzner',
    about: 'which projects the Hetzner account has: all of them, and no others',
    documents: 1,
    days: DAYS,
    facts: {
      seenAt: When.describe('When the console was looked at'),
      projects: z
        .array(
          z.strictObject({
            name: Text.describe('As claimcheck.yaml calls it, or is to call it'),
            purpose: Text.describe('What it is for'),
          }),
        )
        .min(1, 'it names no project')
        .describe('Every project of the account, each once'),
      document: Text.describe('Which of the documents shows the list of projects'),
    },
  },
  {
    vouches: [
      {
        about: 'hetzner/project',
        field: 'allProjectsCovered',
        says(stated, told) {
          const { name } = told.resource;
          const listed = new Set(stated.projects.map((one) => one.name));
          const asked = new Set(told.subjects.map((subject) => subject.name));
          if (!listed.has(name)) return silent(`it does not name the project ${name}, which is there`);
          const old = tooOld('the list of projects', stated.seenAt, stated, DAYS, told);
          if (old) return old;
          if ([...listed].some((one) => !asked.has(one))) return false;
          // a list that lacks a project that is asked is no list of all of them
          const lacking = [...asked].find((one) => !listed.has(one));
          return lacking === undefined ? true : silent(`it does not name the project ${lacking}, so that it is no list of all projects`);
        },
      },
    ],
  },
);
