import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, client, onSessionEnd } from '../api/index.ts';

const NEVER_AGAIN = { retry: false, staleTime: 5 * 60_000 } as const;

/** Who is signed in. An error with status 401 means: nobody. */
export function useMe() {
  return api.useQuery('get', '/api/v1/me', {}, NEVER_AGAIN);
}

/** Shows the sign-in, at the address that is open, when the session ends. */
export function useSessionEnd(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const { queryKey } = api.queryOptions('get', '/api/v1/me', {});
    return onSessionEnd(() => void queries.invalidateQueries({ queryKey }));
  }, [queries]);
}

/** Ends the session of this browser, and forgets all that this page knows of the account. */
export async function signOut(): Promise<void> {
  await client.POST('/api/v1/auth/browser/sign-out');
  location.assign('/console');
}
