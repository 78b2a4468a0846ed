import { Button } from './button.tsx';

/** Under a list that has more: how much is shown, and the next part. */
export function Pagination({
  shown,
  hasMore,
  isLoading,
  onMore,
}: {
  /** `20 resources` */
  readonly shown: string;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly onMore: () => void;
}) {
  return (
    <footer className="mt-4 flex flex-wrap items-center justify-between gap-3 text-sm text-faint">
      <span aria-live="polite">{hasMore ? `The first ${shown}` : `All ${shown}`}</span>
      {hasMore && (
        <Button small busy={isLoading} onClick={onMore}>
          Show more
        </Button>
      )}
    </footer>
  );
}
