import type { Key, ReactNode } from 'react';
import { classes } from './classes.ts';

/** A column of a {@link Table}. */
export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand at the end. */
  readonly isFigure?: boolean;
  /** What can be done with a row stands at its end, and needs no heading but for ears. */
  readonly isAction?: boolean;
  /** Left out where the screen is narrow: less is said of a row than that it is read without scrolling. */
  readonly isMinor?: boolean;
  /** The column that names the row: its cells are headers. */
  readonly isName?: boolean;
}

/** Rows of figures. On narrow screens it scrolls by itself, also with the keyboard. */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
}: {
  /** Said to screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row, at: number) => Key;
}) {
  return (
    // Negative margins let rows reach the edges of a card.
    <div
      className="-mx-4 relative overflow-x-auto sm:-mx-5"
      role="region"
      aria-label={`${caption}: table`}
      tabIndex={0}
    >
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ header, isFigure, isAction, isMinor }) => (
              <th
                key={header}
                scope="col"
                className={cellClass(isFigure, isMinor, 'text-faint font-medium')}
              >
                {isAction ? <span className="sr-only">{header}</span> : header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={rowKey(row, at)} className="border-t border-line">
              {columns.map(({ header, cell, isFigure, isAction, isMinor, isName }) =>
                isName ? (
                  <th
                    key={header}
                    scope="row"
                    className={cellClass(isFigure, isMinor, 'min-w-24 font-medium sm:min-w-32')}
                  >
                    {cell(row)}
                  </th>
                ) : (
                  <td key={header} className={cellClass(isFigure || isAction, isMinor)}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellClass(isFigure = false, isMinor = false, more = ''): string {
  return classes(
    isMinor && 'max-sm:hidden',
    'px-2 py-2.5 sm:px-3 first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5 align-top',
    isFigure ? 'figures text-right whitespace-nowrap' : 'text-left',
    more,
  );
}
