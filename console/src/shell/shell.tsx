import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Failed, Skeleton } from '../design/index.ts';
import { AccountCorner } from './account-corner.tsx';
import { Home } from './home.tsx';
import { useIsSignedOut, useMe } from './me.ts';
import { MobileMenu } from './mobile-menu.tsx';
import { Navigation } from './navigation.tsx';

const SignIn = lazy(async () => ({
  default: (await import('../pages/sign-in/sign-in-page.tsx')).SignInPage,
}));

/** The frame of every page: who is not signed in gets the sign-in at the same address, and goes on there. */
export function Shell() {
  if (useIsSignedOut()) {
    return (
      <Suspense>
        <SignIn />
      </Suspense>
    );
  }
  return <Frame />;
}

function Frame() {
  const me = useMe();
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-10 rounded-control bg-card px-4 py-2 focus:not-sr-only focus:absolute focus:m-2"
      >
        Skip to the page
      </a>
      <MobileMenu />
      <aside className="sticky top-0 hidden h-dvh flex-col gap-6 border-r border-line bg-card px-3 py-5 lg:flex">
        <Home />
        <Navigation />
        <AccountCorner />
      </aside>
      <Main>
        {me.error && me.data === undefined ? (
          <div className="p-6">
            <Failed error={me.error} retry={me} />
          </div>
        ) : (
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        )}
      </Main>
    </div>
  );
}

/** Whoever follows a link goes on at the beginning of the new page, also without eyes. */
function Main({ children }: { readonly children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <main id="main" ref={main} tabIndex={-1} className="min-w-0 outline-none">
      {children}
    </main>
  );
}

function PageSkeleton() {
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-4 px-4 py-6 sm:px-6 lg:px-8 lg:py-8">
      <Skeleton height="h-9 max-w-60" />
      <Skeleton height="h-32" />
      <Skeleton height="h-72" />
    </div>
  );
}
