import { lazyRouteComponent } from '@tanstack/react-router';

/**
 * A page that is loaded when it is opened. Where its file is gone, since the server has a newer version, the router
 * loads everything anew; that would lose what is shown while nobody answers, so this is told as such.
 */
export const lazyPage: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(async () => {
    try {
      return await load();
    } catch (error) {
      await fetch(import.meta.url, { method: 'HEAD', cache: 'no-store' });
      throw error;
    }
  }, name);
