import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../shell/lazy-page.ts';
import { type PeriodSearch, readPeriod } from '../../shell/period.ts';
import { consoleRoute } from '../../shell/routes.tsx';

/** What the address says: without `account` that of Anthropic, without `by` figures by model. */
export interface AccountsSearch extends PeriodSearch {
  readonly account?: 'openrouter';
  readonly by?: string;
}

function readSearch(search: Record<string, unknown>): AccountsSearch {
  const { account, by } = search;
  const { range } = readPeriod(search);
  return {
    ...(range && { range }),
    ...(account === 'openrouter' && { account }),
    ...(typeof by === 'string' && /^[a-z]+$/.test(by) && by !== 'model' && { by }),
  };
}

/** What accounts at providers of models use and cost. Their days are days of UTC, so the address names no zone. */
export const accountsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/accounts',
  validateSearch: readSearch,
  component: lazyPage(() => import('./accounts-page.tsx'), 'AccountsPage'),
});
