import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../shell/lazy-page.ts';
import { type PeriodSearch, readPeriod } from '../../shell/period.ts';
import { consoleRoute } from '../../shell/routes.tsx';

const REFUNDS = ['paid', 'declined', 'all'] as const;

/** What the address says beside range and zone; without `refunds` those that are open. */
export interface EarningsSearch extends PeriodSearch {
  readonly refunds?: (typeof REFUNDS)[number];
  /** The receipt that is shown. */
  readonly receipt?: string;
}

function readSearch(search: Record<string, unknown>): EarningsSearch {
  const { receipt } = search;
  const refunds = REFUNDS.find((each) => each === search['refunds']);
  return {
    ...readPeriod(search),
    ...(refunds && { refunds }),
    ...(typeof receipt === 'string' && { receipt }),
  };
}

/** What was earned, what is to be given back, and every entry of the ledger. */
export const earningsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/earnings',
  validateSearch: readSearch,
  component: lazyPage(() => import('./earnings-page.tsx'), 'EarningsPage'),
});
