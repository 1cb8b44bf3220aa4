/** How many requests GitHub lets through in a minute, so that it need not be found out by being refused. */
import type { Limit, Source, Subject, WireRequest } from '../../src/model.ts';
import { isGraphqlCall } from './graphql/document.ts';

const DOCS = 'https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits';
/** 900 points in any minute for REST, 2,000 for GraphQL; a reading request is one point. */
const within = (points: number): Limit => ({ burst: points, perSecond: points / 60, seconds: 60, docs: DOCS });
const [REST, GRAPHQL] = [within(900), within(2000)];

/** A server of one's own has no such limits unless its owner sets them: https://docs.github.com/en/enterprise-server/admin/configuring-settings/configuring-user-applications-for-your-enterprise/configuring-rate-limits */
const isOwnServer = ({ pathname }: URL): boolean => pathname.startsWith('/api/v3/') || pathname === '/api/graphql';

/** One token or installation for each entry of the configuration; both APIs have limits of their own. */
export function laneOf(operation: string, { url }: WireRequest, { name }: Subject): ReturnType<NonNullable<Source['laneOf']>> {
  const graphql = isGraphqlCall(operation);
  const key = `${name} ${graphql ? 'GraphQL' : 'REST'}`;
  return isOwnServer(url) ? { key } : { key, limit: graphql ? GRAPHQL : REST };
}
