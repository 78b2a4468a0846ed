import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../shell/lazy-page.ts';
import { readPeriod } from '../../shell/period.ts';
import { consoleRoute } from '../../shell/routes.tsx';

/** What was earned and used, at a glance. */
export const overviewRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/',
  validateSearch: readPeriod,
  component: lazyPage(() => import('./overview-page.tsx'), 'OverviewPage'),
});
