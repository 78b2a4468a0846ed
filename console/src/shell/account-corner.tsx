import { lazy, Suspense } from 'react';

const AccountMenu = lazy(async () => ({
  default: (await import('./account-menu.tsx')).AccountMenu,
}));

/** The place of the account menu, which loads after the page: nobody waits for it. */
export function AccountCorner() {
  return (
    <div className="mt-auto min-h-36">
      <Suspense>
        <AccountMenu />
      </Suspense>
    </div>
  );
}
