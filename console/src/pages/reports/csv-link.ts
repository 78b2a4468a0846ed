/** What a report is asked: the same on the page and in the file. */
export type ReportQuery = Readonly<Record<string, string | number | undefined>>;

/** Where the figures of a report are to be had as a file, exactly those that the page shows. */
export function csvOf(report: 'earnings' | 'usage' | 'costs', query: ReportQuery): string {
  const told = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return `/api/v1/insights/${report}?${new URLSearchParams([...told, ['format', 'csv']])}`;
}
