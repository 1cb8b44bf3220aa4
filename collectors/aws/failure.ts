/** What AWS's refusals mean. Codes: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html and each service's own page. */
import { retryAfter } from '../../src/kit.ts';
import type { Classified, Failure, Reason } from '../../src/model.ts';
import { codeOrSentence } from './not-enabled.ts';

export function classify(failure: Failure): Classified {
  const { operation, status, error } = failure;
  if (status === undefined) return unsent(failure);
  const said = errorOf(failure);
  const meaning = meaningOf(said, status);
  const detail = `${operation}: ${said.code}${said.message && `: ${said.message}`}`;
  // what was refused was a call on the way to credentials: no code of it may be taken for an answer to this question
  if (error.name === 'NoCredentials') {
    const permission = meaning.permission ?? NOT_AUTHORIZED.exec(error.message)?.[1];
    const told = `${detail} (${error.message.slice(0, 300)})`;
    return { ...meaning, code: 'NoCredentials', detail: told, ...(permission !== undefined && { permission }) };
  }
  return { code: codeOrSentence(operation, said.code, said.message), ...meaning, detail };

  function meaningOf({ code, message }: Said, status: number): Pick<Classified, 'reason' | 'retry' | 'retryAfterMs' | 'permission'> {
    const reason = reasonOf(code, message, status);
    if (code === 'ReportInProgress') return { reason: 'timeout', retry: true, retryAfterMs: 3000 };
    const wait = retryAfter(failure.headers);
    const retry = RETRIED.has(reason) && (status >= 500 || reason !== 'provider_error') && status !== 501;
    const permission = reason === 'access_denied' ? NOT_AUTHORIZED.exec(message)?.[1] : undefined;
    return { reason, retry, ...(retry && wait !== undefined && { retryAfterMs: wait }), ...(permission !== undefined && { permission }) };
  }
}
const NOT_AUTHORIZED = /not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)/;
/** A clock found wrong is corrected by the SDK from the answer's `Date`; asking once more then succeeds. */
const RETRIED = new Set<Reason>(['throttled', 'provider_error', 'clock_untrusted']);

/** Nothing went over the wire, and the transport refused nothing: it failed before. */
function unsent({ operation, error }: Failure): Classified {
  if (error.name === 'IdentityChanged') return { code: error.name, reason: 'identity_changed', detail: `${operation}: ${error.message}` };
  if (error.name === 'NoCredentials' || error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError') {
    const hint = 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `profile`';
    return { code: 'NoCredentials', reason: 'credentials_invalid', detail: `${operation}: ${error.message} (${hint})` };
  }
  return {
    code: error.name,
    reason: 'internal_error',
    detail: `${operation}: nothing could be sent: ${error.name}: ${error.message.slice(0, 300)}`,
  };
}

interface Said {
  readonly code: string;
  readonly message: string;
}
/** AWS's code as it stands in the body, without namespace; for anything that AWS did not write, the bare status. */
function errorOf({ status, headers, body = '' }: Failure): Said {
  const genuine =
    ['x-amzn-requestid', 'x-amz-request-id', 'x-amzn-request-id'].some((name) => headers?.[name]) || /<RequestI[dD]>/.test(body);
  const said = genuine ? (xmlError(body) ?? jsonError(body, headers?.['x-amzn-errortype'])) : undefined;
  return said ?? { code: `HTTP ${status}`, message: genuine ? '' : 'not an answer of AWS' };
}
function xmlError(body: string): Said | undefined {
  const code = /<Code>([^<]+)<\/Code>/.exec(body)?.[1];
  return code === undefined ? undefined : { code: code.trim(), message: unescaped(found(/<Message>([^<]*)<\/Message>/i, body)) };
}
/** `{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"…"}`; the body may be cut, so it is not parsed. */
function jsonError(body: string, header: string | undefined): Said | undefined {
  const named = /"(?:__type|code|Code)"\s*:\s*"([^"]+)"/.exec(body)?.[1] ?? header;
  if (named === undefined) return undefined;
  const message = found(/"[mM]essage"\s*:\s*"((?:[^"\\]|\\.)*)"/, body);
  return { code: (named.split('#').at(-1) as string).split(':')[0] as string, message: message.replace(/\\(["\\/])/g, '$1') };
}
/** A refusal without a message is one all the same. */
function found(pattern: RegExp, body: string): string {
  const match = pattern.exec(body);
  return match === null ? '' : (match[1] as string);
}
const ENTITIES: Readonly<Record<string, string>> = { '&quot;': '"', '&apos;': "'", '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' };
function unescaped(text: string): string {
  return text.replace(/&(?:quot|apos|#39|lt|gt|amp);/g, (entity) => ENTITIES[entity] as string).trim();
}

const THROTTLED =
  /^(?:Throttl|RequestThrottl|RequestLimitExceeded|SlowDown|TooManyRequests|(?:Bandwidth)?LimitExceeded|EC2Throttled|PriorRequestNotComplete)/;
const CREDENTIALS = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'UnrecognizedClient',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'AuthFailure',
  'InvalidAccessKeyId',
  'InvalidToken',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidIdentityToken',
  'UnauthorizedException',
  'InvalidGrantException',
]);
/** AccountNotManagementOrDelegatedAdministrator…: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html */
const DENIED =
  /^(?:AccessDenied|UnauthorizedOperation|Client\.UnauthorizedOperation|AuthorizationError|NotAuthorized|OptInRequired|AllAccessDisabled|InvalidAccessException|AccountNotManagementOrDelegatedAdministrator)/;
/** `Signature expired: 20261121T… is now earlier than …`, `Signature not yet current: …` */
const SKEWED = /signature (?:expired|not yet current)/i;

function reasonOf(code: string, message: string, status: number): Reason {
  if (code === 'RequestTimeTooSkewed' || SKEWED.test(message)) return 'clock_untrusted';
  // EC2 says RequestExpired of a session token whose time is over
  if (/^ExpiredToken/.test(code) || code === 'RequestExpired' || code === 'TokenRefreshRequired') return 'credentials_expired';
  if (CREDENTIALS.has(code)) return 'credentials_invalid';
  if (THROTTLED.test(code) || status === 429) return 'throttled';
  if (DENIED.test(code) || status === 403) return /service control polic/i.test(message) ? 'scp_denied' : 'access_denied';
  return status === 401 ? 'credentials_invalid' : 'provider_error';
}
