/**
 * The longest chain of dependent calls, from what a run asked. A call depends on those whose answers it cannot be written without:
 * the page before; the listing that names its resource; its source's proof of who answers (nobody is asked before that); for what
 * belongs to a region, the list of regions. In which order the code happened to ask plays no part.
 */
const IDENTITY = { aws: 'sts:GetCallerIdentity', github: 'GET /orgs/{org}', hetzner: 'GET /locations' };
/** Beside the identity: asked of the same token, needs no answer. */
const FIRST = new Set([...Object.values(IDENTITY), 'GET /user']);
const REGIONS = 'ec2:DescribeRegions';

const repo = '/repos/{owner}/{repo}';
const AFTER = {
  's3:GetBucketLocation': ['s3:ListBuckets'],
  's3:GetBucketEncryption': ['s3:ListBuckets', 's3:GetBucketLocation'],
  's3:GetBucketPolicy': ['s3:ListBuckets', 's3:GetBucketLocation'],
  's3:GetBucketPolicyStatus': ['s3:ListBuckets', 's3:GetBucketLocation'],
  's3:GetBucketAcl': ['s3:ListBuckets', 's3:GetBucketLocation'],
  's3:GetPublicAccessBlock': ['s3:ListBuckets', 's3:GetBucketLocation'],
  'cloudtrail:GetTrailStatus': ['cloudtrail:DescribeTrails'],
  'cloudtrail:GetEventSelectors': ['cloudtrail:DescribeTrails'],
  'config:GetComplianceDetailsByConfigRule': ['config:DescribeConfigRules', 'config:DescribeComplianceByConfigRule'],
  'iam:GetCredentialReport': ['iam:GenerateCredentialReport'],
  [`GET ${repo}`]: ['GET /orgs/{org}/repos', `GET ${repo}/branches/{branch}`],
  [`GET ${repo}/branches/{branch}`]: ['GET /orgs/{org}/repos'],
  [`GET ${repo}/branches/{branch}/protection`]: ['GET /orgs/{org}/repos', `GET ${repo}/branches/{branch}`],
  [`GET ${repo}/rules/branches/{branch}`]: ['GET /orgs/{org}/repos', `GET ${repo}/branches/{branch}`],
  [`GET ${repo}/rulesets/{ruleset_id}`]: [`GET ${repo}/rules/branches/{branch}`],
};

const PAGE = /^(?:page|continuation-token|Marker|NextToken|nextToken|pageToken|per_page)$/;

/** The exchanges, each with the call before it in its longest chain, its place there (from 1), and the ms that chain spent under way. */
export function chains(tape) {
  const lastOf = new Map();
  const linked = [];
  for (const exchange of tape) {
    const question = questionOf(exchange);
    // whoever was still under way when this was sent was not waited for
    const before = [...needed(exchange, linked), lastOf.get(question)].filter((one) => one !== undefined && one.ended <= exchange.began);
    const after = before.reduce((deepest, one) => (deepest === undefined || one.depth > deepest.depth ? one : deepest), undefined);
    const waited = Math.max(0, ...before.map((one) => one.waitedMs));
    const link = { ...exchange, after, depth: (after?.depth ?? 0) + 1, waitedMs: waited + exchange.ended - exchange.began };
    lastOf.set(question, link);
    linked.push(link);
  }
  return linked;
}

/** `calls`: the most that follow each other. `waitedMs`: the most that calls which follow each other took, as seen by who asked. */
export function longest(tape) {
  const linked = chains(tape);
  const deepest = linked.reduce((most, one) => (one.depth > most.depth ? one : most));
  const path = [];
  for (let at = deepest; at !== undefined; at = at.after) path.unshift(at.operation);
  return { calls: deepest.depth, path, source: deepest.source, waitedMs: Math.max(...linked.map((one) => one.waitedMs)) };
}

function needed(exchange, before) {
  if (FIRST.has(exchange.operation)) return [];
  const mine = before.filter((one) => one.source === exchange.source);
  const last = (operation) => mine.filter((one) => one.operation === operation).slice(0, 1);
  const kind = exchange.subject.split('/')[0];
  const found = last(IDENTITY[kind]);
  if (kind === 'aws' && exchange.subject.split('/').length > 2) found.push(...last(REGIONS));
  for (const operation of AFTER[exchange.operation] ?? []) found.push(...naming(exchange, mine.filter((one) => one.operation === operation && one.subject === exchange.subject)));
  return found;
}

/** Of a listing's pages, the one whose answer names most of what this request says. Of a listing that names nothing of it: none. */
function naming(exchange, pages) {
  const words = wordsOf(exchange);
  const scored = pages.map((page) => ({ page, score: words.filter((word) => page.body.includes(word) || page.request.url.includes(word)).length }));
  const best = scored.reduce((most, one) => (one.score > (most?.score ?? 0) ? one : most), undefined);
  return best ? [best.page] : exchange.operation === 'iam:GetCredentialReport' ? pages.slice(-1) : [];
}

function parts({ request }) {
  const url = new URL(request.url);
  const body = request.body ?? '';
  const form = body.startsWith('{') ? Object.entries(JSON.parse(body)) : [...new URLSearchParams(body)];
  return { path: url.pathname, named: [...url.searchParams, ...form].map(([name, value]) => [name, String(value)]) };
}
function wordsOf(exchange) {
  const { path, named } = parts(exchange);
  return [...path.split('/').map(decodeURIComponent), ...named.map(([, value]) => value)].filter((word) => word.length >= 3);
}
function questionOf(exchange) {
  const { path, named } = parts(exchange);
  return JSON.stringify([exchange.subject, exchange.operation, path, named.filter(([name]) => !PAGE.test(name)).sort()]);
}
