import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { RefreshIcon, WarningIcon } from './icons.tsx';
import { clockTime } from './times.ts';

/** What {@link StateView} needs of a query of TanStack Query. */
export interface Asked<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly dataUpdatedAt: number;
  readonly refetch: () => unknown;
}

/**
 * Shows an answer in each of its states: a skeleton of the final size while it loads; the problem, its request id
 * and a way to try again when it failed; what was known before, marked as such, when only the renewal failed; and
 * what `empty` says when there is nothing.
 */
export function StateView<Data>({
  of: asked,
  height = 'h-40',
  empty,
  isEmpty,
  children,
}: {
  readonly of: Asked<Data>;
  /** A class: the height of the skeleton. */
  readonly height?: string;
  readonly isEmpty?: (data: Data) => boolean;
  readonly empty?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}) {
  const { data, error } = asked;
  if (data === undefined) {
    return error ? <Failed error={error} retry={asked} /> : <Skeleton height={height} />;
  }
  return (
    <>
      {Boolean(error) && <Stale asked={asked} />}
      {isEmpty?.(data) === true ? empty : children(data)}
    </>
  );
}

/** Stands where something will be. */
export function Skeleton({ height = 'h-40' }: { readonly height?: string }) {
  return (
    <div role="status" className={`${height} animate-pulse rounded-control bg-sunk`}>
      <span className="sr-only">Loading…</span>
    </div>
  );
}

/** Why there is nothing, and what to do next. */
export function Empty({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-8 text-center">
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="max-w-prose text-sm text-faint">{children}</div>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** What went wrong, in the server's words. */
export function Failed({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry?: Pick<Asked<unknown>, 'isFetching' | 'refetch'>;
}) {
  const { title, detail, requestId, fields } = ApiProblem.from(error);
  return (
    <div
      role="alert"
      className="flex flex-col items-start gap-2 rounded-control bg-bad-soft p-4 text-sm"
    >
      <p className="flex items-center gap-2 font-medium text-bad">
        <WarningIcon /> {title}
      </p>
      {detail !== undefined && <p>{detail}</p>}
      {fields.map(({ field, message }) => (
        <p key={field + message}>
          {field}: {message}
        </p>
      ))}
      {requestId !== undefined && (
        <p className="text-ink">
          Request <code className="font-mono">{requestId}</code>
        </p>
      )}
      {retry && (
        <Button small busy={retry.isFetching} onClick={() => void retry.refetch()}>
          Try again
        </Button>
      )}
    </div>
  );
}

function Stale({ asked }: { readonly asked: Asked<unknown> }) {
  const { title } = ApiProblem.from(asked.error);
  return (
    <div role="status" className="mb-3 flex flex-wrap items-center gap-2 text-sm text-warn">
      <Badge tone="warn">Not renewed</Badge>
      <span>
        From {clockTime(asked.dataUpdatedAt)}. {title}.
      </span>
      <Button small variant="quiet" busy={asked.isFetching} onClick={() => void asked.refetch()}>
        <RefreshIcon /> Try again
      </Button>
    </div>
  );
}

/** Something of the whole is missing: says what, and that the rest is right. */
export function Partial({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" className="mb-3 flex items-center gap-2 text-sm text-warn">
      <WarningIcon /> <span>{children}</span>
    </p>
  );
}
