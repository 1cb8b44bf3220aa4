/** What AWS Backup has backed up, as every collector that needs it asks for it: one listing per subject, whoever asks first. */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';

export const PROTECTED = 'backup:ListProtectedResources';
export const protectedCall = call('backup', 'ListProtectedResources');

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ProtectedResource.html */
export const Protected = z.looseObject({
  ResourceArn: z.string().min(1),
  ResourceType: z.string().min(1),
  ResourceName: z.string().optional(),
  LastBackupTime: z.date().optional(),
});
export type Protected = z.infer<typeof Protected>;
const Page = z.looseObject({ Results: z.array(Protected), NextToken: z.string().optional() });

/** `ask.list(PROTECTED, {}, protectedPages(aws, region))` */
export function protectedPages(aws: Aws, region: string | undefined): Paging<z.infer<typeof Page>, Protected> {
  return {
    page: Page,
    send: (token) =>
      aws.send('backup', 'ListProtectedResources', { MaxResults: 1000, ...(token !== undefined && { NextToken: token }) }, region),
    items: ({ Results }) => Results,
    next: ({ NextToken }) => (NextToken === '' ? undefined : NextToken),
    key: ({ ResourceArn }) => ResourceArn,
  };
}
