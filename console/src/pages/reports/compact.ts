const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** A whole number, short: `1.2M`. What is no number stays as it is; the whole of it stands in tables. */
export function compact(text: string): string {
  return /^-?\d+(\.\d+)?$/.test(text) ? SHORT.format(text as Intl.StringNumericLiteral) : text;
}
