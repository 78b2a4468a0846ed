import { acceptedRanges } from '../../../common/http/index.js';

/**
 * Whether a client wants a table.
 * @param format what its query says
 * @param accept what it says by header, where the query says nothing; a browser, which takes anything, wants none
 */
export function wantsCsv(format: unknown, accept: string | undefined): boolean {
  if (format !== undefined) return format === 'csv';
  const ranges = acceptedRanges(accept ?? '');
  const weightOf = (type: string) => ranges.find(({ name }) => name === type)?.weight ?? 0;
  return weightOf('text/csv') > weightOf('application/json');
}
