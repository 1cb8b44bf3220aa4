import { describe, expect, it } from 'vitest';
import { strangeValue } from '../../../collectors/aws/xml-values.ts';

const volumes = (inside: string) =>
  `<?xml version="1.0"?>\n<DescribeVolumesResponse xmlns="http://ec2"><volumeSet${inside}</DescribeVolumesResponse>`;

describe('values that the SDK would misread', () => {
  it.each([
    [
      'a volume',
      volumes(
        '>\n  <item><volumeId>vol-1</volumeId><encrypted>true</encrypted><tagSet><item><key>encrypted</key></item></tagSet></item>\n</volumeSet>',
      ),
    ],
    ['no volume', volumes('/>')],
    ['no volume, in two tags', volumes('></volumeSet>')],
    ['truth in capitals, as S3 may write it', '<PolicyStatus xmlns="http://s3"><IsPublic>TRUE</IsPublic></PolicyStatus>'],
    ['a comment in a list', volumes('><!-- none --></volumeSet>')],
    ['lists of one name in two places', '<a><DBInstance><TagList/></DBInstance><DBInstance><TagList/></DBInstance></a>'],
    ["another service's word of a truth's name", '<ReplicationGroup><MultiAZ>enabled</MultiAZ></ReplicationGroup>'],
    ['a retention period', '<DBInstance><BackupRetentionPeriod>0</BackupRetentionPeriod></DBInstance>'],
  ])('lets %s pass', (_, xml) => {
    expect(strangeValue(xml)).toBeUndefined();
  });

  it.each([
    ['an empty truth', '<PolicyStatus><IsPublic/></PolicyStatus>', '<IsPublic> holds ""'],
    ['an empty truth in two tags', '<PolicyStatus><IsPublic></IsPublic></PolicyStatus>', '<IsPublic> holds ""'],
    ['another word for a truth', '<s3:PolicyStatus><s3:IsPublic>yes</s3:IsPublic></s3:PolicyStatus>', '<IsPublic> holds "yes"'],
    ['a truth with something inside', '<item><encrypted><x/></encrypted></item>', '<encrypted> holds "<x/>"'],
    ['an empty truth of one parent', '<DBInstance><MultiAZ/></DBInstance>', '<MultiAZ> holds ""'],
    ['an empty period', '<Expiration><Days/></Expiration>', '<Days> holds ""'],
    ['an empty number', '<DBInstance><BackupRetentionPeriod/></DBInstance>', '<BackupRetentionPeriod> holds ""'],
    [
      'a word for a number',
      '<DBInstance><BackupRetentionPeriod>seven</BackupRetentionPeriod></DBInstance>',
      '<BackupRetentionPeriod> holds "seven"',
    ],
    [
      'another element in a list',
      volumes('><member><volumeId>vol-1</volumeId></member></volumeSet>'),
      '<member> stands in <volumeSet>, where only <item> is due',
    ],
    ['text in a list', volumes('>[]</volumeSet>'), '<volumeSet> holds text where only a list is due'],
    ["text after a list's last item", volumes('><item/>…</volumeSet>'), '<volumeSet> holds text where only a list is due'],
    ['the same list twice', volumes('><item/></volumeSet><volumeSet/>'), '<volumeSet> occurs twice in one <DescribeVolumesResponse>'],
  ])('names %s', (_, xml, flaw) => {
    expect(strangeValue(xml)).toBe(flaw);
  });
});
