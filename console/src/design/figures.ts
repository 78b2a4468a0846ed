/**
 * Figures as people read them, made of the decimal texts that the API sends: no amount is ever a float.
 */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** `1234.5` as `1,234.5`; a text that is no decimal stays as it is. */
export function groupDigits(text: string): string {
  const [, sign, whole, fraction] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return text;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Dollars: two decimals at least, and all that differ from zero: `$0.05`, `$1,234.50`, `−$0.0004`. */
export function usd(text: string): string {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return text;
  const told = fraction.replace(/0+$/, '').padEnd(2, '0');
  const isZero = /^0*$/.test(whole + told);
  return `${sign !== '' && !isZero ? '−' : ''}$${groupDigits(`${whole}.${told}`)}`;
}

/** Dollars to the cent, for where details would disturb; amounts below a cent keep two digits of their own. */
export function roundUsd(text: string): string {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || fraction.length <= 2) return usd(text);
  const leading = /^0+$/.test(whole) ? (/^0*/.exec(fraction)?.[0].length ?? 0) : 0;
  return usd(roundDecimal(`${sign}${whole}.${fraction}`, leading >= 2 ? leading + 2 : 2));
}

/** A decimal text with at most so many decimals, halves away from zero. */
export function roundDecimal(text: string, decimals: number): string {
  const [, sign = '', whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || fraction.length <= decimals) return text;
  const kept = BigInt(whole + fraction.slice(0, decimals));
  const digits = String(Number(fraction[decimals]) >= 5 ? kept + 1n : kept).padStart(
    decimals + 1,
    '0',
  );
  const at = digits.length - decimals;
  return `${sign}${digits.slice(0, at)}${decimals === 0 ? '' : `.${digits.slice(at)}`}`;
}

/** A part, `0.1234`, as `12.3 %`. */
export function percent(part: string): string {
  const [, sign = '', whole, fraction = ''] = DECIMAL.exec(part) ?? [];
  if (whole === undefined) return part;
  const padded = fraction.padEnd(2, '0');
  const hundred = `${whole}${padded.slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  const rest = padded.slice(2);
  const rounded = roundDecimal(rest === '' ? hundred : `${hundred}.${rest}`, 1).replace(
    /\.0+$/,
    '',
  );
  return `${sign === '' ? '' : '−'}${groupDigits(rounded)} %`;
}

/** A change as the API tells it, with its sign: `+12.3 %`. */
export function changeText(part: string): string {
  return part.startsWith('-') ? percent(part) : `+${percent(part)}`;
}

/** How many of something: `1 call`, `2,000 calls`. */
export function count(number: number | string, one: string, many = `${one}s`): string {
  return `${groupDigits(String(number))} ${String(number) === '1' ? one : many}`;
}

/** For drawing alone: charts take numbers, and a bar is no more exact than its pixels. */
export function drawn(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}
