import { useQuery } from '@tanstack/react-query';
import createClient from 'openapi-fetch';
import type { OpenapiQueryClient } from 'openapi-react-query';
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

/** What the key of a query says: how it is asked. */
type Key = readonly [method: 'get' | 'post', path: string, init?: object];

async function ask({
  queryKey,
  signal,
}: {
  readonly queryKey: unknown;
  readonly signal: AbortSignal;
}) {
  const [method, path, init] = queryKey as Key;
  const send = client[method.toUpperCase() as 'GET'] as (
    path: string,
    init: object,
  ) => Promise<{ data?: unknown }>;
  return (await send(path, { signal, ...init })).data ?? null;
}

/**
 * The API as queries of TanStack Query: `api.useQuery('get', '/api/v1/me')`. `openapi-react-query` has the types, and
 * the same keys; its own function would bring hooks for lists, which `lists.ts` has, into what loads first.
 */
export const api = {
  useQuery: ((method: string, path: string, init?: object, options?: object) =>
    useQuery({
      queryKey: init === undefined ? [method, path] : [method, path, init],
      queryFn: ask,
      ...options,
    })) as unknown as OpenapiQueryClient<Paths, 'application/json'>['useQuery'],
};
