import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../shell/lazy-page.ts';
import { consoleRoute } from '../../shell/routes.tsx';

/** What the address says: how a journey to a provider ended. */
export interface ConnectionsSearch {
  /** The service that was just connected. */
  readonly connected?: string;
  /** Code of what went wrong at the service, or on the way. */
  readonly error?: string;
}

function readSearch({ connected, error }: Record<string, unknown>): ConnectionsSearch {
  return {
    ...(typeof connected === 'string' && { connected }),
    ...(typeof error === 'string' && { error }),
  };
}

/** The services that a creator connects. */
export const connectionsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/connections',
  validateSearch: readSearch,
  component: lazyPage(() => import('./connections-page.tsx'), 'ConnectionsPage'),
});
