import { createRootRoute, createRoute, Outlet } from '@tanstack/react-router';
import { NotFound } from './lost.tsx';
import { Shell } from './shell.tsx';

/** The root of every address. */
export const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** Parent of each page that needs an account: navigation around it, the sign-in instead of it. */
export const consoleRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'console',
  component: Shell,
  notFoundComponent: NotFound,
});
