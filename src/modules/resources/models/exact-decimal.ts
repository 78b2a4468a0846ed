const DECIMAL = /^(?<whole>\d{1,20})(?:\.(?<fraction>\d{1,40}))?(?:e(?<exponent>[+-]?\d{1,2}))?$/i;
const MAX_WHOLE_DIGITS = 12;
const MAX_DECIMALS = 30;

/**
 * A decimal of at least 0 in its one shortest form (`0.0000000375`, never `3.75e-8`), exact to the
 * last digit. Takes text or a number as JSON gives it; a number is read by its shortest form.
 * Null for anything negative, absurdly large or fine, or not a number.
 */
export function exactDecimal(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const groups = DECIMAL.exec(String(value))?.groups;
  if (groups === undefined) return null;
  const { whole: given = '', fraction: rest = '', exponent = '0' } = groups;
  const point = given.length + Number(exponent);
  const digits = (given + rest)
    .padEnd(point, '0')
    .padStart(given.length + rest.length - point, '0');
  const at = Math.max(point, 0);
  const whole = digits.slice(0, at).replace(/^0+(?=\d)|^$/, '');
  let end = digits.length;
  while (end > at && digits[end - 1] === '0') end -= 1;
  const fraction = digits.slice(at, end);
  if (whole.length > MAX_WHOLE_DIGITS || fraction.length > MAX_DECIMALS) return null;
  return fraction === '' ? whole || '0' : `${whole || '0'}.${fraction}`;
}
