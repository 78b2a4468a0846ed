import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readPeriod } from '../../shell/period.ts';
import { consoleRoute } from '../../shell/routes.tsx';

/** What was earned and used, at a glance. */
export const overviewRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/',
  validateSearch: readPeriod,
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
});
