import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../shell/lazy-page.ts';
import { rootRoute } from '../../shell/routes.tsx';

/** Where the link leads that a sandbox prints. */
export const enterRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enter',
  component: lazyPage(() => import('./enter-page.tsx'), 'EnterPage'),
});
