import { describe, expect, it } from 'vitest';
import { WATCHED } from '../../../collectors/aws/event-alarm/events.ts';
import { ANY, type EventKind, matches } from '../../../collectors/aws/event-alarm/match.ts';
import { parsePattern, Unreadable } from '../../../collectors/aws/event-alarm/pattern.ts';

const KIND: EventKind = {
  eventName: 'StopLogging',
  'userIdentity.type': 'Root',
  'userIdentity.invokedBy': null,
  eventType: { not: ['AwsServiceEvent'] },
  'resources.0.type': 'Trail',
  awsRegion: ANY,
};
const said = (pattern: string, kind: EventKind = KIND) => matches(parsePattern(pattern), kind);

describe('a pattern over JSON', () => {
  it.each<[string, boolean | undefined]>([
    ['{ $.eventName = "StopLogging" }', true],
    ['{$.eventName=StopLogging}', true],
    ['{ ($.eventName = StopLogging) }', true],
    ['{ $.eventName = stopLogging }', false],
    ['{ $.eventName = Stop }', false],
    ['{ $.eventName != StopLogging }', false],
    ['{ $.eventName != StartLogging }', true],
    ['{ $.eventName = Stop* }', true],
    ['{ $.eventName = *Logging }', true],
    ['{ $.eventName = "*topLog*" }', true],
    ['{ $.eventName != "Stop*" }', false],
    ['{ $.eventName = * }', true],
    // what an asterisk in the middle does is not documented
    ['{ $.eventName = "St*ing" }', undefined],
    ["{ $['userIdentity']['type'] = Root }", true],
    ['{ $.userIdentity["type"] = Root }', true],
    ['{ $.resources[0].type = Trail }', true],
    ['{ $.userIdentity.invokedBy NOT EXISTS }', true],
    ['{ $.userIdentity.type NOT EXISTS }', false],
    ['{ $.eventType != AwsServiceEvent }', true],
    ['{ $.eventType = AwsServiceEvent }', false],
    // there are such events of another type, and of this one
    ['{ $.eventType = AwsApiCall }', false],
    ['{ $.eventType != AwsApiCall }', false],
    // a comparison with what is not there, and one of order between texts
    ['{ $.userIdentity.invokedBy != "x" }', undefined],
    ['{ $.userIdentity.invokedBy = "x" }', false],
    ['{ $.eventName > 3 }', undefined],
    ['{ $.eventName IS NULL }', false],
    ['{ $.eventName IS TRUE }', false],
    ['{ $.readOnly IS FALSE }', undefined],
    // nothing is known of a field that the kind does not name
    ['{ $.userAgent = "console" }', undefined],
    ['{ $.userAgent NOT EXISTS }', undefined],
    ['{ $.awsRegion = "eu-central-1" }', false],
    ['{ $.awsRegion = "*" }', undefined],
    ['{ $.awsRegion NOT EXISTS }', false],
  ])('%s: %s', (pattern, due) => expect(said(pattern)).toBe(due));

  it.each<[string, boolean | undefined]>([
    ['{ $.eventName = StopLogging && $.userIdentity.type = Root }', true],
    ['{ $.eventName = StopLogging && $.userIdentity.type = IAMUser }', false],
    ['{ $.eventName = StopLogging && $.userAgent = x }', undefined],
    ['{ $.eventName = DeleteTrail && $.userAgent = x }', false],
    ['{ $.eventName = StopLogging || $.userAgent = x }', true],
    ['{ $.eventName = DeleteTrail || $.userAgent = x }', undefined],
    ['{ $.eventName = StopLogging && $.awsRegion = us-east-1 }', false],
    ['{ $.eventName = StopLogging && $.awsRegion != us-east-1 }', false],
    ['{ $.eventName = DeleteTrail || $.awsRegion = us-east-1 }', false],
    // both together are every event, and no example says otherwise
    ['{ $.awsRegion = us-east-1 || $.awsRegion != us-east-1 }', undefined],
    // && binds closer than ||, on either side
    ['{ $.eventName = StopLogging || $.eventName = A && $.eventName = B }', true],
    ['{ ($.eventName = StopLogging || $.eventName = A) && $.eventName = B }', false],
    ['{ $.eventName = A && $.eventName = B || $.eventName = StopLogging }', true],
    ['{ ((($.eventName = A) || ($.eventName = StopLogging))) }', true],
  ])('%s: %s', (pattern, due) => expect(said(pattern)).toBe(due));

  it.each([
    '{ $.eventName = }',
    '{ $.eventName }',
    '{ = StopLogging }',
    '{ $.eventName = StopLogging',
    '{ $.eventName = StopLogging } or else',
    '{ $.eventName = StopLogging && }',
    '{ ($.eventName = StopLogging }',
    '{ $.eventName = %Stop.*% }',
    '{ $.eventName EXISTS }',
    '{ !($.eventName = StopLogging) }',
    '{ $.eventName = StopLogging & $.a = b }',
    '{ $.eventName == StopLogging }',
    '{ $.eventName NOT "EXISTS" }',
    '{ $.eventName = "StopLogging }',
    '{ }',
    '[ip, user, ...]',
    '%Stop.*%',
    '?a b',
    'a-b',
  ])('that cannot be read is not guessed: %s', (pattern) => expect(() => parsePattern(pattern)).toThrow(Unreadable));
});

describe('a pattern of words', () => {
  it.each<[string, boolean | undefined]>([
    ['', true],
    ['StopLogging', true],
    ['"StopLogging"', true],
    ['StopLogging Root', true],
    ['StopLogging -Root', false],
    ['StopLogging Marmalade', undefined],
    ['?Marmalade ?StopLogging', true],
    ['-Marmalade', undefined],
  ])('%s: %s', (pattern, due) => expect(said(pattern)).toBe(due));
});

