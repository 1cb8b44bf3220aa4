import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/collect/tape.ts';
import { judgeSet, type ReadyCheck } from '../../src/evaluate/judge.ts';
import { checksDir } from '../../src/home.ts';
import type { Finding, ResourceSet, Verdict } from '../../src/model.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { collectors } from '../../src/registry.ts';
import { play, type Rehearsal, rehearse, tapesOf } from '../support/tapes.ts';

/**
 * The signature test. Refuse, cut or garble any one answer on any tape, and judge every check about that collector again:
 * a verdict may become `unknown`, nothing else; and no row may vanish without its set saying that it is not whole.
 */
const policy = loadPolicy({ checksDir, collectors, params: {}, select: [], frameworks: [] });

type Spoil = (response: NonNullable<Exchange['response']>) => Partial<Exchange>;
const text = (body: Uint8Array) => new TextDecoder().decode(body);
const bytes = (body: string) => new TextEncoder().encode(body);
const isXml = (response: NonNullable<Exchange['response']>) => /xml/.test(response.headers['content-type'] ?? '');
const withBody =
  (change: (body: string, xml: boolean) => string): Spoil =>
  (response) => ({ response: { ...response, body: bytes(change(text(response.body), isXml(response))) } });
const refusal =
  (status: number, code: string): Spoil =>
  (response) => {
    const body = isXml(response)
      ? `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`
      : JSON.stringify({ __type: code, message: 'Not Found', error: { code: code.toLowerCase(), message: 'no' } });
    return { response: { ...response, status, body: bytes(body) } };
  };
const lost: Spoil = () => ({ refusal: { reason: 'unreachable', detail: 'the connection was reset' } });

const SPOILS: Record<string, Spoil> = {
  denied: refusal(403, 'AccessDenied'),
  'not found': refusal(404, 'NotFound'),
  throttled: refusal(429, 'Throttling'),
  'server error': refusal(500, 'InternalFailure'),
  lost,
  'another content type': (response) => ({
    response: { ...response, headers: { ...response.headers, 'content-type': 'text/html' }, body: bytes('<html></html>') },
  }),
  empty: withBody(() => ''),
  cut: withBody((body) => body.slice(0, Math.floor(body.length * 0.6))),
  garbled: withBody((body) => body.replace(/[a-z]{4}/, '\u0000')),
  'nothing in it': withBody((body, xml) =>
    xml ? body.replace(/>[\s\S]*</, '><').replace(/^(<\?xml[^>]*)>?<$/, '$1?><a></a>') : body.trimStart().startsWith('[') ? '[null]' : '{}',
  ),
  'members missing': withBody((body, xml) =>
    // what was withheld, and what is 204, has no members
    body === ''
      ? ''
      : xml
        ? body.replace(/<(\w+)Result>[\s\S]*<\/\1Result>/, '<$1Result></$1Result>')
        : JSON.stringify(withoutMembers(JSON.parse(body))),
  ),
};
/**
 * One level down, every member but the last is taken away, and an only one as well. What points to the next page stays: the last page
 * has no pointer, so that an answer without one cannot be told from it.
 */
function withoutMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMembers);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, inner]) => [key, isObject(inner) ? {} : inner] as const);
  const pointers = members.filter(([key]) => POINTER.test(key));
  const others = members.filter(([key]) => !POINTER.test(key));
  return Object.fromEntries([...(others.length > 1 ? others.slice(-1) : []), ...pointers]);
}
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const POINTER = /^(?:next)?(?:token|marker)$/i;

/** Declared, and asked in estates that the demo worlds are not. Each has a test of its own. */
const SELDOM: Readonly<Record<string, string>> = {
  'aws/certificate cloudfront:ListDistributions': 'only where us-east-1 is not looked at',
  'github/dependency-updates GET /repos/{owner}/{repo}': 'only where 404 may mean that the switch is off, or that one may not know',
  'github/vulnerability-alerts GET /repos/{owner}/{repo}': 'only where 404 may mean that the switch is off, or that one may not know',
  'github/commit POST /graphql MoreCommits': 'only of more commits than one page holds',
  'github/commit POST /graphql MorePullRequests': 'only of a commit with many pull requests',
  'github/pull-request POST /graphql MoreCommits': 'only of more commits than one page holds',
  'github/pull-request POST /graphql MorePullRequests': 'only of a commit with many pull requests',
  'github/commit POST /graphql RepositoryChanges': 'only where GitHub answers nothing about many',
  'github/pull-request POST /graphql RepositoryChanges': 'only where GitHub answers nothing about many',
  'github/pull-request POST /graphql ManyAuthors': 'only of a pull request with more than five commits',
  'github/pull-request POST /graphql MoreAuthors': 'only of a pull request with more than a hundred commits',
  'github/pull-request POST /graphql CoAuthors': 'only of commits that name co-authors',
  'github/pull-request POST /graphql MoreDeployments': 'only of more deployments than one page holds',
  'github/release-tags GET /repos/{owner}/{repo}': 'only where 404 may mean that there is none, or that one may not know',
  'aws/iam-user iam:ListMFADevices': 'only of an administrator whom the credential report does not name',
};
/** A spoilt answer that is, byte for byte, what the provider says when there is none; then a verdict follows from it. */
const ABSENCES: Readonly<Record<string, string>> = {
  // https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html: NotFound, the topic is gone
  'sns:ListSubscriptionsByTopic': 'not found',
  // https://docs.aws.amazon.com/waf/latest/APIReference/API_GetWebACLForResource.html: no WebACL, none is associated
  'wafv2:GetWebACLForResource': 'nothing in it, members missing',
  // https://docs.github.com/en/rest/repos/repos#list-repository-languages: an empty object, there is no code
  'GET /repos/{owner}/{repo}/languages': 'nothing in it, members missing',
};

