import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';
import { silent, tooOld } from '../vouch.ts';

const DAYS = 180;
const decision = {
  decision: z.enum(['keep', 'change', 'revoke']).describe('What was decided'),
  doneAt: When.nullable().describe('When a change or revocation was carried out'),
};

export default formed(
  {
    id: 'hetzner-access-review',
    title: 'Access review at Hetzner',
    about: 'somebody has gone through the members, roles and API tokens of each project, and what was to go is gone',
    documents: 1,
    days: DAYS,
    facts: {
      reviewedAt: When.describe('When the review was finished'),
      reviewer: Text.describe('Who decided'),
      projects: z
        .array(
          z.strictObject({
            project: Text.describe('Which project, as claimcheck.yaml calls it'),
            members: z
              .array(
                z.strictObject({
                  name: Text.describe('Who, as the console shows them'),
                  role: Text.describe('Owner, Admin, Member, Restricted'),
                  ...decision,
                }),
              )
              .min(1, 'it names no member')
              .describe('Every member'),
            tokens: z
              .array(
                z.strictObject({
                  name: Text.describe('What the console calls it'),
                  permission: z.enum(['read', 'read-write']).describe('What it may do'),
                  ...decision,
                }),
              )
              .min(1, 'it names no API token, and claimcheck uses one')
              .describe('Every API token, that of claimcheck among them'),
          }),
        )
        .min(1, 'it names no project')
        .describe('Every project that was gone through'),
    },
  },
  {
    vouches: [
      {
        about: 'hetzner/project',
        field: 'accessReviewed',
        says(stated, told) {
          const { name } = told.resource;
          const reviewed = stated.projects.filter(({ project }) => project === name);
          if (reviewed.length === 0) return silent(`it does not name the project ${name}`);
          const old = tooOld('the review', stated.reviewedAt, stated, DAYS, told);
          if (old) return old;
          return reviewed
            .flatMap(({ members, tokens }) => [...members, ...tokens])
            .every((one) => one.decision === 'keep' || one.doneAt !== null);
        },
      },
    ],
  },
);
