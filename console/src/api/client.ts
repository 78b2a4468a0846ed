import createClient from 'openapi-fetch';
import createHooks from 'openapi-react-query';
import { ApiProblem } from './problem.ts';
import { withSession } from './session.ts';
import type { Paths } from './types.ts';

/** The API, typed by its document. Failures are thrown as {@link ApiProblem}. */
export const client = createClient<Paths, 'application/json'>({
  baseUrl: location.origin,
  fetch: withSession,
});

client.use({
  async onResponse({ response }) {
    if (!response.ok) throw await ApiProblem.of(response);
  },
});

/** The API as queries of TanStack Query: `api.useQuery('get', '/api/v1/me')`. */
export const api = createHooks(client);

/** For `api.useInfiniteQuery`: lists that the API gives in parts, each naming the next. */
export const byCursor = {
  pageParamName: 'cursor',
  // No cursor; what is undefined would be sent as 0.
  initialPageParam: null,
  getNextPageParam: (last: { readonly nextCursor: string | null }) => last.nextCursor,
} as const;
