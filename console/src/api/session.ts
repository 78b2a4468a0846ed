/** Where this browser noted when it renewed its session; the tokens themselves no script ever sees. */
const RENEWED = 'coinslot:renewed';
const BROWSER_AUTH = '/api/v1/auth/browser/';
const WHO_AM_I = '/api/v1/me';

/** Told when a session has ended: whoever was signed in has to sign in again. */
const ended = new EventTarget();

/** Calls `listener` whenever the session has ended. Returns what stops that. */
export function onSessionEnd(listener: () => void): () => void {
  ended.addEventListener('ended', listener);
  return () => ended.removeEventListener('ended', listener);
}

/**
 * `fetch` with the cookies of the session. An access token lives for minutes: on 401 it is renewed once, and the
 * request sent again.
 */
export async function withSession(request: Request): Promise<Response> {
  const again = request.clone();
  const startedAt = Date.now();
  const response = await fetch(request);
  const path = new URL(request.url).pathname;
  if (response.status !== 401 || path.startsWith(BROWSER_AUTH)) return response;
  if (!(await renew(startedAt))) {
    // Who asks this learns it from the answer.
    if (path !== WHO_AM_I) ended.dispatchEvent(new Event('ended'));
    return response;
  }
  return fetch(again);
}

/**
 * A refresh token works once, and one that comes twice ends the session. So one tab at a time renews it, and what
 * waited meanwhile finds it renewed.
 */
function renew(startedAt: number): Promise<boolean> {
  return alone(async () => {
    if (Number(localStorage.getItem(RENEWED)) > startedAt) return true;
    const { ok } = await fetch(`${BROWSER_AUTH}refresh`, { method: 'POST' });
    if (ok) localStorage.setItem(RENEWED, String(Date.now()));
    return ok;
  });
}

let turn: Promise<unknown> = Promise.resolve();

/** Locks are shared by the tabs of an origin; outside secure contexts there are none, and a tab waits for itself. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  if ('locks' in navigator) return navigator.locks.request(RENEWED, work) as Promise<T>;
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}
