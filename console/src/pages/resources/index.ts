import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../shell/lazy-page.ts';
import { type PeriodSearch, readPeriod } from '../../shell/period.ts';
import { consoleRoute } from '../../shell/routes.tsx';

const STATUSES = ['draft', 'published', 'unpublished', 'archived'] as const;
/** Where a resource stands. */
export type Status = (typeof STATUSES)[number];

const USES = ['paid', 'test', 'not_charged', 'rerun'] as const;
/** How a run ended. */
export type Use = (typeof USES)[number];

/** All that a creator has made. */
export const resourcesRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/resources',
  validateSearch: (search: Record<string, unknown>): PeriodSearch & { status?: Status } => ({
    ...readPeriod(search),
    ...(isOne(STATUSES, search['status']) && { status: search['status'] }),
  }),
  component: lazyPage(() => import('./resources-page.tsx'), 'ResourcesPage'),
});

/** One of them: what it sells, how it runs, and each run. */
export const resourceRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/resources/$id',
  validateSearch: (search: Record<string, unknown>): PeriodSearch & { runs?: Use } => ({
    ...readPeriod(search),
    ...(isOne(USES, search['runs']) && { runs: search['runs'] }),
  }),
  component: lazyPage(() => import('./resource-page.tsx'), 'ResourcePage'),
});

function isOne<T extends string>(all: readonly T[], value: unknown): value is T {
  return all.includes(value as T);
}
