import { ago, dateTime } from './times.ts';

/** An instant: how long ago, and exactly when for who points at it. */
export function Ago({ at }: { readonly at: string | null | undefined }) {
  if (at === null || at === undefined) return <span className="text-faint">never</span>;
  return (
    <time dateTime={at} title={dateTime(at)}>
      {ago(at)}
    </time>
  );
}

/** An instant, exactly. */
export function At({ at }: { readonly at: string }) {
  return <time dateTime={at}>{dateTime(at)}</time>;
}