interface Said {
  readonly verdict: Verdict;
  readonly rows: ReadonlyMap<string, Verdict>;
}
function judge(ready: ReadyCheck, set: ResourceSet, now: string): Said {
  const findings: Finding[] = [];
  const { verdict } = judgeSet(ready, set, { now: Date.parse(now), waivers: [], emit: (finding) => findings.push(finding) });
  return {
    verdict,
    rows: new Map(
      findings.filter((finding) => finding.resource.id !== set.subject.id).map((finding) => [finding.resource.id, finding.verdict]),
    ),
  };
}

for (const collector of collectors) {
  const about = policy.checks.filter(({ check }) => check.about === collector.id);
  describe(collector.id, () => {
    const tapes = tapesOf(collector);
    it('has tapes, on which every call that it declares occurs', async () => {
      const recorded = new Set(tapes.flatMap((tape) => tape.exchanges.map((exchange) => exchange.operation)));
      expect(tapes.length).toBeGreaterThan(0);
      expect(
        collector.calls
          .map((call) => call.operation)
          .filter((operation) => !recorded.has(operation) && !(`${collector.id} ${operation}` in SELDOM)),
      ).toEqual([]);
    });
    // a signed word about single resources speaks to the checks about these
    it('has a check about it', () => expect(about.length + (collector.vouches?.length ?? 0)).toBeGreaterThan(0));

    for (const tape of tapes) {
      let rehearsal: Promise<Rehearsal> | undefined;
      const rehearsed = () => (rehearsal ??= rehearse(collector, tape));
      it(`${tape.name}: the tape plays`, async () => {
        const { set, asked } = await play(collector, tape);
        expect(set.gaps).toEqual([]);
        expect(set.complete).toBe(true);
        expect([...new Set(tape.exchanges.map((exchange) => exchange.operation))].filter((operation) => !asked.has(operation))).toEqual([]);
        expect((await rehearsed()).set).toEqual(set);
      });

      // long tapes repeat themselves: of each operation the first, the second and the last answer are spoilt
      const targets = tape.exchanges.flatMap((exchange, index) => {
        const same = tape.exchanges.flatMap((other, at) => (other.operation === exchange.operation ? [at] : []));
        return index === same[0] || index === same[1] || index === same.at(-1) ? [index] : [];
      });
      it.each(Object.entries(SPOILS))(
        `${tape.name}: %s`,
        async (kind, spoil) => {
          const { set: clean, spoilt } = await rehearsed();
          const before = new Map(about.map((ready) => [ready.check.id, judge(ready, clean, tape.now)]));
          for (const index of targets) {
            const target = tape.exchanges[index] as Exchange;
            if (!target.response || target.response.status >= 400) continue;
            if (ABSENCES[target.operation]?.includes(kind)) continue;
            const set = await spoilt(index, { ...target, ...spoil(target.response) });
            for (const ready of about) {
              const was = before.get(ready.check.id) as Said;
              const is = judge(ready, set, tape.now);
              const where = `${ready.check.id}: ${kind} on ${target.operation} (${target.request.url}) of ${tape.name}`;
              expect([was.verdict, 'unknown'], where).toContain(is.verdict);
              for (const [resource, verdict] of was.rows) {
                const now = is.rows.get(resource);
                if (now === undefined) expect(set.complete, `${resource} vanished: ${where}`).toBe(false);
                else expect([verdict, 'unknown'], `${resource}: ${where}`).toContain(now);
              }
            }
          }
        },
        120_000,
      );
    }
  });
}
