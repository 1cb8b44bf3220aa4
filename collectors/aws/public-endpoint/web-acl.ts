/** What a web ACL does with requests: https://docs.aws.amazon.com/waf/latest/APIReference/API_WebACL.html. Pure. */
import { z } from 'zod';
import { isUnknown, type Known, missing, unknown } from '../../../src/kit.ts';

const Choice = z.record(z.string(), z.unknown());
const Rule = z.looseObject({ Action: Choice.optional(), OverrideAction: Choice.optional() });
type Rule = z.infer<typeof Rule>;

export const WebAcl = z.looseObject({
  Name: z.string().min(1),
  DefaultAction: Choice.optional(),
  Rules: z.array(Rule).optional(),
  /** Set by Firewall Manager, and only then there. */
  PreProcessFirewallManagerRuleGroups: z.array(Rule).optional(),
  PostProcessFirewallManagerRuleGroups: z.array(Rule).optional(),
});
export type WebAcl = z.infer<typeof WebAcl>;

/** How many rules are seen to do more than count. None seen, and one of them not understood: unknown. */
export function actingRules(operation: string, acl: WebAcl): Known<number> {
  if (acl.Rules === undefined) return missing(operation, 'WebACL.Rules');
  const byManager = [acl.PreProcessFirewallManagerRuleGroups, acl.PostProcessFirewallManagerRuleGroups].flatMap((some) => some ?? []);
  const each = [...acl.Rules, ...byManager].map((rule) => acts(operation, rule, acl));
  const seen = each.filter((does) => does === true).length;
  return seen > 0 ? seen : (each.find(isUnknown) ?? 0);
}

/** A rule has an action, a group of rules an override of what its rules decide: none, or count. */
function acts(operation: string, { Action, OverrideAction }: Rule, { DefaultAction }: WebAcl): Known<boolean> {
  if (Action === undefined && OverrideAction === undefined) return missing(operation, 'WebACL.Rules[].Action');
  const [word] = chosen(Action ?? (OverrideAction as Rule['Action']));
  if (word === 'None' && Action === undefined) return true;
  if (word === 'Block' || word === 'Captcha' || word === 'Challenge') return true;
  if (word === 'Count') return false;
  // what is allowed by a rule and by default alike is not held back
  if (word === 'Allow')
    return DefaultAction === undefined ? missing(operation, 'WebACL.DefaultAction') : chosen(DefaultAction)[0] === 'Block';
  const detail = `${operation}: the action of a rule is ${JSON.stringify(word)}, which is not one that this version knows`;
  return unknown({ operation, reason: 'malformed_response', detail });
}
function chosen(choice: Rule['Action']): string[] {
  return Object.entries({ ...choice }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

/** `arn:aws:wafv2:us-east-1:123456789012:global/webacl/<name>/<id>`; undefined: not an ARN of AWS WAF, so one of AWS WAF Classic. */
export function parseWebAclArn(arn: string): { readonly region: string; readonly name: string; readonly id: string } | undefined {
  const [, region, name, id] = /^arn:[a-z-]+:wafv2:([a-z0-9-]+):\d{12}:global\/webacl\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
  return region !== undefined && name !== undefined && id !== undefined ? { region, name, id } : undefined;
}
