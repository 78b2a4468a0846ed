import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../shell/lazy-page.ts';
import { consoleRoute } from '../../shell/routes.tsx';

const PARTS = ['keys', 'webhooks', 'security'] as const;
const STATUSES = ['dead', 'open', 'delivered'] as const;

/** What the address says: which part is shown, and of which webhook the deliveries. */
export interface SettingsSearch {
  /** Without one, the profile. */
  readonly part?: (typeof PARTS)[number];
  readonly webhook?: string;
  readonly status?: (typeof STATUSES)[number];
}

function readSearch(search: Record<string, unknown>): SettingsSearch {
  const part = PARTS.find((each) => each === search['part']);
  const status = STATUSES.find((each) => each === search['status']);
  const { webhook } = search;
  return {
    ...(part && { part }),
    ...(typeof webhook === 'string' && { webhook }),
    ...(status && { status }),
  };
}

/** The account itself: who it is, where it is paid, and what may act for it. */
export const settingsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: '/settings',
  validateSearch: readSearch,
  component: lazyPage(() => import('./settings-page.tsx'), 'SettingsPage'),
});
