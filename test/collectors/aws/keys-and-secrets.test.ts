import { describe, expect, it } from 'vitest';
import keys from '../../../collectors/aws/kms-key/index.ts';
import secret from '../../../collectors/aws/secret/index.ts';
import { keyId, kms } from '../../../src/demo/aws/parts/kms.ts';
import { secrets } from '../../../src/demo/aws/parts/secrets.ts';
import { clean } from '../../../src/demo/aws/worlds/clean.ts';
import { ask, byName, setOf } from './estate.ts';
import { fourWorlds, judge, withPart } from './four-worlds.ts';

const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';

fourWorlds({
  check: 'aws.kms.rotation',
  collector: keys,
  broken: withPart(kms),
  fails: [keyId('53')],
  passes: [keyId('53'), keyId('c1'), keyId('ed')],
  whenNone: 'not_applicable',
});
fourWorlds({
  check: 'aws.kms.not-pending-deletion',
  collector: keys,
  broken: withPart(kms),
  fails: [keyId('de1e')],
  passes: [keyId('51')],
  whenNone: 'not_applicable',
  spare: { 'kms:GetKeyRotationStatus': 'how a key rotates does not say whether it stays' },
});
fourWorlds({
  check: 'aws.secretsmanager.rotation',
  collector: secret,
  broken: withPart(secrets),
  fails: ['prod/mail/smtp'],
  passes: ['prod/orders/database', 'prod/mail/smtp'],
  whenNone: 'not_applicable',
});

describe('keys', () => {
  it('are asked for their rotation only where KMS rotates', async () => {
    const { sets, asked } = await ask(keys, { world: clean });
    expect(Object.keys(byName(sets, FRANKFURT))).toHaveLength(5);
    expect(asked.filter((one) => one === `kms:GetKeyRotationStatus ${FRANKFURT}`)).toHaveLength(2);
    expect(asked.filter((one) => one === `kms:ListKeys ${FRANKFURT}`)).toHaveLength(3);
    expect(byName(sets, FRANKFURT)[keyId('51')]).toMatchObject({ keySpec: 'RSA_4096', rotationEnabled: null });
  });

  it('of a first page stand when the second is refused', async () => {
    const { sets } = await ask(keys, {
      world: clean,
      regions: [FRANKFURT],
      faults: [{ operation: 'kms:ListKeys', kind: 'denied', after: 1 }],
    });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'access_denied', permission: 'kms:ListKeys' }] });
    expect(setOf(sets, FRANKFURT).resources).toHaveLength(2);
  });

  it('cut short without a marker are no population', async () => {
    const spoil = (json: string) => json.replace(/,"NextMarker":"[^"]+"/, '');
    const { sets } = await ask(keys, { world: clean, regions: [FRANKFURT], spoil });
    expect(setOf(sets, FRANKFURT)).toMatchObject({ complete: false, gaps: [{ reason: 'malformed_response' }] });
  });

  it('that shut us out are unknown, one by one', async () => {
    const faults = [{ operation: 'kms:DescribeKey', kind: 'denied' as const, times: 1 }];
    const { verdict, rows } = await judge('aws.kms.rotation', keys, { world: clean, regions: [FRANKFURT], faults });
    expect(verdict).toBe('unknown');
    expect(rows.filter((row) => row.startsWith('unknown'))).toHaveLength(1);
  });

  it.each(['KeyManager', 'KeyState', 'KeySpec', 'Origin'])(
    'of which KMS leaves %s out are unknown, and asked all the same',
    async (member) => {
      const spoil = (json: string) => json.replace(new RegExp(`"${member}":"[^"]+",?`), '').replace(',}', '}');
      // one of them does not rotate: whether it must was not told
      const world = withPart(kms, kms.drifted);
      const { verdict, reasons, asked } = await judge('aws.kms.rotation', keys, { world, regions: [VIRGINIA], spoil });
      expect([verdict, reasons]).toEqual(['unknown', ['missing_member']]);
      expect(asked.filter((one) => one.startsWith('kms:GetKeyRotationStatus'))).not.toHaveLength(0);
    },
  );

  it('that are gone when they are described have changed under our eyes', () => {
    const raw = { key: { KeyId: 'k', KeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/k' }, described: null, rotation: null };
    expect(keys.normalise(raw, {} as never)).toMatchObject({ keyState: { $unknown: { reason: 'changed_during_collection' } } });
  });

  it('whose deletion is approved are left out', async () => {
    const params = { approvedDeletions: [keyId('de1e')] };
    expect(await judge('aws.kms.not-pending-deletion', keys, { world: withPart(kms) }, params)).toMatchObject({ verdict: 'pass' });
  });
});

describe('secrets', () => {
  it('without a list are not none', async () => {
    const spoil = (json: string) => (json.includes('SecretList') ? '{}' : json);
    const { sets } = await ask(secret, { world: clean, regions: [VIRGINIA], spoil });
    expect(setOf(sets, VIRGINIA)).toMatchObject({ complete: false, resources: [], gaps: [{ reason: 'missing_member' }] });
  });
  it('of unknown age are unknown unless they rotate', async () => {
    const spoil = (json: string) => json.replaceAll(/"LastChangedDate":[\d.]+,?/g, '');
    const { rows } = await judge('aws.secretsmanager.rotation', secret, { world: clean, regions: [FRANKFURT], spoil });
    expect(rows).toEqual(['pass prod/orders/database', 'unknown prod/mail/smtp']);
  });
});
