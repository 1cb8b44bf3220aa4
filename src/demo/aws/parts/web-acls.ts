/** Web ACLs of AWS WAF: those of load balancers by region, those of CloudFront in us-east-1. */
import type * as Waf from '@aws-sdk/client-wafv2';
import { PRODUCTION } from '../accounts.ts';
import type { Ask } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import { type Holding, type Part, see } from './part.ts';

export interface WebAcl {
  readonly name: string;
  /** Each is a managed group with its override, or a rule of its own with its action. */
  readonly rules: readonly ('group-none' | 'group-count' | 'block' | 'count' | 'allow')[];
  /** Names of the load balancers that it stands before. */
  readonly before: readonly string[];
}
interface InRegion {
  readonly regional: readonly WebAcl[];
  /** In us-east-1 alone. */
  readonly global: readonly WebAcl[];
}
type Held = Holding<null, InRegion>;
const EMPTY: InRegion = { regional: [], global: [] };
const nothing: Held = { account: null, regions: {}, elsewhere: EMPTY };

const idOf = (name: string) => `${Buffer.from(name).toString('hex').padEnd(8, '0').slice(0, 8)}-0000-4000-8000-000000000001`;
export function webAclArn(account: string, region: string, name: string, scope: 'global' | 'regional'): string {
  return `arn:aws:wafv2:${region}:${account}:${scope}/webacl/${name}/${idOf(name)}`;
}

/** Null where there is none: https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACLForResource.html */
function GetWebACLForResource({ ResourceArn: arn = '' }: Waf.GetWebACLForResourceRequest, ask: Ask): Waf.GetWebACLForResourceResponse {
  const [, name] = /^arn:aws:elasticloadbalancing:[^:]+:\d{12}:loadbalancer\/app\/([^/]+)\//.exec(arn) ?? [];
  if (name === undefined)
    throw new AwsRefusal('WAFInvalidParameterException', 'Error reason: The ARN is not that of a resource of AWS WAF.');
  const acl = here(ask).regional.find(({ before }) => before.includes(name));
  return acl ? { WebACL: describe(acl, ask, 'regional') } : {};
}

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACL.html */
function GetWebACL({ Name, Scope, Id }: Waf.GetWebACLRequest, ask: Ask): Waf.GetWebACLResponse {
  const scope = Scope === 'CLOUDFRONT' ? 'global' : 'regional';
  if (scope === 'global' && ask.regionName !== 'us-east-1')
    throw new AwsRefusal(
      'WAFInvalidParameterException',
      'Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT',
    );
  const acl = here(ask)[scope].find(({ name }) => name === Name && idOf(name) === Id);
  if (!acl)
    throw new AwsRefusal('WAFNonexistentItemException', 'AWS WAF couldn’t perform the operation because your resource doesn’t exist.');
  return { WebACL: describe(acl, ask, scope), LockToken: idOf(acl.name) };
}

function describe({ name, rules }: WebAcl, ask: Ask, scope: 'global' | 'regional'): Waf.WebACL {
  return {
    Name: name,
    Id: idOf(name),
    ARN: webAclArn(ask.account.id, ask.regionName, name, scope),
    DefaultAction: { Allow: {} },
    Rules: rules.map((rule, i) => ruleOf(rule, i)),
    VisibilityConfig: visible(name),
    Capacity: 700,
    ManagedByFirewallManager: false,
  };
}
const visible = (MetricName: string) => ({ SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName });
function ruleOf(rule: WebAcl['rules'][number], Priority: number): Waf.Rule {
  const common = { Name: `${rule}-${Priority}`, Priority, VisibilityConfig: visible(`${rule}-${Priority}`) };
  if (rule === 'group-none' || rule === 'group-count') {
    const ManagedRuleGroupStatement = { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' };
    return { ...common, Statement: { ManagedRuleGroupStatement }, OverrideAction: rule === 'group-none' ? { None: {} } : { Count: {} } };
  }
  const Action = { block: { Block: {} }, count: { Count: {} }, allow: { Allow: {} } }[rule];
  return { ...common, Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' } }, Action };
}
const here = (ask: Ask) => see(ask, webAcls.id, nothing).region;

const baseline = (...before: string[]): WebAcl => ({ name: 'baseline', rules: ['group-none', 'group-count', 'block'], before });
const edge: WebAcl = { name: 'edge', rules: ['count', 'group-none'], before: [] };
const counting: WebAcl['rules'] = ['group-count', 'count', 'allow'];
const clean: Held = {
  account: null,
  regions: {
    'eu-central-1': { regional: [baseline('web')], global: [] },
    'us-east-1': { regional: [baseline('edge')], global: [edge] },
  },
  elsewhere: EMPTY,
};

export const webAcls: Part<null, InRegion> = {
  id: 'web-acls',
  answers: { wafv2: { GetWebACLForResource, GetWebACL } },
  nothing,
  clean: { [PRODUCTION]: clean },
  drifted: { [PRODUCTION]: clean },
  drift: [],
  checks: ['aws.wafv2.public-endpoints'],
  broken: {
    [PRODUCTION]: {
      account: null,
      regions: {
        'eu-central-1': { regional: [baseline()], global: [] },
        'us-east-1': { regional: [{ ...baseline('edge'), rules: counting }], global: [{ ...edge, rules: counting }] },
      },
      elsewhere: EMPTY,
    },
  },
  refusals: [{ operation: 'wafv2:GetWebACL', how: 'scp' }],
};
