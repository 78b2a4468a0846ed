import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api, client, sessionBegan, sessionEnd } from '../api/index.ts';

/** Who is signed in. */
export function useMe() {
  return api.useQuery('get', '/api/v1/me', {}, { staleTime: 5 * 60_000 });
}

/** Whether nobody is signed in. */
export function useIsSignedOut(): boolean {
  return useSyncExternalStore(sessionEnd.subscribe, sessionEnd.isOver);
}

/** Goes on as who has just signed in: what was known belonged to somebody else, or to nobody. */
export function useEnter(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    queries.clear();
    sessionBegan();
  };
}

/** Ends the session of this browser, and forgets all that this page knows of the account. */
export async function signOut(): Promise<void> {
  await client.POST('/api/v1/auth/browser/sign-out');
  location.assign('/console');
}
