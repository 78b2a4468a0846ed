/** A number that is written as it is: digits and at most a sign and a point before some of them. */
const EXACT = /^-?\d+(?:\.\d+)?$/;

/** What one field of a table holds; `exact` is a decimal number that no float carries. */
export type CsvValue = string | number | boolean | null | { readonly exact: string };

/**
 * One field of CSV (RFC 4180). Names come from users and from other services, so a text may be anything,
 * and one that a spreadsheet would run as a formula is preceded by an apostrophe.
 */
export function csvField(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'object')
    return EXACT.test(value.exact) ? value.exact : csvField(value.exact);
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as CSV (RFC 4180): its first row, and the others. */
export function csvTable(
  columns: readonly string[],
  rows: readonly (readonly CsvValue[])[],
): string {
  return [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}
