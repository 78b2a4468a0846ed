import type { Key, ReactNode } from 'react';
import { classes } from './classes.ts';

/** A column of a {@link Table}. */
export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand at the end. */
  readonly isFigure?: boolean;
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
            {columns.map(({ header, isFigure }) => (
              <th
                key={header}
                scope="col"
                className={cellClass(isFigure, 'text-faint font-medium')}
              >
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={rowKey(row, at)} className="border-t border-line">
              {columns.map(({ header, cell, isFigure, isName }) =>
                isName ? (
                  <th
                    key={header}
                    scope="row"
                    className={cellClass(isFigure, 'min-w-36 font-medium')}
                  >
                    {cell(row)}
                  </th>
                ) : (
                  <td key={header} className={cellClass(isFigure)}>
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

function cellClass(isFigure = false, more = ''): string {
  return classes(
    'px-2 py-2.5 first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5 align-top',
    isFigure ? 'figures text-right whitespace-nowrap' : 'text-left',
    more,
  );
}
