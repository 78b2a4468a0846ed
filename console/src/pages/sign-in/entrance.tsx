import type { ReactNode } from 'react';
import { Mark } from '../../design/index.ts';

/** The frame of pages for who is not signed in. */
export function Entrance({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-8 px-4 py-10">
      <p className="flex items-center gap-2.5 text-xl font-semibold tracking-tight">
        <Mark /> Coinslot
      </p>
      <div className="w-full max-w-md rounded-card border border-line bg-card p-6 shadow-card sm:p-8">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {children}
      </div>
      <p className="max-w-md text-center text-sm text-faint">
        Buyers need no account: they pay per call with a wallet.{' '}
        <a className="link" href="/">
          See what is on sale
        </a>
      </p>
    </main>
  );
}
