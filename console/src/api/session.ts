import { keep, kept } from '../kept/kept.ts';

/** Where this browser noted when it renewed its session; the tokens themselves no script ever sees. */
const RENEWED = 'coinslot:renewed';
const BROWSER_AUTH = '/api/v1/auth/browser/';

let isOver = false;
const listeners = new Set<() => void>();

/** Whether nobody is signed in: the session has ended, or there never was one. For `useSyncExternalStore`. */
export const sessionEnd = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isOver: () => isOver,
};

/** Somebody has signed in. */
export function sessionBegan(): void {
  setOver(false);
}

function setOver(next: boolean): void {
  isOver = next;
  for (const listener of listeners) listener();
}

/**
 * `fetch` with the cookies of the session. An access token lives for minutes: on 401 it is renewed once, and the
 * request sent again.
 */
export async function withSession(request: Request): Promise<Response> {
  const again = request.clone();
  const startedAt = Date.now();
  const response = await fetch(request);
  if (response.status !== 401 || request.url.includes(BROWSER_AUTH)) return response;
  return (await renew(startedAt)) ? fetch(again) : response;
}

/**
 * A refresh token works once, and one that comes twice ends the session. So one tab at a time renews it, and what
 * waited meanwhile finds it renewed.
 */
function renew(startedAt: number): Promise<boolean> {
  return alone(async () => {
    if (isOver) return false;
    if (Number(kept(RENEWED)) > startedAt) return true;
    const { ok, status } = await fetch(`${BROWSER_AUTH}refresh`, { method: 'POST' });
    if (ok) keep(RENEWED, String(Date.now()));
    if (status === 401) setOver(true);
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
