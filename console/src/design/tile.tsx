import type { ReactNode } from 'react';
import { DownIcon, UpIcon } from './page-icons.tsx';
import { changeText } from './figures.ts';
import { classes } from './classes.ts';

/** How a figure has changed, and whether more is better. */
export interface Change {
  /** As the API tells it: a part of what was before; null where that says nothing. */
  readonly value: string | null;
  readonly moreIs?: 'good' | 'bad';
  /** What it is compared with: `prior 30 days`. */
  readonly against: string;
  /** Whether there was nothing before, and something is now. */
  readonly isNew?: boolean;
}

/** One figure that a page begins with. */
export function Tile({
  label,
  value,
  note,
  change,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly change?: Change;
}) {
  return (
    <div className="min-w-0 rounded-card border border-line bg-card p-3 shadow-card sm:p-5">
      <dt className="text-sm text-faint">{label}</dt>
      <dd className="figures mt-1 text-2xl font-semibold tracking-tight">{value}</dd>
      <dd className="mt-1 min-h-6 text-sm text-faint">
        {change && <ChangeNote {...change} />} {note}
      </dd>
    </div>
  );
}

/** Tiles side by side. */
export function Tiles({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4">{children}</dl>;
}

function ChangeNote({ value, moreIs = 'good', against, isNew = false }: Change) {
  if (isNew) return <span>New: nothing in the {against}</span>;
  if (value === null) return null;
  const isUp = !value.startsWith('-');
  const isFlat = Number(value) === 0;
  const isGood = isUp === (moreIs === 'good');
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <span
        className={classes(
          'inline-flex items-center gap-0.5 font-medium',
          !isFlat && (isGood ? 'text-good' : 'text-bad'),
        )}
      >
        {!isFlat && (isUp ? <UpIcon /> : <DownIcon />)}
        {isFlat ? 'As' : changeText(value)}
      </span>
      <span>{isFlat ? `in the ${against}` : `vs ${against}`}</span>
    </span>
  );
}
