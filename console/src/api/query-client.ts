import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

const FRESH_MS = 30_000;
const TRIES = 2;

/** What passes is tried again; what the server refuses is not. */
function isWorthTrying(failures: number, error: unknown): boolean {
  const { status } = ApiProblem.from(error);
  return failures < TRIES && (status === 0 || status >= 500);
}

/** Answers are shown at once from what is known, and asked for again when they are older than half a minute. */
export const queryClient = new QueryClient({
  defaultOptions: {
    // Where a browser thinks that it is offline, requests fail and say so; else they would wait without a word.
    queries: { staleTime: FRESH_MS, retry: isWorthTrying, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});
