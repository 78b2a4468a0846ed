import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of a request carries. */
export interface RequestContext {
  readonly requestId: string;
}

/** The request being served, for logs; business code never reads it. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
