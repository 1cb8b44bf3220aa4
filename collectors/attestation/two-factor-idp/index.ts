import { z } from 'zod';
import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';
import { silent, tooOld } from '../vouch.ts';

const DAYS = 365;

export default formed(
  {
    id: 'two-factor-idp',
    title: 'Second factor at identity providers',
    about: 'each place where people sign in for other systems asks all of them for a second factor',
    documents: 1,
    days: DAYS,
    facts: {
      providers: z
        .array(
          z.strictObject({
            name: Text.describe('Microsoft Entra, Google Workspace, AWS IAM Identity Center, ...'),
            enforcedForAll: z.boolean().describe('Whether the policy asks everybody, administrators included'),
            exceptions: z.array(Text).describe('Accounts that it leaves out; [] for none'),
            exportedAt: When.describe('When its policy was exported or photographed'),
            document: Text.describe('Which of the documents is that export'),
            instances: z
              .array(Text)
              .default([])
              .describe('ARNs of the instances of AWS IAM Identity Center whose sign-in it is; [] for none'),
          }),
        )
        .min(1, 'it names no provider')
        .describe('Every identity provider, and every system that people sign in to past it'),
    },
  },
  {
    vouches: [
      {
        about: 'aws/identity-center',
        field: 'mfaEnforced',
        says(stated, told) {
          const { id } = told.resource;
          const serving = stated.providers.filter(({ instances }) => instances.includes(id));
          if (serving.length === 0) return silent(`it says of no provider that people sign in to ${id} with it`);
          if (serving.some(({ enforcedForAll, exceptions }) => !enforcedForAll || exceptions.length > 0)) return false;
          return (
            serving.map(({ name, exportedAt }) => tooOld(`the policy of ${name}`, exportedAt, stated, DAYS, told)).find((old) => old) ??
            true
          );
        },
      },
    ],
  },
);
