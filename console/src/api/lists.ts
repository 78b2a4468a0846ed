import createHooks from 'openapi-react-query';
import { client } from './client.ts';

/** Lists that the API gives in parts: `lists.useInfiniteQuery('get', '/api/v1/api-keys', {}, byCursor)`. */
export const lists = createHooks(client);

/** How the parts of a list name the next one. */
export const byCursor = {
  pageParamName: 'cursor',
  // No cursor; what is undefined would be sent as 0.
  initialPageParam: null,
  getNextPageParam: (last: { readonly nextCursor: string | null }) => last.nextCursor,
} as const;
