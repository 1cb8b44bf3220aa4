/** An organisation falls apart into its accounts, and an entry that is narrowed to one of them asks that one as the whole would have. */
import { describe, expect, it } from 'vitest';
import { AwsConfig } from '../../collectors/aws/config.ts';
import aws from '../../collectors/aws/source.ts';
import type { Subject } from '../../src/model.ts';
import { sources } from '../../src/registry.ts';
import { findingPart, jobOf, jobPart, jobsOf, shardPart } from '../../src/shard/jobs.ts';

const subject = (key: string, label: string, region?: string): Subject => ({
  source: 'aws',
  name: 'company',
  key,
  id: key,
  label,
  scope: region === undefined ? 'account' : 'region',
  ...(region !== undefined && region !== '*' && { region }),
});
const FOUND = ['111111111111', '222222222222'].flatMap((id) => [
  subject(`aws/company/${id}`, `Team ${id[0]} (${id})`),
  subject(`aws/company/${id}/eu-central-1`, `Team ${id[0]} (${id}) eu-central-1`, 'eu-central-1'),
  subject(`aws/company/${id}/*`, `Team ${id[0]} (${id}), its other regions`, '*'),
]);
const entry = (more: object) => ({ source: aws, config: AwsConfig.parse({ type: 'aws', name: 'company', ...more }) });
const organization = entry({ organization: true, roleName: 'look', includeAccounts: ['111111111111', '222222222222'] });

describe('lanes of AWS', () => {
  it('an account with all its regions is one', () => {
    expect(jobsOf(aws, FOUND).map(({ lane }) => lane)).toEqual(['aws/company/111111111111', 'aws/company/222222222222']);
    const single = entry({ regions: ['eu-central-1', 'us-east-1'] });
    expect(jobsOf(aws, aws.declared(single.config)).map(({ lane }) => lane)).toEqual(['aws/company']);
  });

  it('a job opens its account alone, under the name that the organisation gave it', () => {
    const job = jobOf(aws, FOUND[4] as Subject);
    const part = jobPart(job, FOUND);
    const opened = part.opened(organization)?.config as AwsConfig;
    expect(opened).toMatchObject({ accounts: [{ id: '222222222222', name: 'Team 2' }], roleName: 'look' });
    expect([opened.organization, opened.includeAccounts]).toEqual([undefined, undefined]);
    expect(FOUND.map((one) => part.owns(aws, one))).toEqual([false, false, false, true, true, true]);
    expect(aws.declared(opened).map((one) => part.owns(aws, one))).toEqual([true, true]);
    expect(part.opened(entry({ name: 'other' }))).toBeUndefined();
  });

  it('what has to be found is found once by `enqueue`, and by each shard for itself', () => {
    expect(findingPart.opened(organization)).toBe(organization);
    expect(findingPart.opened(entry({}))).toBeUndefined();
    expect([1, 2, 3].map((index) => shardPart(index, 3).opened(organization))).toEqual([organization, organization, organization]);
    const named = entry({ roleName: 'look', accounts: [{ id: '111111111111' }, { id: '222222222222', name: 'Two' }] });
    const opened = [1, 2, 3, 4, 5].flatMap((index) => shardPart(index, 5).opened(named) ?? []);
    expect(
      opened
        .flatMap(({ config }) => (config as AwsConfig).accounts ?? [])
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['111111111111', '222222222222']);
  });

  it('every source that divides an entry divides what it declares', () => {
    expect(sources.filter(({ lanes }) => lanes).map(({ id }) => id)).toEqual(['aws']);
  });
});
