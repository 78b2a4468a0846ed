import { type ReactNode, useEffect } from 'react';

/** The whole of a page: its title, what can be done on it, and its parts. */
export function Page({
  title,
  about,
  actions,
  filters,
  children,
}: {
  readonly title: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly filters?: ReactNode;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · Coinslot`;
  }, [title]);
  return (
    <div className="mx-auto w-full max-w-6xl px-4 py-6 sm:px-6 lg:px-8 lg:py-8">
      <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-48">
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          {about !== undefined && (
            <div className="mt-1 max-w-3xl text-pretty text-faint">{about}</div>
          )}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {filters !== undefined && <div className="mb-5">{filters}</div>}
      <div className="flex flex-col gap-4 sm:gap-5">{children}</div>
    </div>
  );
}
