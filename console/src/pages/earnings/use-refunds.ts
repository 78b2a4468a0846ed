import { byCursor, lists } from '../../api/index.ts';
import type { Refund } from './refund-words.ts';

/** Refunds of one status, or all, the newest first, page by page. */
export function useRefunds(status: Refund['status'] | undefined) {
  return lists.useInfiniteQuery(
    'get',
    '/api/v1/me/refunds',
    { params: { query: { status, limit: 20 } } },
    byCursor,
  );
}
