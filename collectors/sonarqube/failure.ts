/** What refusals mean: SonarQube's are `{"errors":[{"msg":"..."}]}`, GitHub's `{"message":"..."}`. */
import { classifyStatus, retryAfter } from '../../src/kit.ts';
import type { Classified, Failure } from '../../src/model.ts';

/** A compare between commits of which GitHub has never seen one: https://docs.github.com/en/rest/commits/commits#compare-two-commits */
export const NO_COMMIT = '404 no common ancestor';
export const NO_COMPONENT = '404 component not found';

export function classify(failure: Failure): Classified {
  const { operation, status } = failure;
  const byStatus = classifyStatus(failure);
  const said = status === undefined ? undefined : saidIn(failure.body);
  const after = retryAfter(failure.headers);
  return {
    ...byStatus,
    ...(status === 404 && { reason: 'access_denied' as const }),
    ...(status === 404 && /^Component(?: key)? '.*' not found$/.test(said ?? '') && { code: NO_COMPONENT }),
    ...(status === 404 && /^No common ancestor between/.test(said ?? '') && { code: NO_COMMIT }),
    ...(said !== undefined && { detail: `${operation}: ${status} ${said}`.slice(0, 300) }),
    ...(after !== undefined && { retryAfterMs: after }),
  };
}

function saidIn(body: string | undefined): string | undefined {
  if (body === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined; // a proxy's page, or a body cut at 4 KiB: the status decides
  }
  const { errors, message } = (parsed ?? {}) as { errors?: { msg?: unknown }[]; message?: unknown };
  const first = Array.isArray(errors) ? errors[0]?.msg : message;
  return typeof first === 'string' ? first : undefined;
}
