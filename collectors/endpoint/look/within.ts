/**
 * A signal that comes when the other does, or when the time is over. Not `AbortSignal.any` with `AbortSignal.timeout`: what they make is held
 * weakly, and once it is collected nobody is told that the time is over: https://github.com/nodejs/node/issues/54614
 */
export function within(signal: AbortSignal, ms: number): { readonly until: AbortSignal; done(): void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException('the time is over', 'TimeoutError')), ms);
  const pass = () => controller.abort(signal.reason);
  if (signal.aborted) pass();
  else signal.addEventListener('abort', pass, { once: true });
  return {
    until: controller.signal,
    done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', pass);
    },
  };
}