/** The audit procedures' own patterns: what the benchmark asks for must count. */
const CIS: Readonly<Record<keyof typeof WATCHED, readonly string[]>> = {
  'unauthorized-call': [
    '{($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*")}',
    '{ ($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*") && ($.sourceIPAddress!="delivery.logs.amazonaws.com") && ($.eventName!="HeadBucket") }',
  ],
  'signin-without-mfa': [
    '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }',
    '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    '{($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.responseElements.ConsoleLogin != "Failure") && ($.additionalEventData.SamlProviderArn NOT EXISTS) }',
  ],
  'root-use': ['{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'],
  'iam-policy-change': [
    '{($.eventName=DeleteGroupPolicy)||($.eventName=DeleteRolePolicy)||($.eventName=DeleteUserPolicy)||($.eventName=PutGroupPolicy)||($.eventName=PutRolePolicy)||($.eventName=PutUserPolicy)||($.eventName=CreatePolicy)||($.eventName=DeletePolicy)||($.eventName=CreatePolicyVersion)||($.eventName=DeletePolicyVersion)||($.eventName=AttachRolePolicy)||($.eventName=DetachRolePolicy)||($.eventName=AttachUserPolicy)||($.eventName=DetachUserPolicy)||($.eventName=AttachGroupPolicy)||($.eventName=DetachGroupPolicy)}',
  ],
  'trail-change': [
    '{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging) }',
  ],
  'signin-failure': ['{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'],
  'config-change': [
    '{ ($.eventSource = config.amazonaws.com) && (($.eventName=StopConfigurationRecorder)||($.eventName=DeleteDeliveryChannel)||($.eventName=PutDeliveryChannel)||($.eventName=PutConfigurationRecorder)) }',
  ],
  'security-group-change': [
    '{ ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = AuthorizeSecurityGroupEgress) || ($.eventName = RevokeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupEgress) || ($.eventName = CreateSecurityGroup) || ($.eventName = DeleteSecurityGroup) }',
  ],
  'network-acl-change': [
    '{ ($.eventName = CreateNetworkAcl) || ($.eventName = CreateNetworkAclEntry) || ($.eventName = DeleteNetworkAcl) || ($.eventName = DeleteNetworkAclEntry) || ($.eventName = ReplaceNetworkAclEntry) || ($.eventName = ReplaceNetworkAclAssociation) }',
  ],
  'gateway-change': [
    '{ ($.eventName = CreateCustomerGateway) || ($.eventName = DeleteCustomerGateway) || ($.eventName = AttachInternetGateway) || ($.eventName = CreateInternetGateway) || ($.eventName = DeleteInternetGateway) || ($.eventName = DetachInternetGateway) }',
  ],
  'route-table-change': [
    '{ ($.eventSource = ec2.amazonaws.com) && (($.eventName = CreateRoute) || ($.eventName = CreateRouteTable) || ($.eventName = ReplaceRoute) || ($.eventName = ReplaceRouteTableAssociation) || ($.eventName = DeleteRouteTable) || ($.eventName = DeleteRoute) || ($.eventName = DisassociateRouteTable)) }',
  ],
  'vpc-change': [
    '{ ($.eventName = CreateVpc) || ($.eventName = DeleteVpc) || ($.eventName = ModifyVpcAttribute) || ($.eventName = AcceptVpcPeeringConnection) || ($.eventName = CreateVpcPeeringConnection) || ($.eventName = DeleteVpcPeeringConnection) || ($.eventName = RejectVpcPeeringConnection) || ($.eventName = AttachClassicLinkVpc) || ($.eventName = DetachClassicLinkVpc) || ($.eventName = DisableVpcClassicLink) || ($.eventName = EnableVpcClassicLink) }',
  ],
};

describe("the benchmark's own patterns", () => {
  const kinds = Object.keys(WATCHED) as (keyof typeof WATCHED)[];
  const answers = (pattern: string, kind: keyof typeof WATCHED) =>
    Object.values<EventKind>(WATCHED[kind].events).map((one) => said(pattern, one));

  it.each(kinds)('match every event of %s', (kind) => {
    for (const pattern of CIS[kind])
      expect(
        answers(pattern, kind).every((one) => one === true),
        pattern,
      ).toBe(true);
  });
  it.each(kinds)('lose an event of %s with each name that is lacking', (kind) => {
    const names = Object.values<EventKind>(WATCHED[kind].events).map(({ eventName }) => eventName);
    if (names.length < 2 || names.some((name) => typeof name !== 'string')) return;
    for (const pattern of CIS[kind])
      for (const name of names as string[]) {
        const poorer = pattern.replace(new RegExp(`= ?${name}\\b`), '= Marmalade');
        expect(
          answers(poorer, kind).filter((one) => one === true),
          `${kind} without ${name}`,
        ).toHaveLength(names.length - 1);
      }
  });
  it('match nothing of another kind, so that one filter cannot stand for all', () => {
    for (const of of kinds)
      for (const kind of kinds)
        if (of !== kind && !(of.includes('signin') && kind.includes('signin')))
          for (const pattern of CIS[of]) expect([...new Set(answers(pattern, kind))], `${of} and ${kind}: ${pattern}`).toEqual([false]);
  });
  it('and one that asks for more is not said to match', () => {
    expect(said(`{ ($.eventName = StopLogging) && ($.userIdentity.userName = "alice") }`)).toBeUndefined();
  });
});
