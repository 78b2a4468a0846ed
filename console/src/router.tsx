import { createRouter } from '@tanstack/react-router';
import { consolePages, openPages } from './pages/index.ts';
import { PageFailed } from './shell/lost.tsx';
import { consoleRoute, rootRoute } from './shell/routes.tsx';

/** Every address of the console, under `/console`. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([...openPages, consoleRoute.addChildren([...consolePages])]),
  basepath: '/console',
  // What a page does not know is dropped from its address.
  search: { strict: true },
  defaultPreload: 'intent',
  scrollRestoration: true,
  // In the place of the page, so that the others stay within reach.
  defaultErrorComponent: PageFailed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
