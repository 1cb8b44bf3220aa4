/** IAM policy documents: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. Pure. */
import { z } from 'zod';
import { type Known, unknown } from '../../src/kit.ts';

const Words = z.union([z.string(), z.array(z.string())]).transform((words) => (typeof words === 'string' ? [words] : words));
const Principal = z.union([z.literal('*'), z.record(z.string(), Words)]);
/** Values of conditions are strings; JSON's own booleans and numbers are taken for what they spell. */
const Value = z.union([z.string(), z.boolean(), z.number()]).transform(String);
const Values = z.union([Value, z.array(Value)]).transform((values) => (typeof values === 'string' ? [values] : values));

const Statement = z
  .looseObject({
    Effect: z.enum(['Allow', 'Deny']),
    Principal: Principal.optional(),
    NotPrincipal: Principal.optional(),
    Action: Words.optional(),
    NotAction: Words.optional(),
    Resource: Words.optional(),
    NotResource: Words.optional(),
    Condition: z.record(z.string(), z.record(z.string(), Values)).optional(),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), 'a statement has either Action or NotAction');
const Document = z.looseObject({
  Statement: z.union([Statement.transform((one) => [one]), z.array(Statement)]),
});
export type PolicyStatement = z.infer<typeof Statement>;
export interface PolicyDocument {
  readonly statements: readonly PolicyStatement[];
}

/** S3 gives its policies plain, IAM encoded as RFC 3986 says. What is not a policy is Unknown: half of one may be the half that matters. */
export function parsePolicy(operation: string, text: string): Known<PolicyDocument> {
  const malformed = (detail: string) => unknown({ operation, reason: 'malformed_response', detail: `${operation}: the policy ${detail}` });
  let json: unknown;
  try {
    json = JSON.parse(/^\s*\{/.test(text) ? text : decodeURIComponent(text));
  } catch (error) {
    return malformed(`is not JSON: ${(error as Error).message.slice(0, 80)}`);
  }
  const parsed = Document.safeParse(json);
  if (parsed.success) return { statements: parsed.data.Statement };
  const issue = parsed.error.issues[0];
  return malformed(`does not follow IAM's grammar at \`${issue?.path.join('.') || 'Statement'}\`: ${issue?.message ?? 'unreadable'}`);
}

/**
 * Whether the statements together refuse every plain-HTTP request to the bucket and to any object in it, whoever sends it.
 * Only what certainly does counts: an exception (NotPrincipal, NotAction, a further condition) may be the way in.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit
 */
export function deniesPlainHttp({ statements }: PolicyDocument, bucket: string): boolean {
  const denials = statements.filter((one) => one.Effect === 'Deny' && isEveryone(one) && isEveryS3Action(one) && holdsForPlainHttp(one));
  const resources = denials.flatMap((one) => one.Resource ?? []);
  return resources.some((pattern) => coversBucket(pattern, bucket)) && resources.some((pattern) => coversObjects(pattern, bucket));
}

/** `"*"` and `{"AWS": "*"}` are the same: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function isEveryone({ Principal: principal }: PolicyStatement): boolean {
  // absent: a statement that names nobody by AWS denies nobody by AWS
  return principal === '*' || (principal?.['AWS']?.includes('*') ?? false);
}
/** Action names do not heed case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function isEveryS3Action({ Action }: PolicyStatement): boolean {
  // absent: NotAction stands instead, which is not "every action"
  return Action?.some((action) => /^(?:s3:)?\*+$/i.test(action)) ?? false;
}
/** No condition at all refuses plain HTTP too. Several conditions must all hold, so a second one makes an exception. */
function holdsForPlainHttp({ Condition }: PolicyStatement): boolean {
  const conditions = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
  return conditions.every(({ operator, key, values }) => {
    // condition keys do not heed case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
    const asksForTls = /^bool(?:ifexists)?$/i.test(operator) && key.toLowerCase() === 'aws:securetransport';
    return asksForTls && values.some((value) => value.toLowerCase() === 'false');
  });
}

/** Which partition (`aws-cn`, …) is left out of account: S3 stores no policy that names another bucket than its own. */
function withoutPartition(pattern: string): string {
  return pattern.replace(/^arn:aws-[a-z-]+:/, 'arn:aws:');
}
function coversBucket(pattern: string, bucket: string): boolean {
  return matches(withoutPartition(pattern), `arn:aws:s3:::${bucket}`);
}
/** A pattern covers every object when it ends in `*` and what stands before that fits some beginning of `bucket/`. */
function coversObjects(pattern: string, bucket: string): boolean {
  const whole = withoutPartition(pattern);
  const tail = /[*?]*$/.exec(whole)?.[0] as string;
  if (!tail.includes('*')) return false;
  const stem = whole.slice(0, whole.length - tail.length) + tail.replaceAll('*', '');
  const folder = `arn:aws:s3:::${bucket}/`;
  return Array.from({ length: folder.length + 1 }, (_, length) => folder.slice(0, length)).some((start) => matches(stem, start));
}

/** IAM's wildcards: `*` any run of characters, `?` one. Works without backtracking over more than the last star. */
export function matches(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') [star, mark, p] = [p, t, p + 1];
    else if (pattern[p] === '?' || pattern[p] === text[t]) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [mark, p, t] = [mark + 1, star + 1, mark + 1];
    else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
