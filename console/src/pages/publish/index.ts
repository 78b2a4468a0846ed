import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../shell/lazy-page.ts';
import { consoleRoute } from '../../shell/routes.tsx';

const load = () => import('./publish-pages.ts');
const getParentRoute = () => consoleRoute;

/** Step one: what is sold. */
export const typeRoute = createRoute({
  getParentRoute,
  path: '/publish',
  component: lazyPage(load, 'TypePage'),
});

/** Step two of something new. */
export const newRoute = createRoute({
  getParentRoute,
  path: '/publish/new/$type',
  component: lazyPage(load, 'NewPage'),
});

/** A step of a draft, or of what is on sale already. The server keeps all that was entered, and the browser nothing. */
export const stepRoute = createRoute({
  getParentRoute,
  path: '/publish/$id/$step',
  component: lazyPage(load, 'StepPage'),
});
