/** The EFS file systems of a region, as every collector that needs them asks for them: one listing per run, whoever asks first. */
import { z } from 'zod';
import type { Paging } from '../../src/model.ts';
import { call } from './calls.ts';
import type { Aws } from './client.ts';

export const FILE_SYSTEMS = 'elasticfilesystem:DescribeFileSystems';
export const fileSystemsCall = call('efs', 'DescribeFileSystems');

/** https://docs.aws.amazon.com/efs/latest/ug/API_FileSystemDescription.html */
export const FileSystem = z.looseObject({
  FileSystemId: z.string().min(1),
  Name: z.string().optional(),
  Encrypted: z.boolean().optional(),
  KmsKeyId: z.string().optional(),
  Tags: z.array(z.looseObject({ Key: z.string(), Value: z.string() })).optional(),
});
export type FileSystem = z.infer<typeof FileSystem>;
const Page = z.looseObject({ FileSystems: z.array(FileSystem), NextMarker: z.string().optional() });

/** `ask.pages(FILE_SYSTEMS, {}, fileSystemPages(aws, region))` */
export function fileSystemPages(aws: Aws, region: string | undefined): Paging<z.infer<typeof Page>, FileSystem> {
  return {
    page: Page,
    send: (marker) => aws.send('efs', 'DescribeFileSystems', { MaxItems: 100, ...(marker !== undefined && { Marker: marker }) }, region),
    items: ({ FileSystems }) => FileSystems,
    next: ({ NextMarker }) => (NextMarker === '' ? undefined : NextMarker),
    key: ({ FileSystemId }) => FileSystemId,
  };
}
/** What people call it: the tag of that name, which need not be there. */
export function nameOf({ Name, FileSystemId }: FileSystem): string {
  return Name === undefined || Name === '' ? FileSystemId : Name;
}
