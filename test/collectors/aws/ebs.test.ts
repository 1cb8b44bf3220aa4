import { describe, expect, it } from 'vitest';
import encryptionDefault from '../../../collectors/aws/ebs-encryption-default/index.ts';
import snapshots from '../../../collectors/aws/ebs-snapshot/index.ts';
import volumes from '../../../collectors/aws/ebs-volume/index.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { denied } from '../../../src/demo/aws/worlds/denied.ts';
import { drifted } from '../../../src/demo/aws/worlds/drifted.ts';
import { ask, byName, setOf } from './estate.ts';

const VIRGINIA = 'us-east-1';
const FRANKFURT = 'eu-central-1';
const QUIET = 'eu-west-1';

describe('EBS volumes', () => {
  it('are read over all pages of every region', async () => {
    const { sets, asked } = await ask(volumes, { world: drifted });
    expect(sets.every(({ complete }) => complete)).toBe(true);
    expect(Object.keys(byName(sets, FRANKFURT))).toEqual(['vol-00000000000000001', 'vol-00000000000000002', 'vol-00000000000000003']);
    expect(byName(sets, FRANKFURT)['vol-00000000000000003']).toEqual({
      id: 'vol-00000000000000003',
      name: 'vol-00000000000000003',
      encrypted: false,
      state: 'available',
    });
    expect(byName(sets, VIRGINIA)['vol-00000000000000012']).toMatchObject({ encrypted: true, state: 'in-use' });
    // two to a page
    expect(asked.filter((one) => one === `ec2:DescribeVolumes ${FRANKFURT}`)).toHaveLength(2);
  });

  it('are none in a region without any, which is a complete and empty population', async () => {
    const { sets } = await ask(volumes, { world: clean, regions: [QUIET] });
    expect(setOf(sets, QUIET)).toMatchObject({ complete: true, resources: [], gaps: [] });
  });

  it('end where the token is empty, as they do where there is none', async () => {
    const spoil = (xml: string) => xml.replace('</DescribeVolumesResponse>', '<nextToken/></DescribeVolumesResponse>');
    const { sets, asked } = await ask(volumes, { world: clean, regions: [QUIET], spoil });
    expect(setOf(sets, QUIET)).toMatchObject({ complete: true, resources: [] });
    expect(asked.filter((one) => one.startsWith('ec2:DescribeVolumes'))).toHaveLength(1);
  });

  it('are unknown where the list is refused, and known where it is not', async () => {
    const { sets } = await ask(volumes, { world: denied });
    expect(setOf(sets, VIRGINIA)).toMatchObject({
      complete: false,
      resources: [],
      gaps: [{ reason: 'access_denied', permission: 'ec2:DescribeVolumes' }],
    });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: true });
  });

  it('of a first page stand when the second is cut', async () => {
    const { sets } = await ask(volumes, {
      world: clean,
      regions: [FRANKFURT],
      faults: [{ operation: 'ec2:DescribeVolumes', kind: 'truncated', after: 1 }],
    });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'truncated' }] });
    expect(setOf(sets, FRANKFURT).resources).toHaveLength(2);
  });

  it('are unknown in number when the answer has no list, which is not an empty one', async () => {
    const { sets } = await ask(volumes, {
      world: clean,
      regions: [QUIET],
      spoil: (xml) => xml.replace(/<volumeSet\s*\/>|<volumeSet>\s*<\/volumeSet>/, ''),
    });
    expect(setOf(sets, QUIET)).toMatchObject({
      complete: false,
      resources: [],
      gaps: [{ reason: 'missing_member', detail: expect.stringContaining('`Volumes`') }],
    });
  });

  it('of which EC2 does not say whether they are encrypted are neither', async () => {
    const { sets } = await ask(volumes, {
      world: clean,
      regions: [FRANKFURT],
      spoil: (xml) => xml.replace(/(vol-00000000000000002.*?)<encrypted>true<\/encrypted>/s, '$1'),
    });
    const found = byName(sets, FRANKFURT);
    expect(found['vol-00000000000000001']).toMatchObject({ encrypted: true });
    expect(found['vol-00000000000000002']).toMatchObject({
      encrypted: { $unknown: { operation: 'ec2:DescribeVolumes', reason: 'missing_member' } },
    });
  });
});

describe('EBS snapshots', () => {
  it("are the account's own: strangers' public ones are not asked for", async () => {
    const { sets, exchanges } = await ask(snapshots, { world: clean, regions: [FRANKFURT] });
    expect(byName(sets, FRANKFURT)).toEqual(
      Object.fromEntries(
        [1, 2, 3].map((n) => [
          `snap-0000000000000000${n}`,
          { id: `snap-0000000000000000${n}`, name: `snap-0000000000000000${n}`, encrypted: true },
        ]),
      ),
    );
    expect(
      exchanges
        .filter(({ operation }) => operation === 'ec2:DescribeSnapshots')
        .every(({ request }) => /Owner\.1=self/.test(String(request.body))),
    ).toBe(true);
  });

  it('are unknown when refused', async () => {
    const { sets } = await ask(snapshots, {
      world: clean,
      regions: [FRANKFURT],
      faults: [{ operation: 'ec2:DescribeSnapshots', kind: 'denied' }],
    });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'access_denied' }] });
  });
});

describe("a region's default of EBS encryption", () => {
  it('is read region by region', async () => {
    const { sets } = await ask(encryptionDefault, { world: drifted });
    expect(byName(sets, FRANKFURT)).toEqual({ [FRANKFURT]: { id: `123456789012/${FRANKFURT}`, name: FRANKFURT, enabled: true } });
    expect(byName(sets, VIRGINIA)).toEqual({ [VIRGINIA]: { id: `123456789012/${VIRGINIA}`, name: VIRGINIA, enabled: false } });
  });

  it.each(['denied', 'throttled', 'html', 'empty', 'truncated', 'garbled', 'reset', '500'] as const)(
    'stays one row and is unknown when the answer is %s',
    async (kind) => {
      const { sets } = await ask(encryptionDefault, {
        world: clean,
        regions: [FRANKFURT],
        faults: [{ operation: 'ec2:GetEbsEncryptionByDefault', kind }],
      });
      expect(byName(sets, FRANKFURT)[FRANKFURT]).toMatchObject({ enabled: { $unknown: { operation: 'ec2:GetEbsEncryptionByDefault' } } });
    },
  );

  it('is told apart from a refusal by the organisation', async () => {
    const { sets } = await ask(encryptionDefault, { world: denied });
    expect(byName(sets, VIRGINIA)[VIRGINIA]).toMatchObject({ enabled: { $unknown: { reason: 'scp_denied' } } });
  });

  it('is unknown when the answer does not say', async () => {
    const { sets } = await ask(encryptionDefault, {
      world: clean,
      regions: [FRANKFURT],
      spoil: (xml) => xml.replace(/<ebsEncryptionByDefault>.*?<\/ebsEncryptionByDefault>/, ''),
    });
    expect(byName(sets, FRANKFURT)[FRANKFURT]).toMatchObject({ enabled: { $unknown: { reason: 'missing_member' } } });
  });
});
